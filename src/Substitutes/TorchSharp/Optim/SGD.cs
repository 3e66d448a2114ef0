using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                dampening == 0 && !nesterov && !maximize
                    ? new(parameters, learningRate, momentum, weight_decay)
                    : throw new ArgumentException("The substitute's SGD has no dampening, Nesterov momentum or maximization.");
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Stochastic gradient descent with momentum, PyTorch's form: buffer = momentum x buffer + gradient.</summary>
    public sealed class SGD : optim.Optimizer
    {
        private readonly double momentum;
        private readonly double weightDecay;
        private readonly Tensor?[] buffers;

        internal SGD(IEnumerable<Parameter> parameters, double lr, double momentum, double weight_decay) : base(parameters, lr)
        {
            if (momentum < 0.0) throw new ArgumentException($"Invalid momentum value: {momentum}");
            if (weight_decay < 0.0) throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
            this.momentum = momentum;
            weightDecay = weight_decay;
            buffers = new Tensor?[Count];
        }

        private protected override void Update(int index, Parameter parameter, Tensor gradient, double learningRate)
        {
            if (weightDecay != 0) gradient = gradient.add(parameter, weightDecay);
            if (momentum != 0)
            {
                if (buffers[index] is { } buffer) buffer.mul_(momentum).add_(gradient);
                else buffers[index] = gradient.clone().DetachFromDisposeScope();
                gradient = buffers[index]!;
            }
            parameter.add_(gradient, -learningRate);
        }

        protected override void Dispose(bool disposing)
        {
            foreach (Tensor? buffer in buffers) buffer?.Dispose();
        }
    }
}
