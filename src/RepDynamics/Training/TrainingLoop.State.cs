using System.Collections.Immutable;
using RepDynamics.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Training;

// Stopping and going on: everything that TakeStep and EndEpoch change is captured here, and nothing else.
internal sealed partial class TrainingLoop
{
    /// <summary>Copies everything the run needs to continue from here.</summary>
    public TrainingState Capture()
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> copies = [];
        try
        {
            foreach ((string name, Tensor value) in NetworkState.Of(Network)) Add(TrainingState.NetworkPrefix + name, value.clone());
            foreach ((string name, Tensor value) in recipe.Optimizer.State(optimizer)) Add(TrainingState.OptimizerPrefix + name, value.clone());
            Add(TrainingState.Order, Words(underWay?.Order ?? order.State));
            Add(TrainingState.Augmentation, Words(underWay?.Augmentation ?? augmentation.State));
            Add(TrainingState.EpochLoss, losses.clone());
            Add(TrainingState.EpochClasses, classes.clone());
            return new(Epoch, Step, copies);
        }
        catch
        {
            foreach (Tensor copy in copies.Values) copy.Dispose();
            throw;
        }

        void Add(string name, Tensor copy) => copies.Add(name, copy.DetachFromDisposeScope());
    }

    /// <summary>Goes to where the run was when a state was captured.</summary>
    /// <exception cref="StateMismatchException">The state is not one of this run; this object is no longer of use.</exception>
    public void Restore(TrainingState state)
    {
        try
        {
            Position(state.Epoch, state.Step);
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGrad = no_grad();
            NetworkState.Load(Network, Part(state, TrainingState.NetworkPrefix));
            recipe.Optimizer.Restore(optimizer, Part(state, TrainingState.OptimizerPrefix));
            var rest = state.Tensors
                .Where(t => !t.Key.StartsWith(TrainingState.NetworkPrefix, StringComparison.Ordinal))
                .Where(t => !t.Key.StartsWith(TrainingState.OptimizerPrefix, StringComparison.Ordinal))
                .ToDictionary();
            NamedTensors.Check(
                rest,
                new Dictionary<string, Tensor>
                {
                    [TrainingState.Order] = Words(order.State),
                    [TrainingState.Augmentation] = Words(augmentation.State),
                    [TrainingState.EpochLoss] = losses,
                    [TrainingState.EpochClasses] = classes,
                },
                "The state is not one of a training");
            order = Generator(rest, TrainingState.Order);
            augmentation = Generator(rest, TrainingState.Augmentation);
            losses.copy_(rest[TrainingState.EpochLoss]);
            classes.copy_(rest[TrainingState.EpochClasses]);
        }
        catch (StateMismatchException e)
        {
            throw new StateMismatchException(
                $"{recipe.Name()}: the resume point at step {state.Step} does not fit this run. {e.Message} The run has to start anew.", e);
        }
    }

    private void Position(int epoch, long step)
    {
        long first = (long)epoch * StepsPerEpoch, last = epoch == recipe.Epochs ? first : first + StepsPerEpoch;
        if (epoch > recipe.Epochs)
            throw new StateMismatchException($"It has completed epoch {epoch}, and the run has {recipe.Epochs}.");
        if (step < first || step > last)
            throw new StateMismatchException($"It has taken {step} steps in {epoch} epochs of {StepsPerEpoch} steps; expected {first} to {last}.");
        (Epoch, Step) = (epoch, step);
    }

    private static Dictionary<string, Tensor> Part(TrainingState state, string prefix) =>
        state.Tensors.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(t => t.Key[prefix.Length..], t => t.Value);

    private static Tensor Words(ImmutableArray<long> state) => tensor([.. state], [SeededRandom.WordCount]);

    private static SeededRandom Generator(Dictionary<string, Tensor> state, string name)
    {
        try
        {
            using Tensor words = state[name].cpu();
            return new(words.data<long>().ToArray());
        }
        catch (ArgumentException e)
        {
            throw new StateMismatchException($"{name} holds no state of a generator: {e.Message}", e);
        }
    }
}
