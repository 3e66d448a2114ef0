using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Runs;

// One run from the queue: whose folder it is, what is kept in it, and what comes of making the rest.
public sealed partial class RunScheduler
{
    /// <summary>Null when the run cannot start yet.</summary>
    private RunOutcome? Attempt(QueuedRun run, torch.Device device, MemoryBudget memory, CancellationToken cancellation)
    {
        Recipe recipe = run.Recipe;
        try
        {
            QueuedRun? first = run.Longer is { Attempted: false } longer ? longer : null;
            // Looked at once: it may be kept already.
            if (first is not null && run.Postponed) return null;
            TrainingData data = Load(recipe.Validated());
            run.Identity ??= RunKeys.Of(recipe, data, device);
            (RunRecord Record, bool Kept)? found = null;
            if (first is not null && !Store.Names().Contains(run.Identity.Name)) return WaitFor(first, run);
            // Looked at without making a folder for a run that will not be.
            if (StoredOnly && !Store.Names().Contains(run.Identity.Name)) throw NotKept(run.Identity);
            // The worker of the longer run, which trains this one along with it, waits for the look instead of finding the folder locked.
            lock (run)
            {
                if (!InFolder(run, data, device, stored => found = stored.Kept() is { } kept ? (kept, true) : null)) return null;
            }
            if (found is null && StoredOnly) throw NotKept(run.Identity);
            if (found is null && first is not null) return WaitFor(first, run);
            if (found is null)
            {
                // Waited for without the run's lock, so that another process with memory to spare may go first.
                using IDisposable share = memory.Reserve(RunMemory.Estimate(recipe, data, SimilarityImages, RegionsOf(recipe), Measures.Length), cancellation);
                if (!InFolder(run, data, device, stored => found = Complete(stored, run, data, device, cancellation))) return null;
            }
            (RunRecord record, bool nothingTrained) = found!.Value;
            report(nothingTrained ? new RunAlreadyStored(recipe) : new RunFinished(recipe));
            return new(recipe, record, null, nothingTrained);
        }
        catch (OperationCanceledException e)
        {
            report(new RunStopped(recipe));
            return new(recipe, null, e, Kept: false);
        }
        catch (Exception e)
        {
            // Whatever it is, it is this run's error: the others go on.
            report(new RunFailed(recipe, e));
            return new(recipe, null, e, Kept: false);
        }
        finally
        {
            run.Attempted = true;
        }
    }

    private RunOutcome? WaitFor(QueuedRun longer, QueuedRun run)
    {
        Wait(run, $"for {longer.Recipe.Name()}, of which it is the beginning");
        return null;
    }

    private void Wait(QueuedRun run, string why)
    {
        if (!run.Postponed) report(new RunWaiting(run.Recipe, why));
    }

    private InvalidOperationException NotKept(RunKey run) => new($"not kept whole in {Store.Root} as {run.Name}, and nothing is trained here");

    /// <summary>Does something with the run's folder under its lock; false when another process holds that.</summary>
    private bool InFolder(QueuedRun run, TrainingData data, torch.Device device, Action<StoredRun> work)
    {
        using RunLock? held = Store.TryLock(run.Identity!.Name);
        if (held is null)
        {
            Wait(run, "another process works on it");
            return false;
        }
        work(Open(run, data, device, held));
        return true;
    }

    private StoredRun Open(QueuedRun run, TrainingData data, torch.Device device, RunLock held)
    {
        RunFolder folder = Stages.Measure(Stage.Store, () => Store.Open(run.Identity!, held, note => report(new RunNote(run.Recipe, note))));
        RegionMeasure? regions = RegionsOf(run.Recipe) is { } options ? new RegionMeasure(options) : null;
        return new StoredRun(run.Recipe, data, folder, Measures, regions, device, report, Stages);
    }

    // What is the beginning of a run is not trained by itself.
    private (RunRecord, bool) Complete(StoredRun stored, QueuedRun run, TrainingData data, torch.Device device, CancellationToken cancellation)
    {
        List<RunLock> locks = [];
        try
        {
            List<StoredRun> beginnings = [];
            foreach (QueuedRun shorter in stored.LacksTraining ? run.Prefixes : [])
            {
                shorter.Identity ??= RunKeys.Of(shorter.Recipe, data, device);
                RunLock? taken;
                lock (shorter) taken = Store.TryLock(shorter.Identity.Name);
                if (taken is not { } held) continue;
                locks.Add(held);
                if (Lacking(shorter, held) is { } beginning) beginnings.Add(beginning);
                // Whoever else wants it need not wait for the longer one.
                else held.Dispose();
            }
            return stored.Complete(beginnings, cancellation);
        }
        finally
        {
            foreach (RunLock held in locks) held.Dispose();
        }

        StoredRun? Lacking(QueuedRun shorter, RunLock held)
        {
            try
            {
                return Open(shorter, data, device, held) is { LacksTraining: true } lacking ? lacking : null;
            }
            catch (Exception e) when (StoredRun.IsOfItsFolder(e))
            {
                // Its own fault, which it tells when its turn comes.
                return null;
            }
        }
    }
}
