using RepDynamics.Models;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>A network at one epoch. Training continues, and changes the network, when the observer returns.</summary>
/// <param name="Metrics">The epoch, and how well the network does.</param>
/// <param name="Network">In evaluation mode, its batch normalization re-estimated.</param>
/// <param name="Train">The training images.</param>
/// <param name="Test">The held-out images.</param>
/// <param name="Features">
/// Every tap's output on the first held-out images, <c>[images, ...]</c>, as many as <see cref="TrainingHooks.FeatureImages"/>; they live until the
/// observer returns.
/// </param>
public sealed record Snapshot(
    SnapshotMetrics Metrics, Network Network, DeviceImages Train, DeviceImages Test, IReadOnlyDictionary<string, Tensor> Features)
{
    /// <summary>
    /// The network's parameters and buffers by their names in <c>state_dict</c>: the network's tensors, which change when the
    /// observer returns. A network that loads them (<see cref="NetworkState.Load"/>) gives the same features and logits, bit for bit.
    /// </summary>
    public required IReadOnlyDictionary<string, Tensor> State { get; init; }
}

/// <summary>How well a network does at one snapshot, in evaluation mode.</summary>
/// <param name="Epoch">The number of epochs trained; 0 is the network as initialized.</param>
/// <param name="Loss">Mean cross entropy on the training images with the labels given, in nats.</param>
/// <param name="TrainAccuracy">Fraction of training images classified as the label given.</param>
/// <param name="MislabelledTrueAccuracy">
/// Fraction of the mislabelled training images classified as their true class: high while the network generalizes, low once it has
/// memorized. Null when no label is wrong.
/// </param>
/// <param name="TestAccuracy">Fraction of the held-out images classified right.</param>
public sealed record SnapshotMetrics(int Epoch, double Loss, double TrainAccuracy, double? MislabelledTrueAccuracy, double TestAccuracy);
