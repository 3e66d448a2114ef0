using RepDynamics.Models;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>Puts together each tap's output on the first images of a set, while the set goes through the network in batches.</summary>
/// <param name="network">Its taps are expected.</param>
/// <param name="images">How many images to keep; 0 keeps nothing.</param>
internal sealed class FeatureCollector(Network network, int images) : IDisposable
{
    private readonly Dictionary<string, List<Tensor>> parts = [];

    /// <summary>Takes one batch of one tap's output; what lies beyond the images to keep is dropped.</summary>
    public void Add(string tap, Tensor output)
    {
        if (!parts.TryGetValue(tap, out List<Tensor>? kept)) parts[tap] = kept = [];
        long missing = images - kept.Sum(part => part.size(0));
        if (missing > 0) kept.Add(output.narrow(0, 0, Math.Min(missing, output.size(0))).DetachFromDisposeScope());
    }

    /// <summary>The whole of every tap's output, <c>[images, ...]</c>, in the caller's dispose scope.</summary>
    /// <exception cref="InvalidOperationException">The network does not report one of its taps.</exception>
    public IReadOnlyDictionary<string, Tensor> Features()
    {
        Dictionary<string, Tensor> features = [];
        if (images == 0) return features;
        foreach (string tap in network.Taps)
        {
            if (!parts.TryGetValue(tap, out List<Tensor>? kept))
                throw new InvalidOperationException($"{network.GetName()} names the tap {tap}, but does not report it when it runs.");
            features[tap] = cat(kept);
        }
        return features;
    }

    public void Dispose()
    {
        foreach (Tensor tensor in parts.Values.SelectMany(kept => kept)) tensor.Dispose();
    }
}
