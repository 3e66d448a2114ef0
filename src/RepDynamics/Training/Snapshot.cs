using RepDynamics.Data;
using RepDynamics.Models;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>A network at one epoch. Training continues, and changes the network, when the observer returns.</summary>
/// <param name="Metrics">The epoch, and how well the network does.</param>
/// <param name="Network">
/// In evaluation mode, its batch normalization re-estimated. A network that loads its <c>state_dict</c> (<see cref="NetworkState.Load"/>) gives the
/// same features and logits, bit for bit.
/// </param>
/// <param name="Features">
/// Every tap's output on the first held-out images, <c>[images, ...]</c>, as many as <see cref="TrainingHooks.FeatureImages"/>; they live until the
/// observer returns.
/// </param>
internal sealed record Snapshot(
    SnapshotMetrics Metrics, Network Network, DeviceImages Train, DeviceImages Test, IReadOnlyDictionary<string, Tensor> Features);

/// <summary>How well a network does at one snapshot: what <see cref="EpochMetrics"/> has of it.</summary>
public sealed record SnapshotMetrics(int Epoch, double Loss, double TrainAccuracy, double? MislabelledTrueAccuracy, double TestAccuracy);

/// <summary>
/// How well a network did in one epoch, by the logits of its training steps: each image as the network classified it just before the step that
/// learned from it, in training mode, augmented where the recipe augments. Epoch 0 is the network as initialized, in evaluation mode.
/// </summary>
/// <param name="Epoch">The epoch, from 1; 0 before the first step.</param>
/// <param name="Loss">The mean over steps of the cross entropy with the labels given, in nats.</param>
/// <param name="TrainAccuracy">Fraction of the training images classified as the label given.</param>
/// <param name="RightlyLabelledAccuracy">Fraction of the rightly labelled ones classified as their label; null when all labels are wrong.</param>
/// <param name="MislabelledGivenAccuracy">
/// Fraction of the mislabelled ones classified as the label given: high once the network has memorized. Null when no label is wrong.
/// </param>
/// <param name="MislabelledTrueAccuracy">
/// Fraction of the mislabelled ones classified as their true class: high while the network generalizes. Null when no label is wrong.
/// </param>
/// <param name="TestAccuracy">Fraction of the held-out images classified right after the epoch, in evaluation mode; null without a snapshot.</param>
public sealed record EpochMetrics(
    int Epoch, double Loss, double TrainAccuracy, double? RightlyLabelledAccuracy, double? MislabelledGivenAccuracy, double? MislabelledTrueAccuracy,
    double? TestAccuracy)
{
    /// <summary>The metrics of the snapshot after this epoch; null if there was none.</summary>
    public SnapshotMetrics? AtSnapshot() =>
        TestAccuracy is { } test ? new(Epoch, Loss, TrainAccuracy, MislabelledTrueAccuracy, test) : null;

    /// <summary>The metrics by each training image's class.</summary>
    internal static EpochMetrics Of(int epoch, double loss, ImageSet images, long[] classes)
    {
        int wrong = images.Mislabelled.Count(mislabelled => mislabelled), right = images.Count - wrong;
        int rightGiven = As(images.GivenLabels, false), wrongGiven = As(images.GivenLabels, true), wrongTrue = As(images.TrueLabels, true);
        return new(
            epoch, loss, (double)(rightGiven + wrongGiven) / images.Count, Share(rightGiven, right), Share(wrongGiven, wrong), Share(wrongTrue, wrong),
            TestAccuracy: null);

        int As(ImmutableArray<int> labels, bool mislabelled) => classes.Where((found, i) => found == labels[i] && images.Mislabelled[i] == mislabelled).Count();

        static double? Share(int some, int all) => all == 0 ? null : (double)some / all;
    }
}
