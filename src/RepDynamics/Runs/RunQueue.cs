using System.Collections.Immutable;
using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>A run that waits for a worker.</summary>
/// <param name="recipe">What was asked.</param>
internal sealed class QueuedRun(Recipe recipe)
{
    private bool attempted;

    /// <summary>What was asked.</summary>
    public Recipe Recipe { get; } = recipe;

    /// <summary>Who it is, once its images were read.</summary>
    public RunKey? Identity { get; set; }

    /// <summary>Whether it was seen that it cannot start yet.</summary>
    public bool Postponed { get; set; }

    /// <summary>Runs of the same queue that are its beginning (<see cref="Recipe.IsPrefixOf"/>).</summary>
    public ImmutableArray<QueuedRun> Prefixes { get; private set; } = [];

    /// <summary>The run that has this one among its <see cref="Prefixes"/>; null when none has.</summary>
    public QueuedRun? Longer { get; private set; }

    /// <summary>Whether somebody has worked on it, so that its beginnings need not wait for it any more.</summary>
    public bool Attempted { get => Volatile.Read(ref attempted); set => Volatile.Write(ref attempted, value); }

    /// <summary>The runs of some recipes, in their order, but that a run which is the beginning of another comes after all those that are not.</summary>
    /// <param name="recipes">All different.</param>
    public static ImmutableArray<QueuedRun> Of(IEnumerable<Recipe> recipes)
    {
        QueuedRun[] runs = [.. recipes.Select(recipe => new QueuedRun(recipe))];
        // Of several longer ones the first takes it.
        HashSet<QueuedRun> taken = [];
        foreach (QueuedRun longer in runs.OrderByDescending(run => run.Recipe.Epochs))
        {
            if (taken.Contains(longer)) continue;
            longer.Prefixes = [.. runs.Where(run => !taken.Contains(run) && Begins(run.Recipe, longer.Recipe))];
            taken.UnionWith(longer.Prefixes);
            foreach (QueuedRun shorter in longer.Prefixes) shorter.Longer = longer;
        }
        return [.. runs.Where(run => !taken.Contains(run)), .. runs.Where(taken.Contains)];
    }

    // A recipe that cannot be trained is the beginning of none: its error is its own.
    private static bool Begins(Recipe shorter, Recipe longer)
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
/// The runs that wait for a worker, in order. One that cannot start yet, because another process works on it or because it is the beginning of
/// one that is being trained, is put back, and tried again after the others. Safe for use by several threads.
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
