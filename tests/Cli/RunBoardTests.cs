using RepDynamics.Cli.Progress;
using RepDynamics.Runs;
using RepDynamics.Tests.Training;
using RepDynamics.Training;

namespace RepDynamics.Tests.Cli;

/// <summary>The states of runs follow from run events.</summary>
public class RunBoardTests
{
    private static readonly Recipe One = TinyRuns.ViT with { Seed = 10 }, Two = TinyRuns.ViT with { Seed = 11 };

    private static readonly HashSet<string> Nothing = [];

    private RunBoard board = null!;

    [SetUp]
    public void Open() => board = new RunBoard([One, Two], Nothing);

    private RunState State => board.Runs[0];

    [Test]
    public void A_run_is_queued_trains_and_is_done()
    {
        Assert.That(State, Is.EqualTo(new RunState("ViT-SGD seed 10", 4)));

        board.Take(new RunStarted(One, 0));
        Assert.That(State, Is.EqualTo(new RunState("ViT-SGD seed 10", 4) { Status = RunStatus.Training }));

        board.Take(Advanced(1, 0.9));
        Assert.That(State, Is.EqualTo(new RunState("ViT-SGD seed 10", 4)
        {
            Status = RunStatus.Training,
            Epoch = 1,
            Loss = 0.25,
            TrainAccuracy = 0.9,
            TestAccuracy = 0.8,
            ImagesPerSecond = 100,
            Remaining = TimeSpan.FromSeconds(9),
        }));

        board.Take(new RunFinished(One));
        Assert.That((State.Status, State.Epoch, State.Loss, State.Remaining), Is.EqualTo((RunStatus.Finished, 4, 0.25, (TimeSpan?)null)));
        Assert.That(board.Runs[1].Status, Is.EqualTo(RunStatus.Queued), "the other is another");
    }

    private static IEnumerable<TestCaseData> Later()
    {
        yield return new(RunStatus.Training, 2, "", new RunEvent[] { new RunStarted(One, 2) });
        yield return new(RunStatus.Waiting, 0, "another process works on it", new RunEvent[] { new RunWaiting(One, "another process works on it") });
        yield return new(RunStatus.Stored, 4, "", new RunEvent[] { new RunWaiting(One, "another process works on it"), new RunAlreadyStored(One) });
        // Epochs trained again for lost snapshots count until the run resumes.
        yield return new(RunStatus.Training, 1, "", new RunEvent[] { Advanced(1, 0.9) });
        yield return new(RunStatus.Training, 3, "", new RunEvent[] { Advanced(1, 0.9), new RunStarted(One, 3) });
        yield return new(RunStatus.Measuring, 4, "decision regions: 2 of 41 snapshots", new RunEvent[] { Advanced(4, 0.9), new RunMeasuring(One, "decision regions", 2, 41) });
        yield return new(RunStatus.Finished, 4, "", new RunEvent[] { new RunMeasuring(One, "decision regions", 2, 41), new RunFinished(One) });
        yield return new(RunStatus.Failed, 2, "out of memory", new RunEvent[] { Advanced(2, 0.9), new RunFailed(One, new InvalidOperationException("out of memory\r\nException raised from ...")) });
        yield return new(RunStatus.Stopped, 2, "", new RunEvent[] { Advanced(2, 0.9), new RunStopped(One) });
    }

    [TestCaseSource(nameof(Later))]
    public void Events_lead_to_states(object status, int epoch, string note, RunEvent[] events)
    {
        foreach (RunEvent what in events) board.Take(what);

        Assert.That((State.Status, State.Epoch, State.Note), Is.EqualTo(((RunStatus)status, epoch, note)));
        if (State.Status != RunStatus.Training) Assert.That(State.Remaining, Is.Null);
    }

    [Test]
    public void Accuracies_are_those_of_the_latest_snapshot()
    {
        board.Take(Advanced(3, null));
        Assert.That(State.TrainAccuracy, Is.Null);
        foreach (RunEvent what in (RunEvent[])[Advanced(3, 0.9), Advanced(4, null), new RunMeasuring(One, "decision regions", 2, 41)]) board.Take(what);
        Assert.That(State.TrainAccuracy, Is.EqualTo(0.9));
    }

