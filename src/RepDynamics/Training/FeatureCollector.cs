using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>Puts together each tap's output on the first images of a set, while the set goes through the network in batches.</summary>
/// <param name="images">How many images to keep.</param>
internal sealed class FeatureCollector(int images) : IDisposable
{
    private readonly Dictionary<string, List<Tensor>> parts = [];
    private readonly Dictionary<string, Tensor> features = [];

    /// <summary>Takes one batch of one tap's output; what lies beyond the images to keep is dropped.</summary>
    public void Add(string tap, Tensor output)
    {
        if (!parts.TryGetValue(tap, out List<Tensor>? kept)) parts[tap] = kept = [];
        long missing = images - kept.Sum(part => part.size(0));
        if (missing > 0) kept.Add(output.narrow(0, 0, Math.Min(missing, output.size(0))).DetachFromDisposeScope());
    }

    /// <summary>The whole of every tap's output, <c>[images, ...]</c>.</summary>
    public IReadOnlyDictionary<string, Tensor> Features()
    {
        foreach ((string tap, List<Tensor> kept) in parts)
        {
            if (!features.ContainsKey(tap)) features[tap] = cat(kept).DetachFromDisposeScope();
        }
        return features;
    }

    public void Dispose()
    {
        foreach (Tensor tensor in parts.Values.SelectMany(kept => kept).Concat(features.Values)) tensor.Dispose();
    }
}
