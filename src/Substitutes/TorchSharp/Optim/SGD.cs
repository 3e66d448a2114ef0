using TorchSharp.Interop;
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

        private protected override void Update(OptimizerState[] states, Tensor[] parameters, Tensor[] gradients, double learningRate)
        {
            if (weightDecay != 0) gradients = Operators.EachAdd.CallOnLists(gradients.Length, [gradients, parameters], [weightDecay]);
            Tensor[] directions = momentum == 0 ? gradients : Directions(states, gradients);
            Operators.EachAddInPlace.CallOnLists(0, [parameters, directions], [-learningRate]);
        }

        private Tensor[] Directions(OptimizerState[] states, Tensor[] gradients)
        {
            State[] kept = [.. states.Cast<State>()];
            int[] made = [.. Enumerable.Range(0, kept.Length).Where(i => kept[i].momentum_buffer is not null)];
            Tensor[] buffers = [.. made.Select(i => kept[i].momentum_buffer!)];
            if (made.Length > 0)
            {
                Operators.EachMulScalarInPlace.CallOnLists(0, [buffers], [momentum]);
                Operators.EachAddInPlace.CallOnLists(0, [buffers, [.. made.Select(i => gradients[i])]], [1.0]);
            }
            for (int i = 0; i < kept.Length; i++) kept[i].momentum_buffer ??= gradients[i].clone().DetachFromDisposeScope();
            return [.. kept.Select(state => state.momentum_buffer!)];
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
