using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace RepDynamics.Cli.Sweep;

/// <summary>The options of the command line that say what a cluster wants to know; each wins over the config file.</summary>
internal sealed class SweepOptions
{
    private readonly Option<string?> config = new("--config")
    {
        Description = $"What the cluster wants to know, as JSON; without it {SweepSettings.FileName} of the current folder, if it is there.",
        HelpName = "FILE",
    };

    private readonly Option<string?> partition = Text("--partition", "NAME", "Slurm's partition.", SweepValues.Name);
    private readonly Option<string?> account = Text("--account", "NAME", "Who pays.", SweepValues.Name);
    private readonly Option<string?> gres = Text("--gres", "LIST", "Resources of each job, such as gpu:1.", SweepValues.Name);
    private readonly Option<string?> time = Text("--time", "TIME", "The longest a job may take; a run that needs more is queued again.", SweepValues.Time);
    private readonly Option<string?> memory = Text("--memory", "SIZE", "Memory of each job, such as 4G.", SweepValues.Memory);
    private readonly Option<int?> cpus = Number("--cpus", "Cores of each job (default 1).");
    private readonly Option<int?> parallel = Number("--parallel", "Tasks at once, at most.");

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [config, partition, account, gres, time, memory, cpus, parallel];

    /// <summary>The options for Slurm that were given: none of them means anything to the local engine.</summary>
    public string? Given(ParseResult parsed) => All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>What holds: the file's, and over it the command line's.</summary>
    /// <exception cref="CommandException">The file is missing or damaged.</exception>
    public SweepSettings Read(ParseResult parsed, string currentFolder)
    {
        string usual = Path.Combine(currentFolder, SweepSettings.FileName);
        string? file = parsed.GetValue(config) is { } named ? Path.Combine(currentFolder, named) : File.Exists(usual) ? usual : null;
        SweepSettings settings = file is null ? new() : SweepSettingsFile.Read(file);
        return settings with
        {
            Partition = parsed.GetValue(partition) ?? settings.Partition,
            Account = parsed.GetValue(account) ?? settings.Account,
            Gres = parsed.GetValue(gres) ?? settings.Gres,
            Time = parsed.GetValue(time) ?? settings.Time,
            Memory = parsed.GetValue(memory) ?? settings.Memory,
            Cpus = parsed.GetValue(cpus) ?? settings.Cpus,
            Parallel = parsed.GetValue(parallel) ?? settings.Parallel,
        };
    }

    private static Option<string?> Text(string name, string help, string description, SweepValues.Kind kind)
    {
        Option<string?> option = new(name) { Description = description, HelpName = help };
        option.Validators.Add(given =>
        {
            if (Value(given) is { } text && !kind.Fits(text)) given.AddError($"{name} '{text}' is no {kind.What}. Give one, such as {kind.Example.Trim('"')}.");
        });
        return option;
    }

    private static Option<int?> Number(string name, string description)
    {
        Option<int?> option = new(name) { Description = description, HelpName = "N" };
        option.Validators.Add(given =>
        {
            if (Value(given) is { } text && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0))
                given.AddError($"{name} '{text}' is no whole number from 1 on.");
        });
        return option;
    }

    private static string? Value(OptionResult given) => given.Tokens.Count == 1 ? given.Tokens[0].Value : null;
}
