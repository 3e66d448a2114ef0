using RepDynamics.Models;
using RepDynamics.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

public class TrainerTests
{
    internal static IEnumerable<TestCaseData> Recipes() =>
        new[] { TinyRuns.ViT, TinyRuns.ResNet }.Select(recipe => new TestCaseData(recipe).SetArgDisplayNames(recipe.Name()));

    [Test]
    public void A_snapshot_is_taken_at_every_epoch_of_the_schedule_in_evaluation_mode()
    {
        List<int> observed = [];

        IReadOnlyList<SnapshotMetrics> metrics = TinyRuns.ResNet.Trainer().Run(snapshot =>
        {
            observed.Add(snapshot.Metrics.Epoch);
            Assert.That(snapshot.Network.training, Is.False);
        });

        Assert.That(observed, Is.EqualTo(TinyRuns.ResNet.Snapshots.Epochs(4)));
        Assert.That(metrics.Select(m => m.Epoch), Is.EqualTo(observed));
    }

    // A network that its steps do not change: what they see is what a snapshot shows, if no normalization depends on the batch.
    [Test]
    public void Metrics_of_an_epoch_are_those_of_its_steps_and_of_a_snapshot_those_of_its_network([Values] bool resNet)
    {
        Recipe recipe = (resNet ? TinyRuns.ResNet : TinyRuns.ViT) with { Optimizer = new SgdRecipe { LearningRate = 1e-30 }, BatchSize = 20 };
        TrainingData data = recipe.Data.Load(recipe.Seed);
        int[] wrong = [.. Enumerable.Range(0, data.Train.Count).Where(i => data.Train.Mislabelled[i])];
        int[] right = [.. Enumerable.Range(0, data.Train.Count).Except(wrong)];
        EpochMetrics? byHand = null;
        List<EpochMetrics> epochs = [];

        new Trainer(recipe, data, CPU).Run(new TrainingHooks { Snapshot = Look, Epoch = epochs.Add });

        Assert.That(epochs.Select(m => m.Epoch), Is.EqualTo(Enumerable.Range(0, recipe.Epochs + 1)));
        foreach (EpochMetrics metrics in resNet ? epochs.Take(1) : epochs)
        {
            double? test = recipe.Snapshots.Epochs(recipe.Epochs).Contains(metrics.Epoch) ? byHand!.TestAccuracy : null;
            Assert.That(metrics.Loss, Is.EqualTo(byHand!.Loss).Within(1e-5));
            Assert.That(metrics, Is.EqualTo(byHand with { Epoch = metrics.Epoch, Loss = metrics.Loss, TestAccuracy = test }));
        }

        void Look(Snapshot snapshot)
        {
            (float[] train, int classes) = Logits(snapshot.Network, snapshot.Train);
            int[] guesses = [.. train.Chunk(classes).Select(Largest)];
            double loss = train.Chunk(classes).Zip(data.Train.GivenLabels, CrossEntropy).Average();
            double test = Logits(snapshot.Network, snapshot.Test).Logits.Chunk(classes).Select(Largest).Zip(data.Test.TrueLabels, (g, l) => g == l ? 1.0 : 0).Average();
            byHand = new(
                0, loss, Share([.. right, .. wrong], data.Train.GivenLabels), Share(right, data.Train.GivenLabels), Share(wrong, data.Train.GivenLabels),
                Share(wrong, data.Train.TrueLabels), test);
            Assert.That(snapshot.Metrics.TestAccuracy, Is.EqualTo(test));

            double Share(int[] images, IReadOnlyList<int> labels) => images.Average(i => guesses[i] == labels[i] ? 1.0 : 0);
        }
    }

    [TestCaseSource(nameof(Recipes))]
    public void Training_fits_the_labels_given(Recipe recipe)
    {
        IReadOnlyList<SnapshotMetrics> metrics = (recipe with { Epochs = 25 }).Trainer().Run(_ => { });

        Assert.That(metrics[^1].Loss, Is.LessThan(metrics[0].Loss));
        Assert.That(metrics[^1].TrainAccuracy, Is.GreaterThan(metrics[0].TrainAccuracy));
    }

