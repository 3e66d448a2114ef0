using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>What a learning-rate schedule may set.</summary>
        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            double InitialLearningRate { get; set; }
        }

        /// <summary>Changes parameters by their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            private readonly Parameter[] parameters_;
            private readonly ParamGroup group;

            private protected Optimizer(IEnumerable<Parameter> parameters, double learningRate)
            {
                if (learningRate < 0.0) throw new ArgumentException($"Invalid learning rate: {learningRate}");
                parameters_ = [.. parameters];
                group = new ParamGroup { LearningRate = learningRate, InitialLearningRate = learningRate };
            }

            public virtual IEnumerable<ILearningRateController> ParamGroups => [group];

            public virtual IEnumerable<Parameter> parameters() => parameters_;

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (Parameter parameter in parameters_)
                {
                    using Tensor? gradient = parameter.grad;
                    if (gradient is null) continue;
                    if (set_to_none) parameter.grad = null;
                    else gradient.zero_();
                }
            }

            /// <summary>One update; parameters without a gradient stay as they are.</summary>
            public virtual Tensor? step(Func<Tensor>? closure = null)
            {
                if (closure is not null) throw new ArgumentException("The substitute's optimizers take no closure.", nameof(closure));
                using IDisposable noGrad = no_grad();
                using DisposeScope scope = NewDisposeScope();
                for (int i = 0; i < parameters_.Length; i++)
                    if (parameters_[i].grad is { } gradient) Update(i, parameters_[i], gradient, group.LearningRate);
                return null;
            }

            private protected abstract void Update(int index, Parameter parameter, Tensor gradient, double learningRate);

            private protected int Count => parameters_.Length;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected abstract void Dispose(bool disposing);

            private sealed class ParamGroup : ILearningRateController
            {
                public double LearningRate { get; set; }

                public double InitialLearningRate { get; set; }
            }
        }
    }
}
