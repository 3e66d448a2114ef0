using RepDynamics.Models;
using RepDynamics.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>A run in the middle of its training: what changes from step to step, and how.</summary>
internal sealed class TrainingLoop : IDisposable
{
    private readonly Recipe recipe;
    // As the optimizer has them: one for all, where it steps each element by itself.
    private readonly Parameter[] parameters;
    private readonly optim.Optimizer optimizer;

    // Of the epoch's steps: the sum of the losses, and each image's class in the epoch's order. They stay on the device until the epoch is over:
    // reading one would wait for it.
    private readonly Tensor losses;
    private readonly Tensor classes;
    private SeededRandom order;
    private SeededRandom augmentation;
    // Of the epoch under way, and where the generators stood before it: from there a resumed run draws the same again.
    private (EpochDraws Draws, ImmutableArray<long> Order, ImmutableArray<long> Augmentation)? underWay;

    public TrainingLoop(Recipe recipe, TrainingData data, Device device)
    {
        this.recipe = recipe;
        (Train, Test) = DeviceImages.Of(data, device);
        Network = recipe.Network.Build(data.Train.Height, data.Train.Classes);
        Initialization.Apply(Network, new SeededRandom(recipe.Seed, "initial weights"));
        Network.to(device);
        parameters = recipe.Optimizer.IsElementwise ? [FlatParameters.Of(Network, recipe.Precision)] : [.. Network.parameters()];
        optimizer = recipe.Optimizer.Build(parameters);
        order = new SeededRandom(recipe.Seed, "order of images");
        augmentation = new SeededRandom(recipe.Seed, "augmentation");
        losses = zeros([1], device: device).DetachFromDisposeScope();
        classes = zeros([data.Train.Count], ScalarType.Int64, device).DetachFromDisposeScope();
        StepsPerEpoch = (data.Train.Count + recipe.BatchSize - 1) / recipe.BatchSize;
    }

    public DeviceImages Train { get; }

    public DeviceImages Test { get; }

    public Network Network { get; }

    public int StepsPerEpoch { get; }

    /// <summary>Epochs completed.</summary>
    public int Epoch { get; private set; }

    public long Step { get; private set; }

    /// <summary>Steps of the epoch under way that are left; all of an epoch's when none is.</summary>
    public long StepsLeft => (Epoch + 1L) * StepsPerEpoch - Step;

    /// <summary>The epoch that a step, or what is done between two steps, belongs to.</summary>
    public int EpochUnderWay => underWay is null ? Epoch : Epoch + 1;

    /// <summary>Training images seen so far, over all epochs.</summary>
    public long ImagesSeen =>
        (long)Epoch * Train.Set.Count + Math.Min((Step - (long)Epoch * StepsPerEpoch) * recipe.BatchSize, Train.Set.Count);

    /// <summary>Draws the next epoch's chances, or again those of the one that was under way at a resume point.</summary>
    public void BeginEpoch()
    {
        (ImmutableArray<long> orderBefore, ImmutableArray<long> augmentationBefore) = (order.State, augmentation.State);
        underWay = (new EpochDraws(Train, order, recipe.Augment ? augmentation : null), orderBefore, augmentationBefore);
    }

    /// <summary>Takes one step on the next batch of the epoch under way.</summary>
    public void TakeStep()
    {
        using DisposeScope scope = NewDisposeScope();
        long seen = (Step - (long)Epoch * StepsPerEpoch) * recipe.BatchSize;
        (Tensor images, Tensor labels) = underWay!.Value.Draws.Batch(seen, recipe.BatchSize);
        (Tensor loss, Tensor logits) = TakeStep(recipe, Network, parameters, optimizer, images, labels, recipe.LearningRateAt(Step, StepsPerEpoch));
        using IDisposable noGrad = no_grad();
        losses.add_(loss);
        classes.narrow(0, seen, logits.size(0)).copy_(logits.argmax(1));
        Step++;
    }

