using Microsoft.Extensions.Time.Testing;
using RepDynamics.Runs;
using RepDynamics.Tests.Training;
using RepDynamics.Training;

namespace RepDynamics.Tests.Runs;

public class RunLinesTests
{
    private static readonly Recipe One = TinyRuns.ViT, Other = TinyRuns.ResNet;

    private readonly List<string> lines = [];
    private FakeTimeProvider clock = new();
    private RunLines log = null!;

    [SetUp]
    public void Open()
    {
        lines.Clear();
        clock = new();
        log = new RunLines([One, Other, One], lines.Add, clock);
    }

    [Test]
    public void Each_run_has_its_place_in_the_plan()
    {
        log.Take(new RunAlreadyStored(Other));
        log.Take(new RunStarted(One, 0));
        log.Take(new RunFinished(One));
        log.Take(new RunAlreadyStored(One with { Seed = 99 }));

        Assert.That(lines, Is.EqualTo(new[]
        {
            "[2/2] ResNet-Adam seed 3: stored already",
            "[1/2] ViT-SGD seed 3: training, 4 epochs",
            "[1/2] ViT-SGD seed 3: done",
            "ViT-SGD seed 99: stored already",
        }));
    }

    [Test]
    public void Progress_has_epoch_loss_accuracies_speed_and_time_left()
    {
        log.Take(Advanced(One, 3));
        log.Take(Advanced(Other, 1, measured: false));

        Assert.That(lines, Is.EqualTo(new[]
        {
            "[1/2] ViT-SGD seed 3: epoch 3/4, loss 0.2500, train 90.0%, test 80.0%, 1234 images/s, 1:30 left; all runs: about 39:44", // 90 s, and 4 epochs of the ResNet, with 6.4 times the operations
            "[2/2] ResNet-Adam seed 3: epoch 1/4, loss 0.2500, 1234 images/s, 1:30 left; all runs: about 1:30",
        }));
    }

    [Test]
    public void Progress_of_each_run_is_reported_at_intervals_and_at_its_end()
    {
        log.Take(new RunStarted(One, 0));
        log.Take(new RunStarted(Other, 0));
        lines.Clear();
        clock.SetUtcNow(clock.Start.AddSeconds(9.9));
        log.Take(Advanced(One, 1));
        clock.SetUtcNow(clock.Start.AddSeconds(10));
        log.Take(Advanced(One, 2));
        log.Take(Advanced(One, 3));
        log.Take(Advanced(Other, 1));
        clock.SetUtcNow(clock.Start.AddSeconds(19.9));
        log.Take(Advanced(One, 4));
        log.Take(new RunFinished(One));

        Assert.That(lines.Select(l => l.Split(", ")[0]), Is.EqualTo(new[]
        {
            "[1/2] ViT-SGD seed 3: epoch 2/4",
            "[2/2] ResNet-Adam seed 3: epoch 1/4",
            "[1/2] ViT-SGD seed 3: done",
        }));
        Assert.That(lines[^1], Does.EndWith(": done, loss 0.2500, train 90.0%, test 80.0%, 1234 images/s"));
    }

    [Test]
    public void Measuring_of_each_run_is_reported_at_once_and_then_at_intervals()
    {
        log.Take(new RunStarted(One, 0));
        clock.SetUtcNow(clock.Start.AddSeconds(8));
        log.Take(Advanced(One, 4));
        lines.Clear();
        foreach ((double seconds, int done) in new[] { (9, 0), (12, 1), (18.9, 2), (19, 3), (28, 4), (29.5, 5) })
        {
            clock.SetUtcNow(clock.Start.AddSeconds(seconds));
            log.Take(new RunMeasuring(One, "decision regions", done, 6));
        }
        log.Take(new RunMeasuring(Other, "decision regions", 0, 6));
        log.Take(new RunFinished(One));

        Assert.That(lines.Select(l => l.Split(", loss")[0]), Is.EqualTo(new[]
        {
            "[1/2] ViT-SGD seed 3: measures decision regions of 6 snapshots",
            "[1/2] ViT-SGD seed 3: measures decision regions, 3 of 6 snapshots",
            "[1/2] ViT-SGD seed 3: measures decision regions, 5 of 6 snapshots",
            "[2/2] ResNet-Adam seed 3: measures decision regions of 6 snapshots",
            "[1/2] ViT-SGD seed 3: done",
        }));
    }

    [Test]
    public void Waiting_resuming_notes_failures_and_stops_are_reported_with_reasons()
    {
        log.Take(new RunWaiting(One, "another process works on it"));
        log.Take(new RunStarted(One, 2));
        log.Take(new RunNote(One, "a note"));
        log.Take(new RunFailed(One, new IOException("The disk is full.")));
        log.Take(new RunStopped(One));

        Assert.That(lines.Select(l => l["[1/2] ViT-SGD seed 3".Length..]), Is.EqualTo(new[]
        {
            ": waits, another process works on it", ": goes on after epoch 2 of 4", ": a note", " failed: The disk is full.",
            ": stopped, to be resumed",
        }));
    }

    [TestCase(0, "0:00")]
    [TestCase(59.7, "1:00")]
    [TestCase(3723, "1:02:03")]
    [TestCase(360000, "100:00:00")]
    [TestCase(-3, "0:00")]
    public void Times_are_formatted(double seconds, string expected) =>
        Assert.That(RunLines.Clock(TimeSpan.FromSeconds(seconds)), Is.EqualTo(expected));

    private static RunAdvanced Advanced(Recipe recipe, int epoch, bool measured = true) => new(
        recipe,
        new TrainingProgress(
            recipe, epoch, 0.25, measured ? new SnapshotMetrics(epoch, 0.2, 0.9, 0.1, 0.8) : null, 1234, TimeSpan.FromSeconds(5),
            TimeSpan.FromSeconds(90)));
}
