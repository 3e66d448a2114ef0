using RepDynamics.Models;
using TorchSharp;

namespace RepDynamics.Training;

/// <summary>A network at one epoch, to be looked at while it lasts: training goes on when the observer returns.</summary>
/// <param name="Metrics">The epoch, and how well the network does.</param>
/// <param name="Network">In evaluation mode, its batch normalization re-estimated.</param>
/// <param name="Train">The training images.</param>
/// <param name="Test">The held-out images.</param>
public sealed record Snapshot(SnapshotMetrics Metrics, Network Network, DeviceImages Train, DeviceImages Test)
{
    private const int BatchSize = 200;

    /// <summary>Runs the network over held-out images and hands over each tap's output.</summary>
    /// <param name="images">How many, from the first; their order is fixed.</param>
    /// <param name="observe">Called for each tap with features <c>[images, ...]</c>; they live until it returns.</param>
    /// <exception cref="InvalidOperationException">The network does not report one of its taps.</exception>
    public void Capture(int images, TapObserver observe)
    {
        ArgumentNullException.ThrowIfNull(observe);
        using IDisposable noGrad = torch.no_grad();
        Dictionary<string, List<torch.Tensor>> parts = [];
        using (torch.Tensor chosen = Test.Pixels.narrow(0, 0, images))
        {
            foreach (torch.Tensor _ in Batches.Run(Network, chosen, BatchSize, Keep))
            {
            }
        }
        foreach (string tap in Network.Taps)
        {
            if (!parts.TryGetValue(tap, out List<torch.Tensor>? outputs))
                throw new InvalidOperationException($"{Network.GetName()} names the tap {tap}, but does not report it when it runs.");
            using (torch.Tensor features = torch.cat(outputs)) observe(tap, features);
            foreach (torch.Tensor part in outputs) part.Dispose();
        }

        void Keep(string tap, torch.Tensor output)
        {
            if (!parts.TryGetValue(tap, out List<torch.Tensor>? list)) parts[tap] = list = [];
            list.Add(output.DetachFromDisposeScope());
        }
    }
}
