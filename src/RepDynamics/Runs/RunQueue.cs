using RepDynamics.Store;
using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>A run that waits for a worker.</summary>
internal sealed class QueuedRun(Recipe recipe)
{
    /// <summary>The recipe that was requested.</summary>
    public Recipe Recipe { get; } = recipe;

    /// <summary>The run's key; null until its images are read.</summary>
    public RunKey? Key { get; set; }

    /// <summary>Whether an attempt found that the run cannot start yet.</summary>
    public bool Postponed { get; set; }

    /// <summary>The prefix runs of this run in the same queue (<see cref="Recipe.IsPrefixOf"/>).</summary>
    public ImmutableArray<QueuedRun> Prefixes { get; private set; } = [];

    /// <summary>The run that has this one among its <see cref="Prefixes"/>; null if there is none.</summary>
    public QueuedRun? Longer { get; private set; }

    /// <summary>Whether a longer run trained it along, so that it is found complete and was not stored before.</summary>
    public bool TrainedAlong { get; set; }

    /// <summary>Whether a worker has attempted the run, so that its prefix runs need not wait any longer.</summary>
    public bool Attempted { get => Volatile.Read(ref field); set => Volatile.Write(ref field, value); }

    /// <summary>Returns the runs of some recipes in their order, prefix runs after all others.</summary>
    /// <param name="recipes">All different.</param>
    public static ImmutableArray<QueuedRun> Of(IEnumerable<Recipe> recipes)
    {
        QueuedRun[] runs = [.. recipes.Select(recipe => new QueuedRun(recipe))];
        // A prefix run belongs to the first of several longer runs.
        HashSet<QueuedRun> taken = [];
        foreach (QueuedRun longer in runs.OrderByDescending(run => run.Recipe.Epochs))
        {
            if (taken.Contains(longer)) continue;
            longer.Prefixes = [.. runs.Where(run => !taken.Contains(run) && IsPrefix(run.Recipe, longer.Recipe))];
            taken.UnionWith(longer.Prefixes);
            foreach (QueuedRun shorter in longer.Prefixes) shorter.Longer = longer;
        }
        return [.. runs.Where(run => !taken.Contains(run)), .. runs.Where(taken.Contains)];
    }

    // An invalid recipe is no prefix: it fails when it is attempted.
    private static bool IsPrefix(Recipe shorter, Recipe longer)
    {
        try
        {
            return shorter.Validated().IsPrefixOf(longer);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>
/// The runs that wait for a worker, in order. A run that cannot start yet, because another process works on it or because it is a prefix of one
/// that is being trained, is put back and attempted again after the others. Safe for use by several threads.
/// </summary>
internal sealed class RunQueue(IEnumerable<QueuedRun> runs)
{
    // The release of another process's lock cannot be awaited, only polled.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Queue<QueuedRun> waiting = new(runs);
    private readonly Queue<QueuedRun> postponed = [];

    /// <summary>Removes and returns the next run; waits for an interval if only postponed runs are left.</summary>
    /// <returns>Null if none is left or the work was cancelled.</returns>
    public QueuedRun? Take(CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return null;
        lock (waiting)
        {
            if (waiting.TryDequeue(out QueuedRun? next)) return next;
            if (postponed.Count == 0) return null;
        }
        if (cancellation.WaitHandle.WaitOne(Interval)) return null;
        // Another worker may have taken it meanwhile.
        lock (waiting) return postponed.TryDequeue(out QueuedRun? next) ? next : null;
    }

    /// <summary>Puts a run back, behind those that have not been attempted.</summary>
    public void Postpone(QueuedRun run)
    {
        run.Postponed = true;
        lock (waiting) postponed.Enqueue(run);
    }
}
