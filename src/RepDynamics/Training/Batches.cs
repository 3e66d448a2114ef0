using RepDynamics.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>Runs a network over many images, a batch at a time, without gradients.</summary>
internal static class Batches
{
    /// <summary>Hands over the logits of each batch in turn; they live until <paramref name="take"/> returns.</summary>
    public static void Run(Network network, Tensor images, int batchSize, Action<Tensor> take, TapObserver? observe = null)
    {
        long n = images.size(0);
        for (long start = 0; start < n; start += batchSize)
        {
            using IDisposable noGrad = no_grad();
            using DisposeScope scope = NewDisposeScope();
            take(network.Run(images.narrow(0, start, Math.Min(batchSize, n - start)), observe));
        }
    }
}
