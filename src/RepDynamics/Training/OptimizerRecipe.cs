using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

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
    public abstract optim.Optimizer Build(IEnumerable<Parameter> parameters);

    /// <summary>
    /// What the optimizer remembers from step to step, besides the learning rate, which is set at every step. Here: the state of TorchSharp's
    /// own <see cref="SGD"/> and <see cref="Adam"/>, whatever their settings; a buffer that is not made yet has no elements, <c>[0]</c>.
    /// </summary>
    /// <returns>
    /// Each tensor under a name that stays the same throughout a run, such as <c>0.momentum_buffer</c> for the first parameter. They may be
    /// the optimizer's own: the caller copies them. A count goes into an int64 tensor of one element; what is not there yet is better an
    /// empty tensor than a missing name.
    /// </returns>
    /// <exception cref="NotSupportedException">The optimizer is another, and its recipe does not override this method.</exception>
    public virtual IEnumerable<(string Name, Tensor Value)> State(optim.Optimizer optimizer) => Tensors(States(optimizer));

    private static IEnumerable<(string Name, Tensor Value)> Tensors(IEnumerable<(string Index, Parameter Parameter, OptimizerState State)> states)
    {
        foreach ((string index, Parameter parameter, OptimizerState state) in states)
        {
            if (state is SGD.State momentum)
            {
                yield return ($"{index}.momentum_buffer", momentum.momentum_buffer ?? NotMade(parameter));
            }
            else if (state is Adam.State moments)
            {
                yield return ($"{index}.step", tensor([moments.step], [1]));
                yield return ($"{index}.exp_avg", moments.exp_avg);
                yield return ($"{index}.exp_avg_sq", moments.exp_avg_sq);
                if (moments.max_exp_avg_sq is { } largest) yield return ($"{index}.max_exp_avg_sq", largest); // AMSGrad's
            }
        }
    }

    /// <summary>Puts back what <see cref="State"/> gave: from then on the optimizer steps as the one whose state it was, bit for bit.</summary>
    /// <param name="optimizer">A new one that <see cref="Build"/> gave, over the parameters of a network of the same kind.</param>
    /// <param name="state">By name; on any device. To be copied, not kept.</param>
    /// <exception cref="StateMismatchException">Names the tensors that are missing, not expected, or of another shape or type.</exception>
    /// <exception cref="NotSupportedException">The optimizer is another, and its recipe does not override this method.</exception>
    public virtual void Restore(optim.Optimizer optimizer, IReadOnlyDictionary<string, Tensor> state)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        NamedTensors.Check(state, Expected(optimizer, state), $"The state is not one of this {optimizer.GetType().Name}");
        foreach ((string index, Parameter parameter, OptimizerState own) in States(optimizer))
        {
            if (own is SGD.State momentum)
            {
                Tensor buffer = state[$"{index}.momentum_buffer"];
                momentum.momentum_buffer?.Dispose();
                momentum.momentum_buffer = IsMade(buffer) ? Copy(buffer, parameter) : null;
            }
            else if (own is Adam.State moments)
            {
                moments.step = state[$"{index}.step"].ToInt64();
                moments.exp_avg.copy_(state[$"{index}.exp_avg"]);
                moments.exp_avg_sq.copy_(state[$"{index}.exp_avg_sq"]);
                moments.max_exp_avg_sq?.copy_(state[$"{index}.max_exp_avg_sq"]);
            }
        }
    }

    /// <summary>Throws unless every field is in its range; a recipe calls it before a run.</summary>
    /// <exception cref="ArgumentException">Names the field, its value and what it may be.</exception>
    public virtual void Validate() =>
        Recipe.Check(LearningRate is > 0 and < double.PositiveInfinity, "Optimizer.LearningRate", LearningRate, "positive");

    private IEnumerable<(string Index, Parameter Parameter, OptimizerState State)> States(optim.Optimizer optimizer) => optimizer is SGD or Adam
        ? optimizer.parameters().Zip(((OptimizerHelper)optimizer).state_dict().State)
            .Select((pair, i) => (i.ToString(CultureInfo.InvariantCulture), pair.First, pair.Second))
        : throw new NotSupportedException(
            $"The state of {optimizer.GetType().Name} cannot be captured, so that its training could not be resumed: "
            + $"override State and Restore in {GetType().Name}, or train without resume points.");

    // A buffer may be there or not: what was saved decides.
    private Dictionary<string, Tensor> Expected(optim.Optimizer optimizer, IReadOnlyDictionary<string, Tensor> saved)
    {
        // Not State, to which a derived recipe may add what it restores itself.
        var expected = Tensors(States(optimizer)).ToDictionary(own => own.Name, own => own.Value);
        foreach ((string index, Parameter parameter, _) in States(optimizer).Where(own => own.State is SGD.State))
        {
            string name = $"{index}.momentum_buffer";
            expected[name] = saved.TryGetValue(name, out Tensor? buffer) && !IsMade(buffer) ? NotMade(parameter) : parameter;
        }
        return expected;
    }

    private static Tensor NotMade(Parameter parameter) => zeros([0], parameter.dtype, parameter.device);

    private static bool IsMade(Tensor buffer) => buffer.numel() > 0;

    // Laid out as the parameter, as the optimizer's own would be: the order of the elements in memory may decide which kernel runs.
    private static Tensor Copy(Tensor saved, Parameter parameter)
    {
        Tensor copy = parameter.clone();
        copy.copy_(saved);
        return copy.DetachFromDisposeScope();
    }
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
    public override optim.Optimizer Build(IEnumerable<Parameter> parameters) => optim.SGD(parameters, LearningRate, Momentum);

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
    public override optim.Optimizer Build(IEnumerable<Parameter> parameters) => optim.Adam(parameters, LearningRate, Beta1, Beta2);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Recipe.Check(Beta1 is >= 0 and < 1, "Optimizer.Beta1", Beta1, "in [0, 1)");
        Recipe.Check(Beta2 is >= 0 and < 1, "Optimizer.Beta2", Beta2, "in [0, 1)");
    }
}
