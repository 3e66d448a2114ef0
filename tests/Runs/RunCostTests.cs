using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

public class RunCostTests
{
    // Golden values: make_products_golden.py.
    [TestCase(64, 32, 10, 555_422_720)]
    [TestCase(8, 16, 4, 2_218_240)]
    [TestCase(2, 15, 4, 142_918)]
    public void Products_of_a_ResNet_are_those_that_PyTorch_runs(int width, int side, int classes, long golden) =>
        Assert.That(new ResNet18Recipe { Width = width }.MultiplyAccumulates(side, 3, classes), Is.EqualTo(golden));

    [TestCase(4, 64, 6, 2, 2, 16, 4, 3_251_200)]
    [TestCase(4, 192, 12, 3, 4, 32, 10, 342_276_480)]
    public void Products_of_a_ViT_are_those_that_PyTorch_runs(int patch, int dimension, int depth, int heads, int ratio, int side, int classes, long golden) =>
        Assert.That(
            new VisionTransformerRecipe { Patch = patch, Dimension = dimension, Depth = depth, Heads = heads, MlpRatio = ratio }.MultiplyAccumulates(side, 3, classes),
            Is.EqualTo(golden));

    [Test]
    public void Images_are_those_of_the_epochs_and_of_the_snapshots()
    {
        RunCost vit = Cost(TinyRuns.ViT), resNet = Cost(TinyRuns.ResNet);

        int looks = TinyRuns.ViT.Snapshots.Epochs(4).Count;
        Assert.That(vit.TrainingImages, Is.EqualTo(4 * 40));
        Assert.That(vit.LookedAt, Is.EqualTo(40 + looks * 12));
        // Its batch normalization sees the training images.
        Assert.That(resNet.LookedAt, Is.EqualTo(40 + looks * (40 + 12)));
        Assert.That(vit.Operations, Is.EqualTo(2.0 * TinyRuns.ViT.Network.MultiplyAccumulates(8, 3, 4)!.Value * (3 * vit.TrainingImages + vit.LookedAt)));
        Assert.That(Cost(TinyRuns.ViT with { Network = new SignalSenderRecipe(_ => { }) }).Operations, Is.Null, "it is not counted");
    }

    [Test]
    public void Prefix_runs_cost_only_their_evaluation_and_a_look_a_third_of_the_time_of_a_step()
    {
        RunCost one = new(1000, 300, 6600, 5), all = one.OfRuns(trained: 2, together: 3);

        Assert.That(all, Is.EqualTo(new RunCost(2000, 1500, 15_000, 5)));
        Assert.That(one.OfRuns(1, 0), Is.EqualTo(one));
        Assert.That(one.At(100), Is.EqualTo(TimeSpan.FromSeconds(11)));
    }

    [Test]
    public void A_trial_times_real_steps_and_keeps_nothing()
    {
        using TemporaryFolder folder = new();
        RunScheduler scheduler = new(CPU, _ => { }) { Store = new RunStore(folder.Path), MaxParallelRuns = 2 };

        Assert.That(scheduler.Speed(TinyRuns.ResNet, steps: 5), Is.InRange(1, 1e6));

        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public void The_memory_is_what_the_scheduler_reserves_for_all_measures_of_similarity()
    {
        long Memory(bool sensitivity) => new RunScheduler(CPU, _ => { }) { SimilarityImages = 12, Sensitivity = sensitivity }.Cost(TinyRuns.ViT).Memory;

        Assert.That(Memory(false), Is.EqualTo(RunMemory.Estimate(TinyRuns.ViT, TinyRuns.ViT.Data.Load(TinyRuns.ViT.Seed), 12)));
        Assert.That(Memory(true), Is.GreaterThan(Memory(false)));
    }

    private static RunCost Cost(Recipe recipe) => RunCost.Of(recipe, recipe.Data.Load(recipe.Seed), memory: 1);
}
