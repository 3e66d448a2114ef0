using RepDynamics.Runs;
using RepDynamics.Tests.Runs;
using RepDynamics.Tests.Runs.Store;
using RepDynamics.Tests.Training;
using TorchSharp;

namespace RepDynamics.Tests.Cli;

/// <summary>Deciding by what is kept, as the last job of a sweep does.</summary>
public class SweepKeptTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void Make() => folder = new TemporaryFolder();

    [TearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void What_is_kept_is_found_and_what_is_not_fails_without_leaving_a_folder()
    {
        RunScheduler(keptOnly: false).Run([TinyRuns.ViT]);

        IReadOnlyList<RunOutcome> outcomes = RunScheduler(keptOnly: true).Run([TinyRuns.ViT, TinyRuns.ViT with { Seed = 4 }]);

        Assert.That(outcomes[0].WasStored, Is.True);
        Assert.That((outcomes[1].Record, outcomes[1].WasStored), Is.EqualTo(((RunRecord?)null, false)));
        Assert.That(outcomes[1].Error!.Message, Does.StartWith($"not complete in {folder.Path} as ").And.EndsWith("nothing is trained here"));
        Assert.That(RunScheduler(keptOnly: true).Store.Names(), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_run_that_was_stopped_is_left_as_it_is()
    {
        using CancellationTokenSource stop = new();
        RunScheduler begun = new(torch.CPU, what => { if (what is RunAdvanced { Progress.Epoch: 2 }) stop.Cancel(); }) { Store = Store() };
        Assert.That(() => begun.Run([TinyRuns.ViT], stop.Token), Throws.InstanceOf<OperationCanceledException>());
        RunSummary before = Store().List().Single();

        RunOutcome outcome = RunScheduler(keptOnly: true).Run([TinyRuns.ViT]).Single();

        Assert.That(outcome.Error!.Message, Does.StartWith("not complete"));
        Assert.That(Store().List().Single().Snapshots, Is.EqualTo(before.Snapshots));
    }

    private RunStore Store() => new(folder.Path) { Disk = new QuickDisk() };

    private RunScheduler RunScheduler(bool keptOnly) => new(torch.CPU, _ => { }) { Store = Store(), StoredOnly = keptOnly };
}
