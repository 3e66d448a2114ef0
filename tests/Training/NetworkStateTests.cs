using RepDynamics.Models;
using RepDynamics.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

/// <summary>A network that is rebuilt from a snapshot's state is the network of the snapshot.</summary>
public class NetworkStateTests : ScopedTests
{
    // More held-out images than a batch of the evaluation.
    private static readonly Recipe Many = TinyRuns.ViT with { Epochs = 2, Data = TinyRuns.ViT.Data with { TestImages = 230 } };

    private static IEnumerable<TestCaseData> Recipes() =>
        from recipe in new[] { Many, Many with { Network = TinyRuns.ResNet.Network, Optimizer = TinyRuns.ResNet.Optimizer } }
        from images in new[] { 12, 215 }
        select new TestCaseData(recipe, images).SetArgDisplayNames(recipe.Network.Kind, $"{images} images");

    [TestCaseSource(nameof(Recipes))]
    public void A_rebuilt_network_gives_features_logits_and_metrics_of_the_snapshot_to_the_bit(Recipe recipe, int images)
    {
        int snapshots = 0;

        recipe.Trainer().Run(new TrainingHooks { Snapshot = Compare, FeatureImages = images });

        Assert.That(snapshots, Is.EqualTo(recipe.Snapshots.Epochs(recipe.Epochs).Count));

        void Compare(Snapshot seen)
        {
            snapshots++;
            using DisposeScope scope = NewDisposeScope();
            var kept = seen.Network.state_dict().ToDictionary(t => t.Key, t => BitwiseEqual.FromFile(t.Value));

            using Network rebuilt = recipe.Network.Build(seen.Test.Set.Height, seen.Test.Set.Classes);
            NetworkState.Load(rebuilt, kept);
            rebuilt.eval();
            foreach (Tensor tensor in kept.Values) tensor.Dispose();

            Assert.That(BitwiseEqual.Of(rebuilt.state_dict()), Is.EqualTo(BitwiseEqual.Of(seen.Network.state_dict())));
            Assert.That(Logits(rebuilt, seen.Test), Is.EqualTo(Logits(seen.Network, seen.Test)));
            Assert.That(Logits(rebuilt, seen.Train), Is.EqualTo(Logits(seen.Network, seen.Train)));
            IReadOnlyDictionary<string, Tensor> features = Evaluation.Features(rebuilt, seen.Test, images);
            Assert.That(features.Keys, Is.EqualTo(seen.Network.Taps));
            Assert.That(features.Values.Select(BitwiseEqual.Of), Is.EqualTo(features.Keys.Select(tap => BitwiseEqual.Of(seen.Features[tap]))));
            Assert.That(Evaluation.AccuracyAndFeatures(rebuilt, seen.Test, 0).Accuracy, Is.EqualTo(seen.Metrics.TestAccuracy));
        }
    }

    [Test]
    public void Evaluation_restores_the_mode_of_the_network([Values] bool training) => WithNetwork((network, _, test) =>
    {
        network.train(training);
        Evaluation.AccuracyAndFeatures(network, test, 0);
        Evaluation.Features(network, test, 3);

        Assert.That(network.training, Is.EqualTo(training));
        Assert.That(network.modules().Select(m => m.training), Has.All.EqualTo(training));
    });

    [Test]
    public void A_number_of_images_out_of_range_is_refused_and_logits_that_are_not_finite_have_no_accuracy() => WithNetwork((network, _, test) =>
    {
        Assert.That(() => Evaluation.Features(network, test, -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Evaluation.Features(network, test, 231), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(Evaluation.Features(network, test, 0), Is.Empty);
        using (no_grad()) network.parameters().Last().fill_(double.NaN);

        Assert.That(Evaluation.AccuracyAndFeatures(network, test, 0).Accuracy, Is.NaN);
    });

    [Test]
    public void A_state_that_is_not_the_networks_is_refused_by_name_and_leaves_the_network_as_it_was()
    {
        using Network network = TinyRuns.ResNet.Network.Build(8, 4);
        var state = network.state_dict().ToDictionary(t => t.Key, t => ones(t.Value.shape, t.Value.dtype));
        state.Remove("norm.bias");
        state["stem.weight"] = ones([2, 3, 3, 2]);
        state["norm.num_batches_tracked"] = ones([]);
        state["stem.bias"] = ones([2]);
        string before = BitwiseEqual.Of(network.state_dict());

        StateMismatchException? error = Assert.Throws<StateMismatchException>(() => NetworkState.Load(network, state));

        Assert.That(error!.Message, Does.StartWith("The state is not one of this ResNet18: ")
            .And.Contain("norm.bias is missing")
            .And.Contain("stem.weight is Float32 [2, 3, 3, 2], expected Float32 [2, 3, 3, 3]")
            .And.Contain("norm.num_batches_tracked is Float32 [], expected Int64 []")
            .And.Contain("stem.bias is not expected"));
        Assert.That(BitwiseEqual.Of(network.state_dict()), Is.EqualTo(before));
    }

    private static void WithNetwork(Action<Network, DeviceImages, DeviceImages> use) => Many.Data.Load(1).OnCpu((train, test) =>
    {
        using Network network = Many.Network.Build(8, 4);
        use(network, train, test);
    });

    private static string Logits(Network network, DeviceImages images)
    {
        using IDisposable noGrad = no_grad();
        return BitwiseEqual.Of(network.call(images.Pixels));
    }
}
