using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

/// <summary>How many runs share a GPU is tried out; the trials of these tests are made up, or take place on the CPU.</summary>
public class GpuSharingTests : SchedulerTests
{
    [TestCase(8, 8, new[] { 100.0, 190, 360, 600 }, TestName = "Doubling pays to the end")]
    [TestCase(8, 2, new[] { 100.0, 180, 200 }, TestName = "Doubling pays once")]
    [TestCase(8, 1, new[] { 100.0, 110 }, TestName = "One fills it")]
    [TestCase(3, 2, new[] { 100.0, 190 }, TestName = "No more runs than there are")]
    [TestCase(1, 1, new[] { 100.0 }, TestName = "One run")]
    [TestCase(100, 8, new[] { 1.0, 2, 4, 8 }, TestName = "No more than eight")]
    public void Runs_are_doubled_while_that_pays(int most, int runs, double[] speeds)
    {
        List<int> tried = [];

        var sharing = GpuSharing.Find(
            n =>
            {
                tried.Add(n);
                return speeds[tried.Count - 1];
            },
            most);

        Assert.That(sharing.Runs, Is.EqualTo(runs));
        Assert.That(tried, Is.EqualTo(speeds.Select((_, i) => 1 << i)), "runs that were tried");
        Assert.That(sharing.Trials.Select(trial => trial.ImagesPerSecond), Is.EqualTo(speeds));
    }

    [Test]
    public void Where_memory_runs_out_fewer_share()
    {
        var sharing = GpuSharing.Find(n => n < 4 ? 100 * n : throw new InsufficientMemoryException(), 8);
        Assert.That(sharing.Runs, Is.EqualTo(2));
        Assert.That(sharing.ToString(), Is.EqualTo("2 a GPU, as tried: 1 train 100 images/s, 2 train 200 images/s"));
        Assert.That(
            () => GpuSharing.Find(n => n == 1 ? 100 : throw new InvalidOperationException("a device-side assert"), 8), Throws.InvalidOperationException, "another error");
    }

    [Test]
    public void Runs_that_share_a_device_equal_runs_that_do_not()
    {
        Assume.That(Environment.ProcessorCount, Is.GreaterThan(1), "one core has nothing to share");
        using TemporaryFolder alone = new();
        Recipe[] recipes = [TinyRuns.ViT, TinyRuns.ViT with { Seed = 4 }, TinyRuns.ResNet];

        IReadOnlyList<RunOutcome> expected = new RunScheduler(CPU, _ => { }) { Store = new RunStore(alone.Path), MaxParallelRuns = 1 }.Run(recipes);
        RunScheduler trying = Trying();
        IReadOnlyList<RunOutcome> found = trying.Run(recipes);

        foreach ((RunOutcome a, RunOutcome b) in expected.Zip(found)) Records.AssertSameNumbers(b.Record!, a.Record!);
        Assert.That(Notes, Has.One.StartsWith("how many runs share a GPU: "));
        Assert.That(trying.MaxParallelRuns, Is.InRange(1, 2));
    }

    [Test]
    public void Nothing_is_tried_where_it_would_decide_nothing()
    {
        Trying().Run([TinyRuns.ViT]);
        Trying().Run([TinyRuns.ViT, TinyRuns.ViT]);
        new RunScheduler(CPU, events.Add) { Store = new RunStore(Folder), TriesSharing = true, MaxParallelRuns = 2 }.Run([TinyRuns.ViT, TinyRuns.ResNet]);
        Trying().Run([TinyRuns.ViT, TinyRuns.ResNet]);

        Assert.That(Notes, Is.Empty, "one run, the same twice, a number that was asked for, runs that are kept");
    }

    [Test]
    public void A_run_that_cannot_be_tried_fails_alone()
    {
        Assume.That(Environment.ProcessorCount, Is.GreaterThan(1), "one core has nothing to share");

        IReadOnlyList<RunOutcome> outcomes = Trying().Run([TinyRuns.ViT with { Epochs = 0 }, TinyRuns.ResNet]);

        Assert.That(Notes, Has.One.Contains("could not be tried out").And.One.Contains("Epochs"));
        Assert.That(outcomes.Select(outcome => outcome.Record is null), Is.EqualTo([true, false]));
    }

    private RunScheduler Trying() => new(CPU, events.Add) { Store = new RunStore(Folder), TriesSharing = true };

    private IEnumerable<string> Notes => events.OfType<RunNote>().Select(note => note.Text);
}
