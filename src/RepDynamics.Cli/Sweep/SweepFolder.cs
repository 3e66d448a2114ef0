using System.Collections.Immutable;
using System.Globalization;

namespace RepDynamics.Cli.Sweep;

/// <summary>
/// The files of one sweep: its plan, its scripts, its logs, the numbers of its jobs. It lies in the run store, which all nodes share, in a
/// folder that the store leaves alone.
/// </summary>
internal sealed class SweepFolder
{
    private const string Sweeps = ".sweeps";

    private SweepFolder(string path) => FullPath = path;

    /// <summary>The folder.</summary>
    public string FullPath { get; }

    /// <summary>The sweep's name.</summary>
    public string Name => Path.GetFileName(FullPath);

    /// <summary>The plan's file.</summary>
    public string PlanFile => Path.Combine(FullPath, "plan.json");

    /// <summary>The script that submits.</summary>
    public string SubmitScript => Path.Combine(FullPath, "submit.sh");

    /// <summary>The script of a task.</summary>
    public string TaskScript => Path.Combine(FullPath, "task.sh");

    /// <summary>The script that decides.</summary>
    public string DecideScript => Path.Combine(FullPath, "decide.sh");

    /// <summary>A file a task.</summary>
    public string Logs => Path.Combine(FullPath, "logs");

    /// <summary>The folder of the report that the deciding job writes.</summary>
    public string Report => Path.Combine(FullPath, "report");

    /// <summary>What the submission answered: a line a job, its role and its number.</summary>
    public string JobsFile => Path.Combine(FullPath, "jobs");

    /// <summary>The folder of a new sweep, which is not made yet.</summary>
    /// <param name="store">The root of the run store.</param>
    /// <param name="plan">What it is about.</param>
    /// <param name="now">When it is submitted.</param>
    public static SweepFolder New(string store, SweepPlan plan, DateTimeOffset now)
    {
        string claims = plan.Claims.Length == 1 ? plan.Claims[0] : $"{plan.Claims.Length}-claims";
        string name = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{claims}-{plan.Profile}");
        string path = Path.Combine(store, Sweeps, name);
        for (int i = 2; Directory.Exists(path); i++) path = Path.Combine(store, Sweeps, $"{name}-{i}");
        return new(path);
    }

    /// <summary>All sweeps of a store, the latest first.</summary>
    public static ImmutableArray<SweepFolder> All(string store)
    {
        string folder = Path.Combine(store, Sweeps);
        return Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Select(path => new SweepFolder(path)).Where(s => File.Exists(s.PlanFile)).OrderByDescending(s => s.Name, StringComparer.Ordinal)]
            : [];
    }

    /// <summary>The sweep of a name, or the latest.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static SweepFolder Find(string store, string? name)
    {
        ImmutableArray<SweepFolder> all = All(store);
        if (all.IsEmpty) throw new CommandException(ExitCode.Usage, $"No sweep was submitted from {store}.", "repdynamics sweep CLAIM... --engine slurm submits one.");
        return name is null ? all[0] : all.FirstOrDefault(s => s.Name == name) ?? throw CommandException.Unknown("sweep", name, [.. all.Select(s => s.Name)]);
    }

    /// <summary>The number of the job of a role, <c>array</c> or <c>decide</c>; null where it was not submitted.</summary>
    public string? Job(string role) => !File.Exists(JobsFile)
        ? null
        : File.ReadLines(JobsFile).Select(line => line.Split(' ')).FirstOrDefault(words => words.Length == 2 && words[0] == role)?[1];
}
