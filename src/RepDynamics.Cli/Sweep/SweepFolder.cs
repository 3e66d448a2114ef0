namespace RepDynamics.Cli.Sweep;

/// <summary>The folder of one sweep: plan, scripts, logs and job numbers. It is in the run store, which all nodes share; the store ignores it.</summary>
internal sealed record SweepFolder(string FullPath)
{
    private const string Sweeps = ".sweeps";

    public string Name => Path.GetFileName(FullPath);
    public string PlanFile => Path.Combine(FullPath, "plan.json");
    public string SubmitScript => Path.Combine(FullPath, "submit.sh");
    public string TaskScript => Path.Combine(FullPath, "task.sh");
    public string DecideScript => Path.Combine(FullPath, "decide.sh");
    public string Logs => Path.Combine(FullPath, "logs");
    public string Report => Path.Combine(FullPath, "report");

    /// <summary>The output of the submission: a line for each job, with its role and number.</summary>
    public string JobsFile => Path.Combine(FullPath, "jobs");

    /// <summary>Returns the folder of a new sweep, without creating it.</summary>
    public static SweepFolder New(string store, SweepPlan plan, DateTimeOffset now)
    {
        string claims = plan.Claims.Length == 1 ? plan.Claims[0] : $"{plan.Claims.Length}-claims";
        string name = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{claims}-{plan.Profile}");
        string path = Path.Combine(store, Sweeps, name);
        for (int i = 2; Directory.Exists(path); i++) path = Path.Combine(store, Sweeps, $"{name}-{i}");
        return new(path);
    }

    /// <summary>Returns all sweeps of a store, the latest first.</summary>
    public static ImmutableArray<SweepFolder> All(string store)
    {
        string folder = Path.Combine(store, Sweeps);
        return Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Select(path => new SweepFolder(path)).Where(s => File.Exists(s.PlanFile)).OrderByDescending(s => s.Name, StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Returns the sweep of a name; without a name, the latest.</summary>
    public static SweepFolder Find(string store, string? name)
    {
        ImmutableArray<SweepFolder> all = All(store);
        if (all.IsEmpty) throw new CommandException(ExitCode.Usage, $"No sweep was submitted from {store}.", "repdynamics sweep CLAIM... --engine slurm submits one.");
        return name is null ? all[0] : all.FirstOrDefault(s => s.Name == name) ?? throw CommandException.Unknown("sweep", name, [.. all.Select(s => s.Name)]);
    }

    /// <summary>Returns the number of the job <c>array</c> or <c>decide</c>; null if it was not submitted.</summary>
    public string? Job(string role) => !File.Exists(JobsFile)
        ? null
        : File.ReadLines(JobsFile).Select(line => line.Split(' ')).FirstOrDefault(words => words.Length == 2 && words[0] == role)?[1];
}
