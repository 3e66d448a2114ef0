using System.Collections.Immutable;
using RepDynamics.Cli.Commands;
using RepDynamics.Data;
using RepDynamics.Numerics;
using RepDynamics.Runs;

namespace RepDynamics.Cli.Sweep;

/// <summary>Hands a sweep to Slurm: writes its scripts beside the kept runs, and submits them.</summary>
internal static class SlurmEngine
{
    // What a node must know though its own login says otherwise: those of the node are used where these are not set.
    private static readonly string[] HandedOn = [Cifar10.FolderVariable, Libtorch.FolderVariable];

    /// <summary>Submits.</summary>
    /// <param name="context">The store, the clock, Slurm's programs.</param>
    /// <param name="sweep">What is missing.</param>
    /// <param name="settings">What the cluster wants to know.</param>
    /// <param name="dryRun">Whether the scripts are only shown.</param>
    /// <param name="again">Whether runs that are still in the queue are left to it; otherwise there must be none.</param>
    public static ExitCode Run(CommandContext context, PlannedSweep sweep, SweepSettings settings, bool dryRun, bool again)
    {
        RunStore store = context.Store();
        SweepPlan plan = sweep.Plan;
        if (!dryRun || again) plan = plan with { Tasks = LeftOver(context, store, plan.Tasks, again) };
        SweepFolder folder = SweepFolder.New(store.Root, plan, context.Time.GetUtcNow());
        ImmutableArray<string> program = settings.Command.IsEmpty ? context.Self : settings.Command;
        SlurmScripts scripts = SlurmScripts.Of(plan, settings, folder, program, Environment(store));
        if (dryRun)
        {
            Show(context.Out, folder, scripts);
            return ExitCode.Ok;
        }
        store.RequireWritable();
        Directory.CreateDirectory(folder.Logs);
        File.WriteAllText(folder.PlanFile, plan.Write());
        File.WriteAllText(folder.TaskScript, scripts.Task);
        File.WriteAllText(folder.DecideScript, scripts.Decide);
        File.WriteAllText(folder.SubmitScript, scripts.Submit);
        ProgramResult submitted = context.Programs("sh", [folder.SubmitScript]);
        File.WriteAllText(folder.JobsFile, submitted.Out);
        if (!submitted.Ok) throw Refused(folder, submitted);
        string kept = $"{RunsCommand.Count(plan.Tasks.Length, "run")} to train, {sweep.Kept} kept";
        context.Out.WriteLine($"{folder.Name}: {kept}");
        if (folder.Job("array") is { } array) context.Out.WriteLine($"job array {array}, a task a run");
        context.Out.WriteLine($"job {folder.Job("decide")} decides {string.Join(", ", plan.Claims)} when all have ended");
        context.Out.WriteLine($"logs: {folder.Logs}");
        context.Out.WriteLine("repdynamics sweep status shows how it stands.");
        return ExitCode.Ok;
    }

    // Two jobs on one run would train it once, but the second would hold a node and wait.
    private static ImmutableArray<SweepTask> LeftOver(CommandContext context, RunStore store, ImmutableArray<SweepTask> tasks, bool again)
    {
        HashSet<string> busy = [];
        SlurmQueue queue = new(context.Programs);
        foreach (SweepFolder earlier in SweepFolder.All(store.Root))
        {
            if (earlier.Job("array") is not { } job) continue;
            SweepPlan other = SweepPlan.Read(earlier.PlanFile);
            if (!other.Tasks.Any(task => tasks.Any(t => t.Hash == task.Hash))) continue;
            string[] live = [.. queue.Queued(job).Keys.Where(index => index >= 0 && index < other.Tasks.Length).Select(index => other.Tasks[index].Hash)];
            int shared = tasks.Count(task => live.Contains(task.Hash));
            if (shared > 0 && !again)
            {
                throw new CommandException(
                    ExitCode.Usage,
                    $"{RunsCommand.Count(shared, "run")} of these {(shared == 1 ? "is" : "are")} in the queue already: sweep {earlier.Name}, job {job}.",
                    $"repdynamics sweep status {earlier.Name} shows them; --resubmit-failed submits only the others; scancel {job} takes them out.");
            }
            busy.UnionWith(live);
        }
        return [.. tasks.Where(task => !busy.Contains(task.Hash))];
    }

    private static Dictionary<string, string> Environment(RunStore store)
    {
        Dictionary<string, string> variables = new() { [RunStore.FolderVariable] = store.Root };
        foreach (string name in HandedOn)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value) variables[name] = value;
        }
        return variables;
    }

    private static void Show(TextWriter output, SweepFolder folder, SlurmScripts scripts)
    {
        foreach ((string file, string text) in new[] { (folder.SubmitScript, scripts.Submit), (folder.TaskScript, scripts.Task), (folder.DecideScript, scripts.Decide) })
            output.WriteLine($"==> {file} <==\n{text}");
    }

    private static CommandException Refused(SweepFolder folder, ProgramResult submitted)
    {
        if (submitted.Exit == 127 || submitted.Exit is null)
        {
            Directory.Delete(folder.FullPath, recursive: true);
            return new(ExitCode.Usage, "There is no sbatch here.", "Submit on a node of a cluster with Slurm; --engine local trains here; --dry-run shows the scripts.");
        }
        string half = folder.Job("array") is { } array ? $" The array was submitted, as job {array}: scancel {array} takes it out." : "";
        if (half.Length == 0) Directory.Delete(folder.FullPath, recursive: true);
        return new(ExitCode.Attention, $"Slurm did not take the jobs: {submitted.Why}{half}", $"Look at partition, account, time and the like in {SweepSettings.FileName} or on the command line.");
    }
}
