using RepDynamics.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>
/// Re-estimated batch-normalization statistics, for as long as this object lives. With few steps an epoch the running averages lag
/// behind the weights and would fake an early phase; one cumulative pass over the training images replaces them. Disposing puts the
/// running averages back, so that looking at a network does not change its training.
/// </summary>
internal sealed class BatchNormStatistics : IDisposable
{
    private readonly Network network;
    private readonly bool training;
    private readonly List<(BatchNorm Layer, double? Momentum, Tensor[] Statistics)> before = [];

    /// <summary>Re-estimates the statistics of every <see cref="BatchNorm"/> and leaves the network in evaluation mode.</summary>
    /// <param name="network">A network without such layers is left as it is.</param>
    /// <param name="images">Standardized training images, <c>[n, channels, height, width]</c>.</param>
    public BatchNormStatistics(Network network, Tensor images, int batchSize)
    {
        this.network = network;
        training = network.training;
        using IDisposable noGrad = no_grad();
        foreach (BatchNorm layer in network.modules().OfType<BatchNorm>())
        {
            before.Add((layer, layer.momentum, [.. Statistics(layer).Select(statistic => statistic.clone().DetachFromDisposeScope())]));
            layer.reset_running_stats();
            layer.momentum = null; // a cumulative average
        }
        if (before.Count > 0)
        {
            network.train();
            Evaluation.Run(network, images, batchSize, _ => { });
        }
        network.eval();
    }

    public void Dispose()
    {
        using IDisposable noGrad = no_grad();
        foreach ((BatchNorm layer, double? momentum, Tensor[] kept) in before)
        {
            layer.momentum = momentum;
            foreach ((Tensor statistic, Tensor value) in Statistics(layer).Zip(kept))
            {
                statistic.copy_(value);
                value.Dispose();
            }
        }
        network.train(training);
    }

    private static Tensor[] Statistics(BatchNorm layer) => [layer.running_mean!, layer.running_var!, layer.num_batches_tracked!];
}
