using System.Collections.Immutable;
using System.Globalization;
using RepDynamics.Store;

namespace RepDynamics.Cli.Sweep;

/// <summary>The status of one task of a sweep.</summary>
/// <param name="Index">The index in the array.</param>
/// <param name="Run">Condition and seed.</param>
/// <param name="Hash">The recipe's hash.</param>
/// <param name="Kept">Its state in the store: <c>complete</c>, <c>to epoch 20</c>, <c>begun</c>, <c>damaged</c>, <c>nothing</c>.</param>
/// <param name="Slurm">Its state in Slurm; null if Slurm reports none.</param>
/// <param name="State"><c>done</c>, <c>queued</c>, <c>running</c> or <c>failed</c>.</param>
internal sealed record SweepTaskStatus(int Index, string Run, string Hash, string Kept, string? Slurm, string State);

/// <summary>The status of a sweep by Slurm and by the store.</summary>
internal static class SweepStatus
{
    // Job states of squeue(1) of tasks that wait; tasks in other states run.
    private static readonly string[] Waiting = ["PENDING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "SPECIAL_EXIT", "PREEMPTED"];

    /// <summary>Returns the status of each task.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="runs">The stored runs.</param>
    /// <param name="live">The states of tasks in the queue, by index.</param>
    /// <param name="known">The states of all tasks that Slurm reports, by index.</param>
    public static ImmutableArray<SweepTaskStatus> Of(
        SweepPlan plan, IReadOnlyList<RunSummary> runs, IReadOnlyDictionary<int, string> live, IReadOnlyDictionary<int, string> known)
    {
        ILookup<string, RunSummary> stored = runs.Where(run => run.RecipeHash is not null).ToLookup(run => run.RecipeHash!);
        return
        [
            .. plan.Tasks.Select((task, index) =>
            {
                string text = Stored(stored[task.Hash]);
                string? slurm = live.GetValueOrDefault(index) ?? known.GetValueOrDefault(index);
                // A task in the queue is not done even if its run is complete: it may still measure.
                string state = live.TryGetValue(index, out string? now) ? Waiting.Contains(now) ? "queued" : "running" : text == "complete" ? "done" : "failed";
                return new SweepTaskStatus(index, task.Name, task.Hash, text, slurm, state);
            }),
        ];
    }

    private static string Stored(IEnumerable<RunSummary> runs)
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
