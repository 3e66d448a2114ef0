using MathNet.Numerics.Statistics;
using RepDynamics.Models;
using RepDynamics.Tests.Models;
using RepDynamics.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

public class BatchNormStatisticsTests : ScopedTests
{
    [Test]
    public void The_first_layer_gets_the_average_over_batches_of_mean_and_unbiased_variance()
    {
        using Network network = ReferenceNetworks.Build("resnet2");
        Tensor images = Formula.Images(14, 8, 1);
        List<Tensor> stems = [];
        network.train();
        using (no_grad())
        {
            // Batches of 6, 6 and 2: each counts the same.
            foreach ((int start, int count) in new[] { (0, 6), (6, 6), (12, 2) })
                network.Run(images.narrow(0, start, count), (tap, output) => { if (tap == "stem") stems.Add(output); });
        }

        using BatchNormStatistics statistics = new(network, images, 6);

        Dictionary<string, Tensor> state = network.state_dict();
        Assert.That(Values(state["blocks.0.norm1.running_mean"]), Is.EqualTo(Average(stems, Statistics.Mean)).Within(1e-6));
        Assert.That(Values(state["blocks.0.norm1.running_var"]), Is.EqualTo(Average(stems, Statistics.Variance)).Within(1e-6));
        Assert.That(state["blocks.0.norm1.num_batches_tracked"].ToInt64(), Is.EqualTo(3));
        Assert.That(network.training, Is.False);
    }

    [Test]
    public void Every_layer_gets_a_new_average()
    {
        using Network network = ReferenceNetworks.Build("resnet2");
        Tensor images = Formula.Images(12, 8, 1);
        float[][] once = Estimated(network, images);
        using (no_grad())
        {
            foreach ((string name, Tensor buffer) in network.named_buffers())
                if (name.Contains("running", StringComparison.Ordinal)) buffer.fill_(1e6);
        }

        Assert.That(Estimated(network, images), Is.EqualTo(once));
    }

    [Test]
    public void Training_statistics_are_restored_to_the_bit()
    {
        using Network network = ReferenceNetworks.Build("resnet2");
        Tensor images = Formula.Images(12, 8, 1);
        network.train();
        using (no_grad()) network.Run(images);
        double?[] momenta = [.. network.modules().OfType<BatchNorm2d>().Select(layer => layer.momentum)];
        float[][] before = Buffers(network);

        using (new BatchNormStatistics(network, images, 6))
            Assert.That(Buffers(network), Is.Not.EqualTo(before));

        Assert.That(Buffers(network), Is.EqualTo(before));
        Assert.That(network.modules().OfType<BatchNorm2d>().Select(layer => layer.momentum), Is.EqualTo(momenta));
        Assert.That(network.training, Is.True);
    }

    [Test]
    public void A_network_without_such_layers_is_not_even_run()
    {
        using Network network = ReferenceNetworks.Build("vit16");
        network.train();
        using Tensor wrongSize = zeros([1, 3, 1, 1]);

        using (new BatchNormStatistics(network, wrongSize, 6))
            Assert.That(network.training, Is.False);

        Assert.That(network.training, Is.True);
    }

    [Test]
    public void No_weight_changes_and_no_gradient_is_left()
    {
        using Network network = ReferenceNetworks.Build("resnet2");
        network.eval();
        float[][] before = [.. network.parameters().Select(p => Values(p.detach()))];
        using (new BatchNormStatistics(network, Formula.Images(12, 8, 1), 6)) Assert.That(network.training, Is.False);
        Assert.That(network.training, Is.False, "a network in evaluation mode stays in it");
        Assert.That(network.parameters().Select(p => Values(p.detach())), Is.EqualTo(before));
        Assert.That(network.parameters().Select(p => p.grad), Has.All.Null);
    }

    private static float[][] Estimated(Network network, Tensor images)
    {
        using BatchNormStatistics statistics = new(network, images, 6);
        return Buffers(network);
    }

    private static float[][] Buffers(Network network) =>
        [.. network.named_buffers().Select(b => Values(b.buffer.to(ScalarType.Float32)))];

    private static float[] Values(Tensor values) => values.data<float>().ToArray();

    // Per channel, over the batches' images and positions.
    private static double[] Average(List<Tensor> batches, Func<IEnumerable<double>, double> statistic) =>
        [.. Enumerable.Range(0, (int)batches[0].size(1)).Select(c => batches.Average(b => statistic(Values(b.select(1, c)).Select(v => (double)v))))];
}
