using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The base of the optimizers that are not native code: parameters in groups, and a state for each.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    // In the order of the parameters. The published package keeps them by the parameters' handles.
    private readonly List<OptimizerState> states = [];

    public OptimizerHelper()
    {
    }

    /// <summary>What the optimizer remembers; its members are the optimizer's own, and may be replaced.</summary>
    public virtual StateDictionary state_dict()
    {
        StateDictionary dictionary = new();
        dictionary.Options.AddRange(_parameter_groups.Select(group => group.Options));
        dictionary.State.AddRange(states);
        return dictionary;
    }

    private protected void Add(IEnumerable<Parameter> parameters, double learningRate, Func<Parameter, OptimizerState> state)
    {
        if (learningRate < 0.0) throw new ArgumentException($"Invalid learning rate: {learningRate}");
        Parameter[] all = [.. parameters];
        _parameter_groups.Add(new ParamGroup
        {
            Parameters = all,
            Options = new OptimizerOptions { LearningRate = learningRate, InitialLearningRate = learningRate },
        });
        using IDisposable noGrad = no_grad();
        states.AddRange(all.Select(state));
    }

    private protected void Step(Func<Tensor>? closure)
    {
        if (closure is not null) throw new ArgumentException("The substitute's optimizers take no closure.", nameof(closure));
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        int first = 0;
        foreach (ParamGroup group in _parameter_groups)
        {
            Parameter[] all = [.. group.Parameters];
            Tensor?[] gradients = [.. all.Select(parameter => parameter.grad)];
            int[] present = [.. Enumerable.Range(0, all.Length).Where(i => gradients[i] is not null)];
            // libtorch has no such call on nothing.
            if (present.Length > 0)
                Update([.. present.Select(i => states[first + i])], [.. present.Select(i => all[i])], [.. present.Select(i => gradients[i]!)], group.LearningRate);
            first += all.Length;
        }
    }

    /// <summary>One update of the parameters that have a gradient, with their states. All of them at once: most are small, and cost less than a call.</summary>
    private protected virtual void Update(OptimizerState[] states, Tensor[] parameters, Tensor[] gradients, double learningRate) =>
        throw new InvalidOperationException($"{GetType().Name} steps in a way of its own.");

    protected override void Dispose(bool disposing)
    {
        foreach (OptimizerState state in states) (state as IDisposable)?.Dispose();
    }
}

/// <summary>The settings of a group of parameters.</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }
}

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    private protected OptimizerState()
    {
    }
}

/// <summary>Parameters that share their settings.</summary>
public class ParamGroup : optim.ILearningRateController
{
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    public OptimizerOptions Options { get; set; } = new();

    public double LearningRate
    {
        get => Options.LearningRate!.Value;
        set => Options.LearningRate = value;
    }

    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}
