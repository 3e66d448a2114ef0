using RepDynamics.Runs;
using RepDynamics.Tests.Training;
using RepDynamics.Training;

namespace RepDynamics.Tests.Runs;

public class RunLinesTests
{
    private static readonly Recipe One = TinyRuns.ViT, Other = TinyRuns.ResNet;

    private readonly List<string> lines = [];

    [SetUp]
    public void Clear() => lines.Clear();

    [Test]
    public void Each_run_has_its_place_in_the_order_it_was_first_heard_of()
    {
        RunLines told = new(2, lines.Add);

        told.Take(new RunStarted(One, 0));
        told.Take(new RunKept(Other));
        told.Take(new RunFinished(One));

        Assert.That(lines, Is.EqualTo(new[]
        {
            "[1/2] ViT SGD textures seed 3: starts",
            "[2/2] ResNet Adam textures seed 3: kept from an earlier time",
            "[1/2] ViT SGD textures seed 3: done",
        }));
    }

    [Test]
    public void Progress_tells_epoch_loss_accuracies_speed_and_time_left()
    {
        new RunLines(null, lines.Add).Take(Advanced(3));

        Assert.That(lines, Is.EqualTo(new[]
        {
            "ViT SGD textures seed 3: epoch 3/4, loss 0.2500, train 90.0 %, test 80.0 %, 1234 images/s, 17 s left",
        }));
    }

    [Test]
    public void Progress_is_told_every_few_seconds_and_at_the_end()
    {
        RunLines told = new(null, lines.Add);

        foreach (int epoch in (int[])[1, 2, 3, 4]) told.Take(Advanced(epoch));

        Assert.That(lines.Select(l => l[..33]), Is.EqualTo(new[] { "ViT SGD textures seed 3: epoch 1/", "ViT SGD textures seed 3: epoch 4/" }));
    }

    [Test]
    public void Waiting_resuming_notes_failures_and_stops_are_told_with_their_reasons()
    {
        RunLines told = new(null, lines.Add);

        told.Take(new RunWaiting(One, "another process works on it"));
        told.Take(new RunStarted(One, 2));
        told.Take(new RunNote(One, "a note"));
        told.Take(new RunFailed(One, new IOException("The disk is full.")));
        told.Take(new RunStopped(One));

        Assert.That(lines.Select(l => l["ViT SGD textures seed 3".Length..]), Is.EqualTo(new[]
        {
            ": waits, another process works on it", ": goes on after epoch 2", ": a note", " failed: The disk is full.", ": stopped, to be resumed",
        }));
    }

    private static RunAdvanced Advanced(int epoch) => new(
        One,
        new TrainingProgress(One, epoch, 0.25, new SnapshotMetrics(epoch, 0.2, 0.9, 0.1, 0.8), 1234, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(17)));
}
