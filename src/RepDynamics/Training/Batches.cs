using RepDynamics.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>Runs a network over many images, a batch at a time, without gradients.</summary>
internal static class Batches
{
    /// <summary>The logits of each batch in turn; each lives until the next is asked for.</summary>
    public static IEnumerable<Tensor> Run(Network network, Tensor images, int batchSize, TapObserver? observe = null)
    {
        long n = images.size(0);
        for (long start = 0; start < n; start += batchSize)
        {
            using IDisposable noGrad = no_grad();
            using DisposeScope scope = NewDisposeScope();
            yield return network.Run(images.narrow(0, start, Math.Min(batchSize, n - start)), observe);
        }
    }
}
