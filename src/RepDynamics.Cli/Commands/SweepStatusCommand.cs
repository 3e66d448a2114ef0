using System.CommandLine;
using RepDynamics.Cli.Sweep;
using RepDynamics.Reports;
using RepDynamics.Store;

namespace RepDynamics.Cli.Commands;

internal static class SweepStatusCommand
{
    // Job states of squeue(1) of tasks that wait; tasks in other states run.
    private static readonly string[] Waiting = ["PENDING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "SPECIAL_EXIT", "PREEMPTED"];

    public static Command Build(CommandContext context, CommonOptions common)
    {
        Argument<string?> name = new("SWEEP") { Description = "The name of a sweep; by default the latest.", Arity = ArgumentArity.ZeroOrOne };
        return new ActionCommand(
            "status", "Show the state of a sweep's runs, by Slurm and by the store.",
            [name, common.Json], parsed => Show(context, parsed.GetValue(name), parsed.GetValue(common.Json)));
    }

    private static ExitCode Show(CommandContext context, string? name, bool json)
    {
        var folder = SweepFolder.Find(context.Store().Root, name);
        var plan = SweepPlan.Read(folder.PlanFile);
        SlurmQueue slurm = new(context.Programs);
        string? array = folder.Job("array"), decide = folder.Job("decide");
        // The store last: a task that ends meanwhile has stored its run by then.
        IReadOnlyDictionary<int, string> live = array is null ? ImmutableDictionary<int, string>.Empty : slurm.Queued(array);
        IReadOnlyDictionary<int, string> recorded = array is null ? ImmutableDictionary<int, string>.Empty : slurm.Recorded(array);
        ImmutableArray<TaskStatus> tasks = Join(plan, context.Store().List(), live, recorded);
        string? deciding = decide is null ? null : slurm.Queued(decide).GetValueOrDefault(-1) ?? slurm.Recorded(decide).GetValueOrDefault(-1);
        if (json)
        {
            Output.Json(context.Out, new
            {
                Sweep = folder.Name,
                Folder = folder.FullPath,
                plan.Claims,
                plan.Profile,
                ArrayJob = array,
                DecideJob = decide,
                DecideState = deciding,
                Tasks = tasks,
            });
        }
        else
        {
            Write(context.Out, folder, plan, tasks, array, decide, deciding);
        }
        return tasks.Any(task => task.State == "failed") ? ExitCode.RunFailed : ExitCode.Ok;
    }

    private static void Write(
        TextWriter output, SweepFolder folder, SweepPlan plan, ImmutableArray<TaskStatus> tasks, string? array, string? decide, string? deciding)
    {
        output.WriteLine($"{folder.Name}: {string.Join(", ", plan.Claims)} on {plan.Profile}");
        string[][] rows = [["task", "run", "state", "stored", "slurm"], .. tasks.Select(t => (string[])[$"{t.Index}", t.Run, t.State, t.Kept, t.Slurm ?? "ended"])];
        if (tasks.Length > 0) Output.Columns(output, rows, 0);
        string counts = string.Join(", ", tasks.GroupBy(t => t.State).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}"));
        output.WriteLine($"{Output.Count(tasks.Length, "run")}{(counts.Length > 0 ? $": {counts}" : "")}; job array {array ?? "none"}");
        output.WriteLine($"deciding: job {decide ?? "none"}, {deciding ?? "ended"}");
        output.WriteLine($"logs: {folder.Logs}");
        string page = Path.Combine(folder.Report, Report.PageName);
        if (File.Exists(page)) output.WriteLine($"report: {page}");
        if (tasks.Any(t => t.State == "failed"))
            output.WriteLine($"To continue what failed, with the other options given before: repdynamics sweep {string.Join(' ', plan.Claims)} --profile {plan.Profile} --device {plan.Device} --engine slurm --resubmit-failed");
    }

    // By the states of the queue, and by those of its accounting, both by index. A requeued task is in both; the queue has its current state.
    private static ImmutableArray<TaskStatus> Join(
        SweepPlan plan, IReadOnlyList<RunSummary> runs, IReadOnlyDictionary<int, string> live, IReadOnlyDictionary<int, string> recorded)
    {
        ILookup<string, RunSummary> stored = runs.Where(run => run.RecipeHash is not null).ToLookup(run => run.RecipeHash!);
        return
        [
            .. plan.Tasks.Select((task, index) =>
            {
                string text = Stored(stored[task.Hash]);
                string? slurm = live.GetValueOrDefault(index) ?? recorded.GetValueOrDefault(index);
                // A run is complete before its regions are measured: a task in the queue is not done yet, and one that failed may lack them.
                // Accounting may be a moment late: then the task is still running there.
                bool done = text == "complete" && recorded.GetValueOrDefault(index, "COMPLETED") is "COMPLETED" or "COMPLETING" or "RUNNING";
                string state = live.TryGetValue(index, out string? now) ? Waiting.Contains(now) ? "queued" : "running" : done ? "done" : "failed";
                return new TaskStatus(index, task.Name, task.Hash, text, slurm, state);
            }),
        ];
    }

    private static string Stored(IEnumerable<RunSummary> runs) =>
        runs.OrderBy(run => run.Problem is null).ThenBy(run => run.Complete).ThenBy(run => run.LastEpoch ?? -1).LastOrDefault() is { } best
            ? RunsCommand.State(best.Problem, best.Complete, best.LastEpoch)
            : "nothing";

    /// <param name="Kept">Its state in the store: <c>complete</c>, <c>to epoch 20</c>, <c>begun</c>, <c>damaged</c>, <c>nothing</c>.</param>
    /// <param name="Slurm">Its state in Slurm; null if Slurm reports none.</param>
    /// <param name="State"><c>done</c>, <c>queued</c>, <c>running</c> or <c>failed</c>.</param>
    private sealed record TaskStatus(int Index, string Run, string Hash, string Kept, string? Slurm, string State);
}
