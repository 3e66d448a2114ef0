using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

/// <summary>How many runs share a GPU is tried out; the trials of these tests are made up, or take place on the CPU.</summary>
public class GpuSharingTests
{
    [TestCase(8, 8, new[] { 100.0, 190, 360, 600 }, TestName = "Doubling pays to the end")]
    [TestCase(8, 2, new[] { 100.0, 180, 200 }, TestName = "Doubling pays once")]
    [TestCase(8, 1, new[] { 100.0, 110 }, TestName = "One fills it")]
    [TestCase(8, 1, new[] { 100.0, 60 }, TestName = "Two are slower")]
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
    }

    [Test]
    public void Other_errors_are_thrown() =>
        Assert.That(() => GpuSharing.Find(n => n == 1 ? 100 : throw new InvalidOperationException("a device-side assert"), 8), Throws.InvalidOperationException);

    [Test]
    public void Runs_that_share_a_device_equal_runs_that_do_not()
    {
        Assume.That(Environment.ProcessorCount, Is.GreaterThan(1), "one core has nothing to share");
        using TemporaryFolder alone = new(), shared = new();
        Recipe[] recipes = [TinyRuns.ViT, TinyRuns.ViT with { Seed = 4 }, TinyRuns.ResNet];
        List<string> notes = [];

        IReadOnlyList<RunOutcome> expected = new RunScheduler(CPU, _ => { }) { Store = new RunStore(alone.Path), MaxParallelRuns = 1 }.Run(recipes);
        RunScheduler trying = Trying(shared, notes);
        IReadOnlyList<RunOutcome> found = trying.Run(recipes);

        foreach ((RunOutcome a, RunOutcome b) in expected.Zip(found)) Records.AssertSameNumbers(b.Record!, a.Record!);
        Assert.That(notes, Has.Exactly(1).Matches<string>(note => note.StartsWith("how many runs share a GPU: ", StringComparison.Ordinal)));
        Assert.That(trying.MaxParallelRuns, Is.InRange(1, 2));
    }

    [Test]
    public void Nothing_is_tried_where_it_would_decide_nothing()
    {
        using TemporaryFolder folder = new();
        List<string> notes = [];

        Trying(folder, notes).Run([TinyRuns.ViT]);
        Trying(folder, notes).Run([TinyRuns.ViT, TinyRuns.ViT]);
        Trying(folder, notes, asked: 2).Run([TinyRuns.ViT, TinyRuns.ResNet]);
        Trying(folder, notes).Run([TinyRuns.ViT, TinyRuns.ResNet]);

        Assert.That(notes, Is.Empty, "one run, the same twice, a number that was asked for, runs that are kept");
    }

    [Test]
    public void A_run_that_cannot_be_tried_fails_alone()
    {
        Assume.That(Environment.ProcessorCount, Is.GreaterThan(1), "one core has nothing to share");
        using TemporaryFolder folder = new();
        List<string> notes = [];

        IReadOnlyList<RunOutcome> outcomes = Trying(folder, notes).Run([TinyRuns.ViT with { Epochs = 0 }, TinyRuns.ResNet]);

        Assert.That(notes, Has.Exactly(1).Matches<string>(note => note.Contains("could not be tried out", StringComparison.Ordinal) && note.Contains("Epochs", StringComparison.Ordinal)));
        Assert.That(outcomes.Select(outcome => outcome.Record is null), Is.EqualTo([true, false]));
    }

    private static RunScheduler Trying(TemporaryFolder folder, List<string> notes, int? asked = null)
    {
        RunScheduler scheduler = asked is { } runs
            ? new(CPU, Listen) { Store = new RunStore(folder.Path), TriesSharing = true, MaxParallelRuns = runs }
            : new(CPU, Listen) { Store = new RunStore(folder.Path), TriesSharing = true };
        return scheduler;

        void Listen(RunEvent what)
        {
            if (what is RunNote note) notes.Add(note.Text);
        }
    }
}
