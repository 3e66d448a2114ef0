using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace RepDynamics.Cli.Sweep;

/// <summary>The command-line options for Slurm, which override the settings file.</summary>
internal sealed class SweepOptions
{
    private readonly Option<string?> config = new("--config")
    {
        Description = $"The settings of the cluster, as JSON; by default {SweepSettings.FileName} of the current folder, if it exists.",
        HelpName = "FILE",
    };

    private readonly Option<string?> partition = Text("--partition", "NAME", "The partition.", SweepValues.Name);
    private readonly Option<string?> account = Text("--account", "NAME", "The account.", SweepValues.Name);
    private readonly Option<string?> gres = Text("--gres", "LIST", "Resources of each job, such as gpu:1.", SweepValues.Name);
    private readonly Option<string?> time = Text("--time", "TIME", "The time limit of a job; a run that needs more time is requeued.", SweepValues.Time);
    private readonly Option<string?> memory = Text("--memory", "SIZE", "Memory of each job, such as 4G.", SweepValues.Memory);
    private readonly Option<int?> cpus = Number("--cpus", "Cores of each job (default 1).");
    private readonly Option<int?> parallel = Number("--parallel", "The most concurrent tasks.");

    public IEnumerable<Option> All => [config, partition, account, gres, time, memory, cpus, parallel];

    /// <summary>Returns the name of the first given option; null if none was given.</summary>
    public string? Given(ParseResult parsed) => All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>Returns the settings of the file, overridden by options.</summary>
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
            if (Value(given) is { } text && !kind.Fits(text)) given.AddError($"{name} '{text}' is no {kind.What}. Example: {kind.Example.Trim('"')}.");
        });
        return option;
    }

    private static Option<int?> Number(string name, string description)
    {
        Option<int?> option = new(name) { Description = description, HelpName = "N" };
        option.Validators.Add(given =>
        {
            if (Value(given) is { } text && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0))
                given.AddError($"{name} '{text}' is no whole number of at least 1.");
        });
        return option;
    }

    private static string? Value(OptionResult given) => given.Tokens.Count == 1 ? given.Tokens[0].Value : null;
}
