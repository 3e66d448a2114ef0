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
    public class Adam : OptimizerHelper
    {
        private readonly double beta1;
        private readonly double beta2;
        private readonly double eps;
        private readonly double weightDecay;

        internal Adam(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double weight_decay)
        {
            if (eps < 0) throw new ArgumentException($"Invalid ε: {eps}");
            if (beta1 is < 0 or >= 1) throw new ArgumentException($"Invalid beta1: {beta1}");
            if (beta2 is < 0 or >= 1) throw new ArgumentException($"Invalid beta2: {beta2}");
            if (weight_decay < 0) throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
            this.beta1 = beta1;
            this.beta2 = beta2;
            this.eps = eps;
            weightDecay = weight_decay;
            Add(parameters, lr, parameter => new State(parameter));
        }

        public override Tensor? step(Func<Tensor>? closure = null)
        {
            Step(closure);
            return null;
        }

        private protected override void Update(OptimizerState state, Parameter parameter, Tensor gradient, double learningRate)
        {
            State moments = (State)state;
            long step = ++moments.step;
            if (weightDecay != 0) gradient = gradient.add(parameter, weightDecay);
            moments.exp_avg.mul_(beta1).add_(gradient, 1 - beta1);
            moments.exp_avg_sq.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
            Tensor denominator = moments.exp_avg_sq.sqrt().div_(Math.Sqrt(1 - Math.Pow(beta2, step))).add_(eps);
            parameter.addcdiv_(moments.exp_avg, denominator, -learningRate / (1 - Math.Pow(beta1, step)));
        }

        /// <summary>The mean gradient and the mean squared gradient of one parameter, and how many steps they are the mean of.</summary>
        public class State : OptimizerState, IDisposable
        {
            public long step;
            public Tensor exp_avg;
            public Tensor exp_avg_sq;

            /// <summary>AMSGrad's; always null in the substitute.</summary>
            public Tensor? max_exp_avg_sq;

            internal State(Parameter parameter)
            {
                exp_avg = parameter.clone().zero_().DetachFromDisposeScope();
                exp_avg_sq = parameter.clone().zero_().DetachFromDisposeScope();
            }

            public void Dispose()
            {
                exp_avg.Dispose();
                exp_avg_sq.Dispose();
                max_exp_avg_sq?.Dispose();
                GC.SuppressFinalize(this);
            }
        }
    }
}
