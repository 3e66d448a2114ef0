using System.Text;
using RepDynamics.Data;
using RepDynamics.Numerics;
using RepDynamics.Store;

namespace RepDynamics.Cli.Sweep;

/// <summary>Writes the scripts of a sweep into the store, and submits them to Slurm.</summary>
internal static class SlurmEngine
{
    // Variables that jobs get if they are set here.
    private static readonly string[] PassedVariables = [Cifar10.FolderVariable, Libtorch.FolderVariable];

    /// <param name="again">Whether to leave out runs that are in the queue; otherwise such runs are an error.</param>
    public static ExitCode Run(CommandContext context, SweepPlan plan, int stored, SweepSettings settings, bool dryRun, bool again)
    {
        RunStore store = context.Store();
        ImmutableArray<string> others = [];
        if (!dryRun || again) (plan, others) = NotQueued(context, store, plan, again);
        var folder = SweepFolder.New(store.Root, plan, context.Time.GetUtcNow());
        ImmutableArray<string> program = settings.Command.IsEmpty ? context.Self : settings.Command;
        SlurmScripts scripts = new(plan, settings, folder, program, Environment(store), context.ProjectLayout.ChosenResults) { After = others };
        if (dryRun)
        {
            foreach ((string file, string text) in scripts.Files) context.Out.WriteLine($"==> {file} <==\n{text}");
            return ExitCode.Ok;
        }
        store.RequireWritable();
        Disk.CreateShared(folder.Logs);
        // CreateNew fails if another sweep created a folder of this name in the same second.
        using (FileStream file = new(folder.PlanFile, FileMode.CreateNew)) file.Write(Encoding.UTF8.GetBytes(plan.Write()));
        foreach ((string file, string text) in scripts.Files) File.WriteAllText(file, text);
        ProgramResult submitted = context.Programs("sh", [folder.SubmitScript]);
        // The script has written the first line already, in case this process ends before the second job is submitted.
        File.WriteAllText(folder.JobsFile, submitted.Out);
        foreach (string file in Directory.GetFiles(folder.FullPath)) Disk.ShareWithGroup(file);
        if (!submitted.Ok) throw Refused(folder, submitted);
        context.Out.WriteLine($"{folder.Name}: {Output.Count(plan.Tasks.Length, "run")} to train, {stored} stored");
        if (folder.Job("array") is { } array) context.Out.WriteLine($"job array {array}, one task per run");
        context.Out.WriteLine($"job {folder.Job("decide")} decides {string.Join(", ", plan.Claims)} when all have ended");
        context.Out.WriteLine($"logs: {folder.Logs}");
        context.Out.WriteLine("repdynamics sweep status shows its state.");
        return ExitCode.Ok;
    }

    // Two jobs for one run would train it once, but the second would occupy a node while it waits. The deciding job depends on the jobs that train the runs left out.
    private static (SweepPlan Plan, ImmutableArray<string> Others) NotQueued(CommandContext context, RunStore store, SweepPlan plan, bool again)
    {
        ImmutableArray<SweepTask> tasks = plan.Tasks;
        HashSet<string> queued = [];
        List<string> others = [];
        SlurmQueue queue = new(context.Programs);
        foreach (SweepFolder earlier in SweepFolder.All(store.Root))
        {
            if (earlier.Job("array") is not { } job) continue;
            SweepPlan other;
            try
            {
                other = SweepPlan.Read(earlier.PlanFile);
            }
            catch (CommandException) when (queue.Queued(job).Count == 0)
            {
                // Of another version, or damaged; its jobs have ended.
                continue;
            }
            if (!other.Tasks.Any(task => tasks.Any(t => t.Hash == task.Hash))) continue;
            SweepTask[] live = [.. queue.Queued(job).Keys.Where(index => index >= 0 && index < other.Tasks.Length).Select(index => other.Tasks[index])];
            string[] covered = [.. tasks.Where(task => live.Any(its => Covers(other, its, task))).Select(task => task.Hash)];
            if (covered.Length > 0 && !again)
            {
                throw new CommandException(
                    ExitCode.Usage,
                    $"{Output.Count(covered.Length, "run")} of these {(covered.Length == 1 ? "is" : "are")} in the queue already: sweep {earlier.Name}, job {job}.",
                    $"repdynamics sweep status {earlier.Name} shows them; --resubmit-failed submits only the others; scancel {job} cancels them.");
            }
            queued.UnionWith(covered);
            if (covered.Length > 0) others.Add(job);
        }
        return (plan with { Tasks = [.. tasks.Where(task => !queued.Contains(task.Hash))] }, [.. others]);

        // Returns whether a task of another sweep trains and measures everything that a task of this one needs.
        bool Covers(SweepPlan other, SweepTask its, SweepTask task) => its.Hash == task.Hash && other.Device == plan.Device
            && (!task.Regions || (its.Regions && Equals(other.Regions, plan.Regions))) && (!task.Draws || its.Draws);
    }

    private static Dictionary<string, string> Environment(RunStore store) =>
        PassedVariables.Select(name => (Name: name, Value: System.Environment.GetEnvironmentVariable(name) ?? "")).Where(variable => variable.Value.Length > 0)
            .Append((RunStore.FolderVariable, store.Root)).ToDictionary();

    private static CommandException Refused(SweepFolder folder, ProgramResult submitted)
    {
        string? array = folder.Job("array");
        if (array is null) Directory.Delete(folder.FullPath, recursive: true);
        string partly = array is null ? "" : $" The array was submitted, as job {array}: scancel {array} cancels it.";
        if (submitted.Exit is null or 127)
            return new(ExitCode.Usage, $"There is no sbatch on this machine.{partly}", "Submit on a cluster node with Slurm; --engine local trains on this machine; --dry-run shows the scripts.");
        return new(ExitCode.Attention, $"Slurm rejected the jobs: {submitted.Why}{partly}", $"Check partition, account, time and other options in {SweepSettings.FileName}.");
    }
}
