using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RepDynamics.Cli.Sweep;

/// <summary>The settings of a cluster's jobs. Null or empty: the cluster's default.</summary>
internal sealed partial record SweepSettings
{
    /// <summary>The settings file of the current folder.</summary>
    public const string FileName = "repdynamics-sweep.json";

    private static readonly Kind Name = new("name without blanks", "\"gpu\"", text => NamePattern().IsMatch(text));

    // Times and sizes of Slurm: sbatch(1), --time and --mem.
    private static readonly Kind TimeLimit = new(
        "time of Slurm: minutes, hours:minutes:seconds, days-hours[:minutes[:seconds]] or UNLIMITED", "\"4:00:00\"", text => TimePattern().IsMatch(text));
    private static readonly Kind Size = new(
        "size: megabytes, or a whole number with K, M, G or T; 0 for all of a node's memory", "\"8G\"", text => SizePattern().IsMatch(text));

    private static readonly Kind Word = new("text", "\"apptainer\"", text => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal));
    private static readonly Kind Line = new("line of shell", "\"module load gcc\"", text => !text.Any(c => c is '\n' or '\r' or '\0'));

    // Options that the sweep itself passes to sbatch.
    private static readonly string[] Reserved =
        ["--array", "--dependency", "--output", "--error", "--open-mode", "--parsable", "--requeue", "--no-requeue", "--signal", "--job-name", "--wrap", "--wait", "--test-only"];

    private static readonly Kind Option = new(
        $"option of sbatch other than the reserved ones (not {string.Join(", ", Reserved)})",
        "\"--constraint=a100\"",
        text => OptionPattern().IsMatch(text) && !Reserved.Contains(text.Split('=')[0]));

    // The fields of the file; those with a help text are options of the command, too.
    private static readonly (string Name, Func<SweepSettings, Field, SweepSettings> Set, string Help, string Description)[] Fields =
    [
        ("partition", (s, f) => s with { Partition = f.Text(Name) }, "NAME", "The partition."),
        ("account", (s, f) => s with { Account = f.Text(Name) }, "NAME", "The account."),
        ("qos", (s, f) => s with { Qos = f.Text(Name) }, "NAME", "The quality of service."),
        ("gres", (s, f) => s with { Gres = f.Text(Name) }, "LIST", "Resources of each job, such as gpu:1."),
        ("time", (s, f) => s with { Time = f.Text(TimeLimit) }, "TIME", "The time limit of a job; a run that needs more time is requeued."),
        ("memory", (s, f) => s with { Memory = f.Text(Size) }, "SIZE", "Memory of each job, such as 4G."),
        ("cpus", (s, f) => s with { Cpus = f.Number(1, 4096) }, "N", "Cores of each job (default 1)."),
        ("parallel", (s, f) => s with { Parallel = f.Number(1, 100_000) }, "N", "The most concurrent tasks."),
        ("warning", (s, f) => s with { Warning = f.Number(10, 65_535) }, "", ""), // the maximum of sbatch's --signal
        ("requeues", (s, f) => s with { Requeues = f.Number(0, 10_000) }, "", ""),
        ("container", (s, f) => s with { Container = f.Words(Word) }, "", ""),
        ("command", (s, f) => s with { Command = f.Words(Word) }, "", ""),
        ("options", (s, f) => s with { Options = f.Words(Option) }, "", ""),
        ("lines", (s, f) => s with { Lines = f.Words(Line) }, "", ""),
    ];

    // Of each job; the names of sbatch's options, but for --mem and --cpus-per-task.
    public string? Partition { get; init; }
    public string? Account { get; init; }
    public string? Qos { get; init; }
    public string? Gres { get; init; }
    public string? Time { get; init; }
    public string? Memory { get; init; }
    public int Cpus { get; init; } = 1; // a run on the CPU uses one

    /// <summary>The most concurrent tasks; null for no limit.</summary>
    public int? Parallel { get; init; }

    /// <summary>Seconds before the time limit at which a task writes a resume point and is requeued.</summary>
    public int Warning { get; init; } = 120;

    /// <summary>How often a task is requeued at the time limit, at most.</summary>
    public int Requeues { get; init; } = 20;

    /// <summary>Words before the command: <c>apptainer exec --nv IMAGE</c>.</summary>
    public ImmutableArray<string> Container { get; init; } = [];

    /// <summary>The command on a node; empty: the submitting program.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>Further options of sbatch, one word each, and lines of shell before the command.</summary>
    public ImmutableArray<string> Options { get; init; } = [];
    public ImmutableArray<string> Lines { get; init; } = [];

    /// <summary>Returns the options of the command that set a field.</summary>
    public static ImmutableArray<Option<string?>> CommandOptions() =>
        [.. Fields.Where(field => field.Help != "").Select(field => new Option<string?>($"--{field.Name}") { Description = field.Description, HelpName = field.Help })];

    /// <summary>Returns these settings with the values of the given options.</summary>
    /// <exception cref="CommandException">A value is invalid; the message names the option and the value.</exception>
    public SweepSettings With(ParseResult parsed, ImmutableArray<Option<string?>> options)
    {
        SweepSettings settings = this;
        foreach (Option<string?> option in options)
        {
            if (parsed.GetValue(option) is not { } text) continue;
            JsonNode value = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && option.HelpName == "N" ? number : text;
            settings = Fields.First(field => $"--{field.Name}" == option.Name).Set(settings, new Field(option.Name, JsonSerializer.SerializeToElement(value)));
        }
        return settings;
    }

    /// <summary>Reads the settings file of a folder, if it has one; rejects unknown, duplicate and invalid fields.</summary>
    /// <exception cref="CommandException">The file is invalid; the message names the field and its value.</exception>
    public static SweepSettings Of(string folder)
    {
        string file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) return new();
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file), new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Fault($"{file}: {document.RootElement.GetRawText()} is no object.", "Write { \"partition\": \"NAME\", ... }.");
            SweepSettings settings = new();
            string[] names = [.. Fields.Select(field => field.Name)];
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                Field field = new($"{file}, field {property.Name}", property.Value);
                settings = Fields.FirstOrDefault(known => known.Name == property.Name) is { Set: { } set }
                    ? set(settings, field)
                    : throw Fault($"{field.Place}: there is no such field.", $"{Nearest.Hint(property.Name, names)}Known fields: {string.Join(", ", names)}.");
            }
            return settings;
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is { } line ? $", line {line + 1}" : "";
            throw Fault($"{file}{place}: {e.Message.Split(" LineNumber:")[0]}", "It must be JSON, each field once, without comments.", e);
        }
    }

    private static CommandException Fault(string message, string remedy, Exception? cause = null) => new(ExitCode.Usage, message, remedy, cause);

    [GeneratedRegex(@"^[^\s\p{C}'""-][^\s\p{C}'""]*\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^((?i:UNLIMITED|INFINITE)|\d+|\d+:\d{1,2}|\d+:\d{1,2}:\d{1,2}|\d+-\d{1,2}(:\d{1,2}){0,2})\z")]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"^(0|[1-9]\d*[KMGTkmgt]?)\z")]
    private static partial Regex SizePattern();

    [GeneratedRegex(@"^--[a-z][a-z0-9-]*(=[^\p{C}]*)?\z")]
    private static partial Regex OptionPattern();

    private sealed record Kind(string What, string Example, Func<string, bool> Fits);

    private sealed record Field(string Place, JsonElement Value)
    {
        public string Text(Kind kind) => Value.ValueKind == JsonValueKind.String && kind.Fits(Value.GetString()!)
            ? Value.GetString()!
            : throw Fault($"{Place}: {Value.GetRawText()} is no {kind.What}.", $"Example: {kind.Example}.");

        public int Number(int least, int most) =>
            Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out int number) && number >= least && number <= most
                ? number
                : throw Fault($"{Place}: {Value.GetRawText()} is no whole number from {least} to {most}.", $"Example: {least}.");

        public ImmutableArray<string> Words(Kind kind) => Value.ValueKind == JsonValueKind.Array
            ? [.. Value.EnumerateArray().Select((word, i) => new Field($"{Place}[{i}]", word).Text(kind))]
            : throw Fault($"{Place}: {Value.GetRawText()} is no list of texts.", $"Write [{kind.Example}].");
    }
}
