using RepDynamics.IO;
using RepDynamics.Profiles;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Training;

namespace RepDynamics.Tests.Runs;

public class RunMemoryTests
{
    [Test]
    public void A_run_of_the_cpu_profile_needs_a_few_hundred_megabytes([Values("ViT-SGD", "ResNet-Adam")] string condition)
    {
        // Two of them side by side were measured to peak at 533 MB, the process itself included.
        Assert.That(Estimate(Profile.Cpu.Recipe(condition, 0)), Is.InRange(200L << 20, 600L << 20));
    }

    [Test]
    public void More_of_anything_needs_more_memory()
    {
        Recipe recipe = Profile.Smoke.Recipe("ViT-SGD", 0);
        long bytes = Estimate(recipe);

        Assert.That(Estimate(recipe with { BatchSize = 128 }), Is.GreaterThan(bytes), "images a step");
        Assert.That(Estimate(recipe with { Network = new VisionTransformerRecipe() }), Is.GreaterThan(bytes), "a larger network");
        Assert.That(Estimate(recipe with { Data = recipe.Data with { TrainImages = 2000 } }), Is.GreaterThan(bytes), "images");
        Assert.That(Estimate(recipe with { Epochs = 120, Snapshots = new SnapshotSchedule() }), Is.GreaterThan(bytes), "snapshots");
    }

    [Test]
    public void Probes_of_many_images_need_memory_of_their_own()
    {
        Recipe recipe = Profile.Smoke.Recipe("ResNet-SGD", 0) with { Data = new OrientedTexturesRecipe { TrainImages = 2000 } };
        TrainingData data = recipe.Data.Load(recipe.Seed);
        long all = Measured(2000);

        Assert.That(all, Is.GreaterThan(Measured(1000)).And.GreaterThan(RunMemory.Estimate(recipe, data, 400)));
        Assert.That(Measured(3000), Is.EqualTo(all), "there are no more images");

        long Measured(int images) => RunMemory.Estimate(recipe, data, 100, new RegionOptions { ProbeImages = images, HeldOutImages = 100 });
    }

    [Test]
    public void This_machine_has_some() => Assert.That(RunMemory.Available(), Is.GreaterThan(0));

    [TestCase(1023, "1023 B")]
    [TestCase((10 << 10) - 1, "10 KiB")]
    [TestCase(3L << 20, "3.0 MiB")]
    [TestCase(3L << 29, "1.5 GiB")]
    public void Bytes_are_formatted(long bytes, string text) => Assert.That(ByteSize.Text(bytes), Is.EqualTo(text));

    [Test]
    public void A_share_that_does_not_fit_waits_until_another_is_given_back()
    {
        MemoryBudget budget = new(100);
        IDisposable first = budget.Reserve(60, CancellationToken.None);
        // Shares that fit together are given at once.
        budget.Reserve(40, CancellationToken.None).Dispose();
        Task<IDisposable> second = Task.Run(() => budget.Reserve(50, CancellationToken.None));
        Assert.That(second.IsCompleted, Is.False);

        first.Dispose();

        Assert.That(second.Wait(TimeSpan.FromSeconds(30)), Is.True);
        second.Result.Dispose();
    }

    [Test]
    public void A_wait_can_be_cancelled()
    {
        MemoryBudget budget = new(100);
        using CancellationTokenSource source = new();
        using IDisposable first = budget.Reserve(60, CancellationToken.None);
        Task waiting = Task.Run(() => budget.Reserve(50, source.Token));

        source.Cancel();

        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void More_than_the_whole_is_refused_with_both_figures() =>
        Assert.That(
            () => new MemoryBudget(3L << 30).Reserve(5L << 30, CancellationToken.None),
            Throws.TypeOf<InsufficientMemoryException>().With.Message.Contains("5.0 GiB").And.Message.Contains("3.0 GiB"));

    private static long Estimate(Recipe recipe) => RunMemory.Estimate(recipe, recipe.Data.Load(recipe.Seed), 400);
}
