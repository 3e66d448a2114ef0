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
    public class SGD : OptimizerHelper
    {
        private readonly double momentum;
        private readonly double weightDecay;

        internal SGD(IEnumerable<Parameter> parameters, double lr, double momentum, double weight_decay)
        {
            if (momentum < 0.0) throw new ArgumentException($"Invalid momentum value: {momentum}");
            if (weight_decay < 0.0) throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
            this.momentum = momentum;
            weightDecay = weight_decay;
            Add(parameters, lr, _ => new State());
        }

        public override Tensor? step(Func<Tensor>? closure = null)
        {
            Step(closure);
            return null;
        }

        private protected override void Update(OptimizerState state, Parameter parameter, Tensor gradient, double learningRate)
        {
            if (weightDecay != 0) gradient = gradient.add(parameter, weightDecay);
            if (momentum != 0)
            {
                State kept = (State)state;
                if (kept.momentum_buffer is { } buffer) buffer.mul_(momentum).add_(gradient);
                else kept.momentum_buffer = gradient.clone().DetachFromDisposeScope();
                gradient = kept.momentum_buffer;
            }
            parameter.add_(gradient, -learningRate);
        }

        /// <summary>The direction of the steps so far of one parameter.</summary>
        public class State : OptimizerState, IDisposable
        {
            /// <summary>Null until the first step with a gradient, and without momentum.</summary>
            public Tensor? momentum_buffer;

            internal State()
            {
            }

            public void Dispose()
            {
                momentum_buffer?.Dispose();
                GC.SuppressFinalize(this);
            }
        }
    }
}
