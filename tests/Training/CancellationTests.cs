using RepDynamics.Training;

namespace RepDynamics.Tests.Training;

public class CancellationTests
{
    private const int StepsPerEpoch = 3;

    [Test]
    public void A_cancelled_run_writes_one_resume_point_and_continues_from_it([Values(1, 2, 3, 4, 6, 9)] int cancelledStep)
    {
        using var whole = Trace.Of(Run(_ => { }));
        using CancellationTokenSource source = new();
        using Trace first = new();
        Recipe stopped = Run(step => { if (step == cancelledStep) source.Cancel(); });
        Assert.That(() => stopped.Trainer().Run(first.Hooks() with { ResumeInterval = TimeSpan.MaxValue }, source.Token), Throws.InstanceOf<OperationCanceledException>());
        using var rest = Trace.Of(Run(_ => { }), hooks => hooks with { ResumeFrom = first.Points[^1] });

        int completed = (cancelledStep - 1) / StepsPerEpoch; // an epoch that has no step left to take is not closed any more
        Assert.That(first.Places.Last(), Is.EqualTo((completed, (long)cancelledStep)));
        Assert.That(first.Snapshots, Has.Count.EqualTo(1 + completed), "snapshots are made at every epoch");
        Assert.That(first.Points, Has.Count.EqualTo(1 + completed + 1), "one resume point a snapshot, and one for the cancellation");
        Assert.That(first.Snapshots.Concat(rest.Snapshots), Is.EqualTo(whole.Snapshots));
        Assert.That(first.Epochs.Concat(rest.Epochs), Is.EqualTo(whole.Epochs));
        Assert.That(BitwiseEqual.Of(rest.Points[^1]), Is.EqualTo(BitwiseEqual.Of(whole.Points[^1])));
    }

    [Test]
    public void A_run_cancelled_right_after_a_resume_point_makes_no_second_one()
    {
        using CancellationTokenSource source = new();
        using Trace trace = new();

        Action<TrainingState> keep = state =>
        {
            trace.Points.Add(state);
            if (state.Step == 2) source.Cancel();
        };
        Assert.That(() => Run(_ => { }).Trainer().Run(trace.Hooks() with { ResumePoint = keep }, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(trace.Places, Is.EqualTo(new[] { (0, 0L), (0, 1L), (0, 2L) }));
    }

    [Test]
    public void A_run_cancelled_before_its_start_does_nothing()
    {
        using Trace trace = new();

        Assert.That(
            () => TinyRuns.ViT.Trainer().Run(trace.Hooks(), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

        Assert.That((trace.Snapshots.Count, trace.Points.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_run_that_is_cancelled_when_all_is_done_has_ended()
    {
        using CancellationTokenSource source = new();
        using Trace trace = new();

        Assert.That(() => Run(_ => { }).Trainer().Run(trace.Hooks() with { Progress = p => { if (p.Epoch == 3) source.Cancel(); } }, source.Token), Throws.Nothing);
    }

    private static Recipe Run(Action<int> step) => TinyRuns.ViT with
    {
        Network = new SignalSenderRecipe(step),
        Epochs = 3,
        Snapshots = new SnapshotSchedule { Logarithmic = 3, Linear = 0 },
    };
}