    /// <summary>Takes one step on one batch and returns the loss before the step, the mean cross entropy in nats, and the logits it is of.</summary>
    internal static (Tensor Loss, Tensor Logits) TakeStep(
        Recipe recipe, Network network, Parameter[] parameters, optim.Optimizer optimizer, Tensor images, Tensor labels, double learningRate)
    {
        foreach (optim.ILearningRateController group in optimizer.ParamGroups) group.LearningRate = learningRate;
        optimizer.zero_grad();
        using IDisposable products = new ProductPrecision(recipe.Precision, network, images.device.type);
        if (recipe is { Precision: Precision.BFloat16, Optimizer.IsElementwise: true } && parameters is [var flat]) FlatParameters.Round(flat, network);
        Tensor logits = network.call(images), loss = nn.functional.cross_entropy(logits, labels);
        loss.backward();
        if (recipe.ClipNorm is { } norm) FlatParameters.Clip(parameters, norm);
        optimizer.step();
        return (loss, logits);
    }

    /// <summary>Completes the epoch under way, and gives the metrics of its steps.</summary>
    /// <exception cref="DivergenceException">The loss is not finite.</exception>
    public EpochMetrics EndEpoch()
    {
        double loss = losses.ToDouble() / StepsPerEpoch;
        if (!double.IsFinite(loss)) throw DivergenceException.In(recipe, Epoch + 1);
        using Tensor onCpu = classes.cpu();
        var metrics = EpochMetrics.Of(Epoch + 1, loss, Train.Set, underWay!.Value.Draws.ByImage(onCpu.data<long>().ToArray()));
        losses.fill_(0); // zero_() makes another tensor object for the finalizer
        underWay.Value.Draws.Dispose();
        underWay = null;
        Epoch++;
        return metrics;
    }

    /// <summary>Copies everything the run needs to continue from here.</summary>
    public TrainingState Capture()
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> copies = [];
        try
        {
            foreach ((string name, Tensor value) in Network.state_dict()) Add(TrainingState.NetworkPrefix + name, value);
            foreach ((string name, Tensor value) in recipe.Optimizer.State(optimizer)) Add(TrainingState.OptimizerPrefix + name, value);
            foreach ((string name, Tensor value) in Own()) Add(name, value);
            return new(Epoch, Step, copies);
        }
        catch
        {
            foreach (Tensor copy in copies.Values) copy.Dispose();
            throw;
        }

        void Add(string name, Tensor value) => copies.Add(name, value.clone().DetachFromDisposeScope());
    }

    // What is neither the network's nor the optimizer's.
    private Dictionary<string, Tensor> Own() => new()
    {
        [TrainingState.Order] = Words(underWay?.Order ?? order.State),
        [TrainingState.Augmentation] = Words(underWay?.Augmentation ?? augmentation.State),
        [TrainingState.EpochLoss] = losses,
        [TrainingState.EpochClasses] = classes,
    };

    /// <summary>Goes to where the run was when a state was captured.</summary>
    /// <exception cref="StateMismatchException">The state is not one of this run; this object is no longer of use.</exception>
    public void Restore(TrainingState state)
    {
        try
        {
            (int epoch, long step, _) = state;
            long first = (long)epoch * StepsPerEpoch, last = epoch == recipe.Epochs ? first : first + StepsPerEpoch;
            if (epoch < 0 || epoch > recipe.Epochs)
                throw new StateMismatchException($"It has completed epoch {epoch}, and the run has {recipe.Epochs}.");
            if (step < first || step > last)
                throw new StateMismatchException($"It has taken {step} steps in {epoch} epochs of {StepsPerEpoch} steps; expected {first} to {last}.");
            (Epoch, Step) = (epoch, step);
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGrad = no_grad();
            NetworkState.Load(Network, Part(state, TrainingState.NetworkPrefix));
            recipe.Optimizer.Restore(optimizer, Part(state, TrainingState.OptimizerPrefix));
            string[] prefixes = [TrainingState.NetworkPrefix, TrainingState.OptimizerPrefix];
            var rest = state.Tensors.Where(t => !prefixes.Any(prefix => t.Key.StartsWith(prefix, StringComparison.Ordinal))).ToDictionary();
            NamedTensors.Check(rest, Own(), "The state is not one of a training");
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

    /// <summary>Waits until the device has done all that was begun.</summary>
    public void Wait() => losses.ToDouble();

    public void Dispose()
    {
        underWay?.Draws.Dispose();
        losses.Dispose();
        classes.Dispose();
        optimizer.Dispose();
        foreach (Parameter parameter in parameters) parameter.Dispose();
        Network.Dispose();
        Train.Dispose();
        Test.Dispose();
    }
}
