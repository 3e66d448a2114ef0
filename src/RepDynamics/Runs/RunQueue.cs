using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>A run that waits for a worker.</summary>
/// <param name="recipe">What was asked.</param>
internal sealed class QueuedRun(Recipe recipe)
{
    /// <summary>What was asked.</summary>
    public Recipe Recipe { get; } = recipe;

    /// <summary>Who it is, once its images were read.</summary>
    public RunIdentity? Identity { get; set; }

    /// <summary>Whether another process was seen to work on it.</summary>
    public bool Postponed { get; set; }
}

/// <summary>
/// The runs that wait for a worker, in order. One that another process works on is put back, and tried again after the others. Safe for
/// use by several threads.
/// </summary>
/// <param name="runs">First come, first served.</param>
internal sealed class RunQueue(IEnumerable<QueuedRun> runs)
{
    // A lock held by another process tells nobody when it goes: it can only be tried again.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Queue<QueuedRun> waiting = new(runs);
    private readonly Queue<QueuedRun> postponed = [];

    /// <summary>The next run to try; waits a moment where only postponed ones are left.</summary>
    /// <returns>Null when none is left or the work was cancelled.</returns>
    public QueuedRun? Take(CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return null;
        lock (waiting)
        {
            if (waiting.TryDequeue(out QueuedRun? next)) return next;
            if (postponed.Count == 0) return null;
        }
        if (cancellation.WaitHandle.WaitOne(Interval)) return null;
        lock (waiting)
        {
            // Another worker may have taken it meanwhile.
            return postponed.TryDequeue(out QueuedRun? next) ? next : null;
        }
    }

    /// <summary>Puts a run back, to be tried after those that have not been tried.</summary>
    public void Postpone(QueuedRun run)
    {
        run.Postponed = true;
        lock (waiting) postponed.Enqueue(run);
    }
}
