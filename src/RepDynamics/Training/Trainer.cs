using System.Diagnostics;
using RepDynamics.Models;
using RepDynamics.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>How far a run is.</summary>
/// <param name="Recipe">The run.</param>
/// <param name="Latest">The metrics of its latest snapshot.</param>
/// <param name="ImagesPerSecond">Training images a second since the start, snapshots included.</param>
/// <param name="Elapsed">Time since the start.</param>
/// <param name="Remaining">Time left at this speed.</param>
public sealed record TrainingProgress(Recipe Recipe, SnapshotMetrics Latest, double ImagesPerSecond, TimeSpan Elapsed, TimeSpan Remaining);

/// <summary>A run whose loss is no longer a number.</summary>
/// <param name="message">Names the run, the epoch and the remedy.</param>
public sealed class DivergenceException(string message) : Exception(message);

/// <summary>Trains one network by its recipe and shows it at every snapshot.</summary>
public sealed class Trainer
{
    private readonly Recipe recipe;
    private readonly TrainingData data;
    private readonly Device device;

    /// <param name="recipe">What to train.</param>
    /// <param name="data">What <see cref="DataRecipe.Load"/> gave for it.</param>
    /// <param name="device">Where to train.</param>
    /// <exception cref="ArgumentException">The recipe has a field out of its range.</exception>
    public Trainer(Recipe recipe, TrainingData data, Device device)
    {
        this.recipe = recipe.Validated();
        this.data = data;
        this.device = device;
    }

    /// <summary>Trains to the end on the calling thread.</summary>
    /// <param name="observe">Called at every snapshot.</param>
    /// <param name="progress">Told after every snapshot; null when nobody listens.</param>
    /// <param name="featureImages">On how many held-out images, from the first, every tap's output is kept for the observer.</param>
    /// <param name="cancellation">Stops the run between two steps.</param>
    /// <returns>The metrics of every snapshot.</returns>
    /// <exception cref="DivergenceException">The loss is not finite.</exception>
    public IReadOnlyList<SnapshotMetrics> Run(
        Action<Snapshot> observe, Action<TrainingProgress>? progress = null, int featureImages = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(observe);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(featureImages, data.Test.Count);
        (DeviceImages train, DeviceImages test) = DeviceImages.Of(data, device);
        using (train)
        using (test)
        using (Network network = recipe.Network.Build(data.Train.Height, data.Train.Classes))
        {
            Initialization.Apply(network, new SeededRandom(recipe.Seed, "initial weights"));
            network.to(device);
            using optim.Optimizer optimizer = recipe.Optimizer.Build(network.parameters());
            SeededRandom order = new(recipe.Seed, "order of images");
            SeededRandom augmentation = new(recipe.Seed, "augmentation");
            HashSet<int> snapshots = [.. recipe.Snapshots.Epochs(recipe.Epochs)];
            List<SnapshotMetrics> metrics = [];
            var clock = Stopwatch.StartNew();
            int step = 0;
            for (int epoch = 0; epoch <= recipe.Epochs; epoch++)
            {
                if (epoch > 0) TrainEpoch(network, optimizer, train, epoch, order, augmentation, ref step, cancellation);
                if (!snapshots.Contains(epoch)) continue;
                metrics.Add(Look(network, train, test, epoch, observe, featureImages));
                progress?.Invoke(Report(metrics[^1], clock.Elapsed));
            }
            return metrics;
        }
    }

    private void TrainEpoch(
        Network network, optim.Optimizer optimizer, DeviceImages train, int epoch, SeededRandom order, SeededRandom augmentation,
        ref int step, CancellationToken cancellation)
    {
        using DisposeScope epochScope = NewDisposeScope();
        Parameter[] parameters = [.. network.parameters()];
        int count = data.Train.Count, batch = recipe.BatchSize, stepsPerEpoch = (count + batch - 1) / batch;
        Tensor shuffled = tensor([.. order.Permutation(count).Select(i => (long)i)], [count], device: device);
        // The losses stay on the device until the epoch is over: reading one would wait for it.
        Tensor losses = zeros([1], device: device);
        for (int start = 0; start < count; start += batch, step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            Tensor rows = shuffled.narrow(0, start, Math.Min(batch, count - start));
            Tensor images = train.Pixels.index_select(0, rows);
            if (recipe.Augment) images = Augmentation.CropAndFlip(images, augmentation);
            double rate = LearningRate.At(recipe, step, stepsPerEpoch);
            Tensor loss = Step(recipe, network, parameters, optimizer, images, train.Labels.index_select(0, rows), rate);
            losses.add_(loss.detach());
        }
        if (!double.IsFinite(losses.ToDouble())) throw Diverged(epoch);
    }

    /// <summary>One step on one batch; the loss is that before the step.</summary>
    internal static Tensor Step(
        Recipe recipe, Network network, Parameter[] parameters, optim.Optimizer optimizer, Tensor images, Tensor labels, double learningRate)
    {
        foreach (optim.ILearningRateController group in optimizer.ParamGroups) group.LearningRate = learningRate;
        optimizer.zero_grad();
        Tensor loss = nn.functional.cross_entropy(network.call(images), labels);
        loss.backward();
        if (recipe.ClipNorm is { } norm) nn.utils.clip_grad_norm_(parameters, norm);
        optimizer.step();
        return loss;
    }

    private SnapshotMetrics Look(
        Network network, DeviceImages train, DeviceImages test, int epoch, Action<Snapshot> observe, int featureImages)
    {
        using DisposeScope scope = NewDisposeScope();
        using BatchNormStatistics statistics = BatchNormStatistics.Reestimate(network, train.Pixels, recipe.BatchSize);
        using Evaluation onTrain = Evaluation.Of(network, train);
        using FeatureCollector features = new(network, featureImages);
        using Evaluation onTest = Evaluation.Of(network, test, featureImages > 0 ? features.Add : null);
        SnapshotMetrics metrics = new(epoch, onTrain.Loss(), onTrain.Accuracy(), onTrain.TrueAccuracyOfMislabelled(), onTest.Accuracy());
        if (!double.IsFinite(metrics.Loss)) throw Diverged(epoch);
        observe(new Snapshot(metrics, network, train, test, features.Features()));
        return metrics;
    }

    private TrainingProgress Report(SnapshotMetrics latest, TimeSpan elapsed)
    {
        double trained = (double)latest.Epoch * data.Train.Count;
        TimeSpan remaining = latest.Epoch == 0 ? TimeSpan.MaxValue : elapsed * ((double)(recipe.Epochs - latest.Epoch) / latest.Epoch);
        return new(recipe, latest, trained / elapsed.TotalSeconds, elapsed, remaining);
    }

    private DivergenceException Diverged(int epoch) =>
        new($"{recipe.Name()}: the loss is not finite in epoch {epoch}. Lower Optimizer.LearningRate ({recipe.Optimizer.LearningRate}) or set ClipNorm.");
}
