using TorchSharp;
using TorchSharp.Modules;

namespace RepDynamics.Training;

/// <summary>Which optimizer, and how fast. No weight decay: the paper studies training far past perfect fit (assumed).</summary>
public abstract record OptimizerRecipe
{
    /// <summary>The optimizer's short name, in run names and figures.</summary>
    public abstract string Kind { get; }

    /// <summary>The learning rate before warm-up and decay.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Builds the optimizer over a network's parameters.</summary>
    public abstract torch.optim.Optimizer Build(IEnumerable<Parameter> parameters);

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

    /// <summary>The weight of the previous step, in [0, 1) (DESIGN: .9).</summary>
    public double Momentum { get; init; } = 0.9;

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
