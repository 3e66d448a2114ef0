using RepDynamics.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Training;

/// <summary>
/// Re-estimated batch-normalization statistics, for as long as this object lives. With few steps an epoch the running averages lag
/// behind the weights and would fake an early phase; one cumulative pass over the training images replaces them. Disposing puts the
/// running averages back, so that looking at a network does not change its training.
/// </summary>
public sealed class BatchNormStatistics : IDisposable
{
    private readonly List<(BatchNorm2d Layer, double? Momentum, Tensor Mean, Tensor Variance, Tensor Batches)> before = [];

    private readonly Network network;
    private readonly bool training;

    private BatchNormStatistics(Network network)
    {
        this.network = network;
        training = network.training;
        using IDisposable noGrad = no_grad();
        foreach (BatchNorm2d layer in network.modules().OfType<BatchNorm2d>())
        {
            before.Add((layer, layer.momentum, Keep(layer.running_mean), Keep(layer.running_var), Keep(layer.num_batches_tracked)));
            layer.reset_running_stats();
            layer.momentum = null; // a cumulative average
        }
    }

    /// <summary>Re-estimates the statistics of every <see cref="BatchNorm2d"/> and leaves the network in evaluation mode.</summary>
    /// <param name="network">A network without such layers is left as it is.</param>
    /// <param name="images">Standardized training images, <c>[n, channels, height, width]</c>.</param>
    /// <param name="batchSize">Images a batch.</param>
    public static BatchNormStatistics Reestimate(Network network, Tensor images, int batchSize)
    {
        BatchNormStatistics statistics = new(network);
        if (statistics.before.Count > 0)
        {
            network.train();
            Evaluation.Run(network, images, batchSize, _ => { });
        }
        network.eval();
        return statistics;
    }

    /// <summary>Puts the running averages back and the network into the mode it was in.</summary>
    public void Dispose()
    {
        using IDisposable noGrad = no_grad();
        foreach ((BatchNorm2d layer, double? momentum, Tensor mean, Tensor variance, Tensor batches) in before)
        {
            layer.momentum = momentum;
            PutBack(layer.running_mean, mean);
            PutBack(layer.running_var, variance);
            PutBack(layer.num_batches_tracked, batches);
        }
        network.train(training);
    }

    private static Tensor Keep(Tensor? statistic) =>
        statistic!.clone().DetachFromDisposeScope();

    private static void PutBack(Tensor? statistic, Tensor kept)
    {
        statistic!.copy_(kept);
        kept.Dispose();
    }
}
