using TorchSharp.Interop;
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

        private protected override void Update(OptimizerState[] states, Tensor[] parameters, Tensor[] gradients, double learningRate)
        {
            if (weightDecay != 0) gradients = Operators.EachAdd.CallOnLists(gradients.Length, [gradients, parameters], [weightDecay]);
            State[] moments = [.. states.Cast<State>()];
            foreach (State state in moments) state.step++;
            // A parameter without a gradient now and then has taken fewer steps.
            foreach (IGrouping<long, int> alike in Enumerable.Range(0, moments.Length).GroupBy(i => moments[i].step))
            {
                Tensor[] Those(Func<int, Tensor> of) => [.. alike.Select(of)];
                Update(
                    alike.Key, Those(i => moments[i].exp_avg), Those(i => moments[i].exp_avg_sq), Those(i => parameters[i]), Those(i => gradients[i]), learningRate);
            }
        }

        private void Update(long step, Tensor[] means, Tensor[] squares, Tensor[] parameters, Tensor[] gradients, double learningRate)
        {
            Operators.EachMulScalarInPlace.CallOnLists(0, [means], [beta1]);
            Operators.EachAddInPlace.CallOnLists(0, [means, gradients], [1 - beta1]);
            Operators.EachMulScalarInPlace.CallOnLists(0, [squares], [beta2]);
            Operators.EachAddcmulInPlace.CallOnLists(0, [squares, gradients, gradients], [1 - beta2]);
            Tensor[] denominators = Operators.EachSqrt.CallOnLists(squares.Length, [squares], []);
            Operators.EachDivScalarInPlace.CallOnLists(0, [denominators], [Math.Sqrt(1 - Math.Pow(beta2, step))]);
            Operators.EachAddScalarInPlace.CallOnLists(0, [denominators], [eps]);
            Operators.EachAddcdivInPlace.CallOnLists(0, [parameters, means, denominators], [-learningRate / (1 - Math.Pow(beta1, step))]);
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
