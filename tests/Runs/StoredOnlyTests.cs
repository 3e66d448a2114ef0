using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Store;
using RepDynamics.Tests.Training;
using TorchSharp;

namespace RepDynamics.Tests.Runs;

/// <summary>Runs of a scheduler that reads stored runs only, as in the deciding job of a sweep.</summary>
public class StoredOnlyTests : SchedulerTests
{
    [Test]
    public void Stored_runs_are_read_and_missing_ones_fail_without_a_folder()
    {
        RunScheduler(storedOnly: false).Run([TinyRuns.ViT]);

        IReadOnlyList<RunOutcome> outcomes = RunScheduler(storedOnly: true).Run([TinyRuns.ViT, TinyRuns.ViT with { Seed = 4 }]);

        Assert.That(outcomes[0].WasStored, Is.True);
        Assert.That((outcomes[1].Record, outcomes[1].WasStored), Is.EqualTo(((RunRecord?)null, false)));
        Assert.That(outcomes[1].Error!.Message, Does.StartWith($"not complete in {Folder} as ").And.EndsWith("nothing is trained here"));
        Assert.That(RunScheduler(storedOnly: true).Store.Names(), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_stopped_run_is_not_changed()
    {
        Stop(Folder, what => what is RunAdvanced { Progress.Epoch: 2 }, TinyRuns.ViT);
        RunSummary before = Store().List().Single();

        RunOutcome outcome = RunScheduler(storedOnly: true).Run([TinyRuns.ViT]).Single();

        Assert.That(outcome.Error!.Message, Does.StartWith("not complete"));
        Assert.That(Store().List().Single().Snapshots, Is.EqualTo(before.Snapshots));
    }

    private RunStore Store() => new(Folder) { Disk = new QuickDisk() };

    private RunScheduler RunScheduler(bool storedOnly) => new(torch.CPU, _ => { }) { Store = Store(), StoredOnly = storedOnly };
}
