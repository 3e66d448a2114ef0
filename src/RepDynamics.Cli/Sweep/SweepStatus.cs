using System.Collections.Immutable;
using System.Globalization;
using RepDynamics.Runs;

namespace RepDynamics.Cli.Sweep;

/// <summary>How one task of a sweep stands.</summary>
/// <param name="Index">In the array.</param>
/// <param name="Run">Condition and seed.</param>
/// <param name="Hash">Of the recipe.</param>
/// <param name="Kept">What the store has of it: <c>complete</c>, <c>to epoch 20</c>, <c>begun</c>, <c>damaged</c>, <c>nothing</c>.</param>
/// <param name="Slurm">The state that Slurm tells; null when it tells none.</param>
/// <param name="State"><c>done</c>, <c>queued</c>, <c>running</c> or <c>failed</c>.</param>
internal sealed record SweepTaskStatus(int Index, string Run, string Hash, string Kept, string? Slurm, string State);

/// <summary>How a sweep stands, by its jobs and by the store.</summary>
internal static class SweepStatus
{
    // Job states of squeue(1) in which a task still waits. What is neither waiting nor ended runs.
    private static readonly string[] Waiting = ["PENDING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "SPECIAL_EXIT", "PREEMPTED"];

    /// <summary>One status a task.</summary>
    /// <param name="plan">The sweep's.</param>
    /// <param name="runs">What is kept.</param>
    /// <param name="live">The states of tasks in the queue, by index.</param>
    /// <param name="told">The states of all tasks that Slurm knows of, by index.</param>
    public static ImmutableArray<SweepTaskStatus> Of(
        SweepPlan plan, IReadOnlyList<RunSummary> runs, IReadOnlyDictionary<int, string> live, IReadOnlyDictionary<int, string> told)
    {
        ILookup<string, RunSummary> kept = runs.Where(run => run.RecipeHash is not null).ToLookup(run => run.RecipeHash!);
        return
        [
            .. plan.Tasks.Select((task, index) =>
            {
                string text = Kept(kept[task.Hash]);
                string? slurm = live.GetValueOrDefault(index) ?? told.GetValueOrDefault(index);
                // A task in the queue is not done even if its run is: it may be measuring, and decides nothing before it ends.
                string state = live.TryGetValue(index, out string? now) ? Waiting.Contains(now) ? "queued" : "running" : text == "complete" ? "done" : "failed";
                return new SweepTaskStatus(index, task.Name, task.Hash, text, slurm, state);
            }),
        ];
    }

    private static string Kept(IEnumerable<RunSummary> runs)
    {
        RunSummary? best = runs.OrderBy(run => run.Problem is null).ThenBy(run => run.Complete).ThenBy(run => run.LastEpoch ?? -1).LastOrDefault();
        return best switch
        {
            null => "nothing",
            { Problem: not null } => "damaged",
            { Complete: true } => "complete",
            { LastEpoch: { } epoch } => string.Create(CultureInfo.InvariantCulture, $"to epoch {epoch}"),
            _ => "begun",
        };
    }
}
