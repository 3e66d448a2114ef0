using TorchSharp;
using TorchSharp.Modules;

namespace RepDynamics.Training;

/// <summary>
/// Which optimizer, and how fast. No weight decay: the paper studies training far past perfect fit (assumed). Derive from it for an
/// optimizer of your own; one that is neither TorchSharp's SGD nor its Adam overrides <see cref="State"/> and <see cref="Restore"/>, too.
/// </summary>
public abstract record OptimizerRecipe
{
    /// <summary>The optimizer's short name, in run names and figures.</summary>
    public abstract string Kind { get; }

    /// <summary>The learning rate before warm-up and decay.</summary>
    public required double LearningRate { get; init; }

    /// <summary>
    /// Whether the optimizer steps each element of a parameter without regard to the others, so that it may be given all parameters of a network as
    /// one, which is faster.
    /// </summary>
    internal virtual bool IsElementwise => false;

    /// <summary>Builds the optimizer over a network's parameters, or, where <see cref="IsElementwise"/>, over one that holds them all.</summary>
    public abstract torch.optim.Optimizer Build(IEnumerable<Parameter> parameters);

    /// <summary>
    /// What the optimizer remembers from step to step, besides the learning rate, which is set at every step. Here: the state of TorchSharp's
    /// own <see cref="SGD"/> and <see cref="Adam"/>, whatever their settings.
    /// </summary>
    /// <param name="optimizer">One that <see cref="Build"/> gave.</param>
    /// <returns>
    /// Each tensor under a name that stays the same throughout a run, such as <c>0.momentum_buffer</c> for the first parameter. They may be
    /// the optimizer's own: the caller copies them. A count goes into an int64 tensor of one element; what is not there yet is better an
    /// empty tensor than a missing name.
    /// </returns>
    /// <exception cref="NotSupportedException">The optimizer is another, and its recipe does not override this method.</exception>
    public virtual IEnumerable<(string Name, torch.Tensor Value)> State(torch.optim.Optimizer optimizer) =>
        OptimizerTensors.Of(Known(optimizer));

    /// <summary>Puts back what <see cref="State"/> gave: from then on the optimizer steps as the one whose state it was, bit for bit.</summary>
    /// <param name="optimizer">A new one that <see cref="Build"/> gave, over the parameters of a network of the same kind.</param>
    /// <param name="state">By name; on any device. To be copied, not kept.</param>
    /// <exception cref="StateMismatchException">Names the tensors that are missing, not expected, or of another shape or type.</exception>
    /// <exception cref="NotSupportedException">The optimizer is another, and its recipe does not override this method.</exception>
    public virtual void Restore(torch.optim.Optimizer optimizer, IReadOnlyDictionary<string, torch.Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        OptimizerTensors.Restore(Known(optimizer), state);
    }

    private torch.optim.Optimizer Known(torch.optim.Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        return OptimizerTensors.Knows(optimizer)
            ? optimizer
            : throw new NotSupportedException(
                $"The state of {optimizer.GetType().Name} cannot be captured, so that its training could not be resumed: "
                + $"override State and Restore in {GetType().Name}, or train without resume points.");
    }

    /// <summary>Throws unless every field is in its range; a recipe calls it before a run.</summary>
    /// <exception cref="ArgumentException">Names the field, its value and what it may be.</exception>
    public virtual void Validate() =>
        Recipe.Check(LearningRate is > 0 and < double.PositiveInfinity, "Optimizer.LearningRate", LearningRate, "positive");
}

/// <summary>Stochastic gradient descent with momentum.</summary>
public sealed record SgdRecipe : OptimizerRecipe
{
    /// <inheritdoc/>
    public override string Kind => "SGD";

    /// <summary>The weight of the previous step, in [0, 1) (docs/design.md#training: .9).</summary>
    public double Momentum { get; init; } = 0.9;

    internal override bool IsElementwise => true;

    /// <inheritdoc/>
    public override torch.optim.Optimizer Build(IEnumerable<Parameter> parameters) => torch.optim.SGD(parameters, LearningRate, Momentum);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Recipe.Check(Momentum is >= 0 and < 1, "Optimizer.Momentum", Momentum, "in [0, 1)");
    }
}

/// <summary>Adam (Kingma and Ba 2015).</summary>
public sealed record AdamRecipe : OptimizerRecipe
{
    /// <inheritdoc/>
    public override string Kind => "Adam";

    /// <summary>The decay of the mean gradient (the authors' default).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay of the mean squared gradient (the authors' default).</summary>
    public double Beta2 { get; init; } = 0.999;

    internal override bool IsElementwise => true;

    /// <inheritdoc/>
    public override torch.optim.Optimizer Build(IEnumerable<Parameter> parameters) => torch.optim.Adam(parameters, LearningRate, Beta1, Beta2);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Recipe.Check(Beta1 is >= 0 and < 1, "Optimizer.Beta1", Beta1, "in [0, 1)");
        Recipe.Check(Beta2 is >= 0 and < 1, "Optimizer.Beta2", Beta2, "in [0, 1)");
    }
}
