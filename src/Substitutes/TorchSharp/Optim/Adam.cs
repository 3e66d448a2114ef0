using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                !amsgrad && !maximize
                    ? new(parameters, lr, beta1, beta2, eps, weight_decay)
                    : throw new ArgumentException("The substitute's Adam has no AMSGrad and no maximization.");
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Adam (Kingma and Ba 2015) with bias correction, PyTorch's form.</summary>
    public sealed class Adam : optim.Optimizer
    {
        private readonly double beta1;
        private readonly double beta2;
        private readonly double eps;
        private readonly double weightDecay;
        private readonly Tensor?[] means;
        private readonly Tensor?[] squares;
        private readonly int[] steps;

        internal Adam(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double weight_decay) : base(parameters, lr)
        {
            if (eps < 0) throw new ArgumentException($"Invalid ε: {eps}");
            if (beta1 is < 0 or >= 1) throw new ArgumentException($"Invalid beta1: {beta1}");
            if (beta2 is < 0 or >= 1) throw new ArgumentException($"Invalid beta2: {beta2}");
            if (weight_decay < 0) throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
            this.beta1 = beta1;
            this.beta2 = beta2;
            this.eps = eps;
            weightDecay = weight_decay;
            means = new Tensor?[Count];
            squares = new Tensor?[Count];
            steps = new int[Count];
        }

        private protected override void Update(int index, Parameter parameter, Tensor gradient, double learningRate)
        {
            Tensor mean = means[index] ??= parameter.clone().zero_().DetachFromDisposeScope();
            Tensor square = squares[index] ??= parameter.clone().zero_().DetachFromDisposeScope();
            int step = ++steps[index];
            if (weightDecay != 0) gradient = gradient.add(parameter, weightDecay);
            mean.mul_(beta1).add_(gradient, 1 - beta1);
            square.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
            Tensor denominator = square.sqrt().div_(Math.Sqrt(1 - Math.Pow(beta2, step))).add_(eps);
            parameter.addcdiv_(mean, denominator, -learningRate / (1 - Math.Pow(beta1, step)));
        }

        protected override void Dispose(bool disposing)
        {
            foreach (Tensor? state in means.Concat(squares)) state?.Dispose();
        }
    }
}
