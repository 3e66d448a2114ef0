using RepDynamics.Models;
using RepDynamics.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Runs;

/// <summary>The cost of a run, counted beforehand, without decision regions and similarity.</summary>
/// <param name="TrainingImages">Images that pass forward and backward: those of every epoch.</param>
/// <param name="LookedAt">Images that only pass forward, over all snapshots: held-out ones, and training images for the statistics of batch normalization.</param>
/// <param name="Operations">
/// Floating-point operations of the matrix products and convolutions, a backward pass counted as two forward ones; null for a network
/// whose recipe does not count them.
/// </param>
/// <param name="Memory">Bytes while it trains and is measured, by the estimate of <see cref="RunMemory"/>.</param>
internal sealed record RunCost(long TrainingImages, long LookedAt, double? Operations, long Memory)
{
    /// <summary>Counts the cost of a run, whose network is built once, which takes milliseconds.</summary>
    public static RunCost Of(Recipe recipe, TrainingData data, long memory)
    {
        using DisposeScope scope = NewDisposeScope();
        using Network network = recipe.Network.Build(data.Train.Height, data.Train.Classes);
        long trained = (long)recipe.Epochs * data.Train.Count;
        // Batch normalization sees the training images once a snapshot. Accuracies on them are those of the training steps, but for epoch 0.
        int passes = network.modules().OfType<BatchNorm>().Any() ? 1 : 0;
        long looked = data.Train.Count + recipe.Snapshots.Epochs(recipe.Epochs).Count * ((long)passes * data.Train.Count + data.Test.Count);
        long? products = recipe.Network.MultiplyAccumulates(data.Train.Height, data.Train.Channels, data.Train.Classes);
        return new(trained, looked, 2.0 * products * (3 * trained + looked), memory);
    }

    /// <summary>The cost of several runs like this one.</summary>
    /// <param name="together">How many are prefix runs that are trained along with longer ones: these are only evaluated.</param>
    public RunCost OfRuns(int trained, int together) => this with
    {
        TrainingImages = trained * TrainingImages,
        LookedAt = (trained + together) * LookedAt,
        Operations = Operations * (3.0 * trained * TrainingImages + (trained + together) * LookedAt) / (3.0 * TrainingImages + LookedAt),
    };

    /// <summary>How long it takes at a speed of training steps, a forward pass counted as a third of a step.</summary>
    public TimeSpan At(double imagesPerSecond) => TimeSpan.FromSeconds((TrainingImages + LookedAt / 3.0) / imagesPerSecond);
}
