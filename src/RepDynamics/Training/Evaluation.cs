using RepDynamics.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>
/// Computes what a trainer records at a snapshot. For a network that loaded the snapshot's state (<see cref="NetworkState.Load"/>) the
/// numbers are the same, to the bit, on the same machine.
/// </summary>
public static class Evaluation
{
    /// <summary>How well a network does, in evaluation mode. The network's own mode is put back.</summary>
    /// <param name="epoch">The number of epochs it was trained.</param>
    /// <param name="network">Its batch normalization is taken as it is.</param>
    /// <param name="train">The training images.</param>
    /// <param name="test">The held-out images.</param>
    /// <exception cref="DivergenceException">The loss on the training images is not finite.</exception>
    public static SnapshotMetrics Metrics(int epoch, Network network, DeviceImages train, DeviceImages test)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        // With an observer, as at a snapshot: a network may take another way without one.
        SnapshotMetrics metrics = Metrics(epoch, network, train, test, (_, _) => { });
        return double.IsFinite(metrics.Loss)
            ? metrics
            : throw new DivergenceException($"{network.GetName()} at epoch {epoch}: its loss on the training images is not finite.");
    }

    /// <summary>Every tap's output on the first images of a set, in evaluation mode. The network's own mode is put back.</summary>
    /// <param name="network">The network to look into.</param>
    /// <param name="images">The images.</param>
    /// <param name="count">How many images, from the first; 0 gives no features.</param>
    /// <returns>By tap, <c>[count, ...]</c>; the tensors belong to the caller's dispose scope.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or more than there are.</exception>
    /// <exception cref="InvalidOperationException">The network does not report one of its taps.</exception>
    public static IReadOnlyDictionary<string, Tensor> Features(Network network, DeviceImages images, int count)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, images.Set.Count);
        using FeatureCollector features = new(network, count);
        // Whole batches, as at a snapshot, until the images are together.
        long batches = (count + Predictions.BatchSize - 1) / Predictions.BatchSize;
        long seen = Math.Min(images.Set.Count, batches * Predictions.BatchSize);
        InEvaluationMode(network, () =>
        {
            using Tensor first = images.Pixels.narrow(0, 0, seen);
            Batches.Run(network, first, Predictions.BatchSize, _ => { }, features.Add);
            return true;
        });
        return features.Features();
    }

    /// <summary>The metrics, with an observer of the taps on the held-out images; the loss may be anything.</summary>
    internal static SnapshotMetrics Metrics(int epoch, Network network, DeviceImages train, DeviceImages test, TapObserver observe) =>
        InEvaluationMode(network, () =>
        {
            using DisposeScope scope = NewDisposeScope();
            using var onTrain = Predictions.Of(network, train);
            using var onTest = Predictions.Of(network, test, observe);
            return new SnapshotMetrics(epoch, onTrain.Loss(), onTrain.Accuracy(), onTrain.TrueAccuracyOfMislabelled(), onTest.Accuracy());
        });

    private static T InEvaluationMode<T>(Network network, Func<T> look)
    {
        bool training = network.training;
        network.eval();
        try
        {
            return look();
        }
        finally
        {
            network.train(training);
        }
    }
}
