using Microsoft.Extensions.Time.Testing;
using RepDynamics.Training;

namespace RepDynamics.Tests.Training;

public class ProgressTests
{
    private static readonly Recipe Often = TinyRuns.ViT with { Epochs = 4, Snapshots = new SnapshotSchedule { Logarithmic = 4, Linear = 0 } };
    private static readonly Recipe Rarely = TinyRuns.ViT with { Epochs = 6, Snapshots = new SnapshotSchedule { Logarithmic = 0, Linear = 0 } };

    private readonly FakeTimeProvider clock = new();
    private readonly List<TrainingProgress> reports = [];

    [SetUp]
    public void Forget() => reports.Clear();

    [Test]
    public void Speed_and_time_left_follow_the_clock()
    {
        Often.Trainer().Run(new TrainingHooks { Snapshot = _ => clock.Advance(TimeSpan.FromSeconds(2)), Progress = reports.Add, Clock = clock });

        Assert.That(reports.Select(p => p.Epoch), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(reports.Select(p => p.Elapsed.TotalSeconds), Is.EqualTo(new[] { 4, 6, 8, 10 }));
        Assert.That(reports.Select(p => p.ImagesPerSecond), Is.EqualTo(new[] { 40 / 4.0, 80 / 6.0, 120 / 8.0, 160 / 10.0 }).Within(1e-12));
        Assert.That(reports.Select(p => p.Remaining.TotalSeconds), Is.EqualTo(new[] { 12, 6, 8 / 3.0, 0 }).Within(1e-6));
        Assert.That(reports.Select(p => p.Latest!.Epoch), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(reports.Select(p => p.Recipe), Has.All.SameAs(Often));
    }

    [Test]
    public void A_resumed_run_reports_the_speed_of_its_own_steps()
    {
        using var whole = Trace.Of(Often);
        TrainingState half = whole.Points.Single(p => p is { Epoch: 2, Step: 6 });

        Often.Trainer().Run(new TrainingHooks { Snapshot = _ => clock.Advance(TimeSpan.FromSeconds(2)), Progress = reports.Add, Clock = clock, ResumeFrom = half });

        Assert.That(reports.Select(p => p.Epoch), Is.EqualTo(new[] { 3, 4 }));
        Assert.That(reports.Select(p => p.ImagesPerSecond), Is.EqualTo(new[] { 20, 20 }));
        Assert.That(reports.Select(p => p.Remaining.TotalSeconds), Is.EqualTo(new[] { 2, 0 }));
    }

    [Test]
    public void When_no_time_passes_every_number_is_still_one()
    {
        Rarely.Trainer().Run(new TrainingHooks { Snapshot = _ => { }, Progress = reports.Add, Clock = clock });

        Assert.That(reports.Select(p => p.ImagesPerSecond), Has.All.Zero);
        Assert.That(reports.Select(p => p.EpochLoss), Has.All.InRange(0.5, 3));
        Assert.That(reports.Select(p => p.Latest!.Epoch), Is.EqualTo(new[] { 0, 0, 0, 0, 0, 6 }));
    }

    [Test]
    public void The_loss_of_an_epoch_is_the_mean_over_its_own_steps()
    {
        // A step too small to change a weight: every epoch computes the same losses, of batches of one size.
        Recipe still = TinyRuns.ViT with
        {
            Optimizer = new SgdRecipe { LearningRate = 1e-30 },
            Data = TinyRuns.ViT.Data with { TrainImages = 32 },
            Epochs = 3,
        };
        double loss = still.Trainer().Run(_ => { }, reports.Add)[0].Loss;

        Assert.That(reports.Select(p => p.EpochLoss), Is.EqualTo(Enumerable.Repeat(loss, 3)).Within(1e-5));
    }

    [Test]
    public void A_run_resumed_between_snapshots_has_no_metrics_until_the_next()
    {
        using var whole = Trace.Of(Rarely);

        Rarely.Trainer().Run(new TrainingHooks { Snapshot = _ => { }, Progress = reports.Add, ResumeFrom = whole.Points[13] });

        Assert.That(reports.Select(p => p.Latest?.Epoch), Is.EqualTo(new int?[] { null, 6 }));
    }

    [Test]
    public void A_resume_point_is_made_at_snapshots_and_at_the_first_step_after_the_interval()
    {
        using Trace trace = new();

        Rarely.Trainer().Run(trace.Hooks() with { Progress = _ => clock.Advance(TimeSpan.FromSeconds(20)), Clock = clock, ResumeInterval = TimeSpan.FromSeconds(30) });

        Assert.That(trace.Places, Is.EqualTo(new[] { (0, 0L), (2, 7L), (4, 13L), (6, 18L) }), "20 s an epoch, as the clock has it");
    }

    [Test]
    public void A_slow_receiver_of_resume_points_is_not_given_more_of_them()
    {
        using Trace trace = new();

        Rarely.Trainer().Run(trace.Hooks() with
        {
            ResumePoint = state =>
            {
                trace.Points.Add(state);
                clock.Advance(TimeSpan.FromSeconds(1000));
            },
            Clock = clock,
            ResumeInterval = TimeSpan.FromSeconds(30),
        });

        Assert.That(trace.Places, Is.EqualTo(new[] { (0, 0L), (6, 18L) }));
    }
}