    [Test]
    public void A_note_changes_no_state_and_names_its_run_and_events_of_other_runs_are_ignored()
    {
        board.Take(new RunStarted(One, 0));
        RunState before = State;
        board.Take(new RunNote(One, "metrics.jsonl is damaged"));
        board.Note("Stopping");
        board.Take(new RunStarted(One with { Seed = 99 }, 3));
        board.Take(new RunNote(One with { Seed = 99 }, "of no run of the plan"));

        Assert.That(State, Is.EqualTo(before));
        Assert.That(board.Runs[1].Status, Is.EqualTo(RunStatus.Queued));
        Assert.That(board.Notes, Is.EqualTo(new[] { "ViT-SGD seed 10: metrics.jsonl is damaged", "Stopping" }));
    }

    [Test]
    public void Every_kind_of_event_is_among_them() => Assert.That(
        Later().SelectMany(trial => (RunEvent[])trial.Arguments[3]!).Select(what => what.GetType()).Append(typeof(RunNote)).Distinct(),
        Is.EquivalentTo(typeof(RunEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RunEvent)))));

    [Test]
    public void Names_have_the_variant_and_data_and_epochs_where_they_differ()
    {
        Assert.That(Names(One, One with { Data = new Cifar10Recipe() }), Is.EqualTo(new[] { "ViT-SGD textures seed 10", "ViT-SGD cifar10 seed 10" }));
        Assert.That(Names(TinyRuns.ResNet, TinyRuns.ResNet with { Variant = "wide" }), Is.EqualTo(new[] { "ResNet-Adam seed 3", "ResNet-Adam-wide seed 3" }));
        Assert.That(
            Names(One, One with { Epochs = 3 }, One with { Seed = 11 }),
            Is.EqualTo(new[] { $"ViT-SGD seed 10 ({One.Epochs} epochs)", "ViT-SGD seed 10 (3 epochs)", "ViT-SGD seed 11" }));

        static IEnumerable<string> Names(params Recipe[] runs) => new RunBoard(runs, Nothing).Runs.Select(run => run.Name);
    }

    [Test]
    public void The_time_left_counts_every_run_that_is_not_stored()
    {
        Recipe stored = One with { Seed = 12 }, other = One with { Seed = 13 };
        board = new RunBoard([One, Two, stored, other], new HashSet<string> { stored.Hash() });
        Assert.That(board.Left, Is.Null, "no epoch was timed");

        board.Take(new RunStarted(One, 0));
        board.Take(Advanced(1, null));
        Assert.That(board.Left, Is.EqualTo(TimeSpan.FromSeconds(33)), "3 epochs at 3 s, and two runs of 4");
        board.Take(new RunStarted(Two, 2));
        Assert.That(board.Left, Is.EqualTo(TimeSpan.FromSeconds(13.5)), "3 + 2 + 4 epochs by two runs at a time");
        board.Take(new RunWaiting(other, "another process works on it"));
        board.Take(new RunFinished(Two));
        Assert.That(board.Left, Is.EqualTo(TimeSpan.FromSeconds(9)), "the run that is left cannot be shared");
        board.Take(new RunFinished(One));
        Assert.That(board.Left, Is.Null);
    }

    [Test]
    public void The_time_left_of_networks_not_yet_trained_follows_their_operations()
    {
        Recipe vit = RepDynamics.Profiles.Profile.Cpu.Recipe("ViT-SGD", 20), resNet = RepDynamics.Profiles.Profile.Cpu.Recipe("ResNet-SGD", 20);
        double ratio = resNet.Network.MultiplyAccumulates(16, 3, 4)!.Value / (double)vit.Network.MultiplyAccumulates(16, 3, 4)!.Value;
        board = new RunBoard([vit, resNet], Nothing);

        board.Take(new RunStarted(vit, 0));
        board.Take(new RunAdvanced(vit, new TrainingProgress(vit, vit.Epochs - 1, 0.25, null, 1000, TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(1))));

        Assert.That(board.Left!.Value.TotalSeconds, Is.EqualTo(1 + resNet.Epochs * ratio).Within(2).Percent, "a second an epoch of the ViT");
        Assert.That(ratio, Is.InRange(0.2, 1));
    }

    private static RunAdvanced Advanced(int epoch, double? accuracy) => new(One, new TrainingProgress(
        One, epoch, 0.25, accuracy is { } a ? new SnapshotMetrics(epoch, 0.2, a, null, 0.8) : null, 100, TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(9)));
}
