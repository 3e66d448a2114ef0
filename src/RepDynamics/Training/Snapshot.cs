using RepDynamics.Models;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>A network at one epoch, to be looked at while it lasts: training goes on when the observer returns.</summary>
/// <param name="Metrics">The epoch, and how well the network does.</param>
/// <param name="Network">In evaluation mode, its batch normalization re-estimated.</param>
/// <param name="Train">The training images.</param>
/// <param name="Test">The held-out images.</param>
/// <param name="Features">
/// Every tap's output on the first held-out images, <c>[images, ...]</c>, as many as the trainer was asked to keep; they live until the
/// observer returns.
/// </param>
public sealed record Snapshot(
    SnapshotMetrics Metrics, Network Network, DeviceImages Train, DeviceImages Test, IReadOnlyDictionary<string, Tensor> Features)
{
    /// <summary>
    /// The network's parameters and buffers as looked at, by their names in <c>state_dict</c>: its own tensors, which change when the
    /// observer returns. A network rebuilt from them (<see cref="Trainer.Rebuild"/>) gives the same features and logits, bit for bit.
    /// </summary>
    public required IReadOnlyDictionary<string, Tensor> State { get; init; }
}