    [TestCaseSource(nameof(Recipes))]
    public void Snapshots_do_not_change_training(Recipe recipe)
    {
        Recipe rarely = recipe with { Epochs = 6, Snapshots = new SnapshotSchedule { Logarithmic = 0, Linear = 0 } };
        Recipe often = rarely with { Snapshots = new SnapshotSchedule { Logarithmic = 6, Linear = 6 } };

        SnapshotMetrics unseen = rarely.Trainer().Run(_ => { })[^1];
        IReadOnlyList<SnapshotMetrics> seen = often.Trainer().Run(_ => { }, featureImages: 12);

        Assert.That(seen, Has.Count.EqualTo(7));
        Assert.That(BitConverter.DoubleToInt64Bits(seen[^1].Loss), Is.EqualTo(BitConverter.DoubleToInt64Bits(unseen.Loss)));
        Assert.That(seen[^1], Is.EqualTo(unseen));
    }

    [Test]
    public void Augmentation_changes_training_and_is_decided_by_the_seed()
    {
        Recipe augmented = TinyRuns.ViT with { Augment = true };

        double once = augmented.Trainer().Run(_ => { })[^1].Loss;

        Assert.That(augmented.Trainer().Run(_ => { })[^1].Loss, Is.EqualTo(once));
        Assert.That(TinyRuns.ViT.Trainer().Run(_ => { })[^1].Loss, Is.Not.EqualTo(once));
    }

    [Test]
    public void Divergence_is_reported_with_run_epoch_and_remedy()
    {
        Recipe absurd = TinyRuns.ViT with { Optimizer = new SgdRecipe { LearningRate = 1e30 }, ClipNorm = null, Seed = 9 };

        Assert.That(
            () => absurd.Trainer().Run(_ => { }),
            Throws.TypeOf<DivergenceException>().With.Message.Contains("ViT SGD textures seed 9")
                .And.Message.Contains("not finite in epoch 1.").And.Message.Contains("Lower Optimizer.LearningRate")
                .And.Message.Contains("set ClipNorm"));
    }

    [Test]
    public void Without_wrong_labels_their_accuracy_is_null_and_a_recipe_out_of_range_is_refused_before_anything_is_trained()
    {
        Recipe clean = TinyRuns.ViT with { Epochs = 1, Data = TinyRuns.ViT.Data with { LabelNoise = 0 } };
        Assert.That(clean.Trainer().Run(_ => { }).Select(m => m.MislabelledTrueAccuracy), Has.All.Null);
        Assert.That(() => (TinyRuns.ViT with { Epochs = 0 }).Trainer(), Throws.ArgumentException.With.Message.Contains("Recipe.Epochs"));
    }

    [Test]
    public void Captured_features_are_those_of_one_pass_over_the_images_in_their_order()
    {
        // More images than a batch, so that parts are put together.
        Recipe recipe = TinyRuns.ViT with { Epochs = 1, Data = TinyRuns.ViT.Data with { TestImages = 230 } };
        List<string> taps = [];

        recipe.Trainer().Run(snapshot =>
        {
            taps.Clear();
            using IDisposable noGrad = no_grad();
            using DisposeScope scope = NewDisposeScope();
            Dictionary<string, float[]> whole = [];
            snapshot.Network.Run(snapshot.Test.Pixels.narrow(0, 0, 215), (tap, output) => whole[tap] = output.data<float>().ToArray());
            foreach (string tap in snapshot.Network.Taps)
            {
                taps.Add(tap);
                Assert.That(snapshot.Features[tap].size(0), Is.EqualTo(215));
                Assert.That(snapshot.Features[tap].data<float>().ToArray(), Is.EqualTo(whole[tap]).Within(1e-5), tap);
            }
            Assert.That(snapshot.Features, Has.Count.EqualTo(taps.Count));
        }, featureImages: 215);

        Assert.That(taps, Is.EqualTo(new[] { "embedding", "block1", "block2", "output" }));
    }

    [Test]
    public void A_network_that_does_not_report_a_tap_is_an_error()
    {
        Recipe recipe = TinyRuns.ViT with { Network = new SignalSenderRecipe(_ => { }, "hidden"), Epochs = 1 };

        Assert.That(
            () => recipe.Trainer().Run(_ => { }, featureImages: 4),
            Throws.InvalidOperationException.With.Message.Contains("SignalSender names the tap hidden, but does not report it"));
    }

    private static (float[] Logits, int Classes) Logits(Network network, DeviceImages images)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = network.call(images.Pixels);
        return (logits.data<float>().ToArray(), (int)logits.size(1));
    }

    private static int Largest(float[] logits) => Array.IndexOf(logits, logits.Max());

    private static double CrossEntropy(float[] logits, int label)
    {
        double largest = logits.Max();
        return Math.Log(logits.Sum(l => Math.Exp(l - largest))) + largest - logits[label];
    }
}
