using System.Collections.Immutable;
using System.Text.Json;

namespace RepDynamics.Cli.Sweep;

/// <summary>Reads <see cref="SweepSettings"/> from JSON; rejects unknown, duplicate and invalid fields.</summary>
internal static class SweepSettingsFile
{
    private static readonly Dictionary<string, Func<SweepSettings, Field, SweepSettings>> Fields = new(StringComparer.Ordinal)
    {
        ["partition"] = (s, f) => s with { Partition = f.Text(SweepValues.Name) },
        ["account"] = (s, f) => s with { Account = f.Text(SweepValues.Name) },
        ["qos"] = (s, f) => s with { Qos = f.Text(SweepValues.Name) },
        ["gres"] = (s, f) => s with { Gres = f.Text(SweepValues.Name) },
        ["time"] = (s, f) => s with { Time = f.Text(SweepValues.Time) },
        ["memory"] = (s, f) => s with { Memory = f.Text(SweepValues.Memory) },
        ["cpus"] = (s, f) => s with { Cpus = f.Number(1, 4096) },
        ["parallel"] = (s, f) => s with { Parallel = f.Number(1, 100_000) },
        ["warning"] = (s, f) => s with { Warning = f.Number(10, 65_535) }, // the maximum of sbatch's --signal
        ["requeues"] = (s, f) => s with { Requeues = f.Number(0, 10_000) },
        ["container"] = (s, f) => s with { Container = f.Words(SweepValues.Word) },
        ["command"] = (s, f) => s with { Command = f.Words(SweepValues.Word) },
        ["options"] = (s, f) => s with { Options = f.Words(SweepValues.Option) },
        ["lines"] = (s, f) => s with { Lines = f.Words(SweepValues.Line) },
    };

    /// <summary>Reads the settings of a file.</summary>
    /// <exception cref="CommandException">The file is missing or invalid; the message names the field and its value.</exception>
    public static SweepSettings Read(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(ExitCode.Usage, $"--config {file}: there is no such file.", "Name a JSON file, or leave --config out.", e);
        }
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Fault(file, "", $"{document.RootElement.GetRawText()} is no object", "Write { \"partition\": \"NAME\", ... }.");
            SweepSettings settings = new();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (!Fields.TryGetValue(property.Name, out Func<SweepSettings, Field, SweepSettings>? parse))
                {
                    string nearest = Nearest.To(property.Name, Fields.Keys) is { } near ? $"Did you mean {near}? " : "";
                    throw Fault(file, property.Name, "there is no such field", $"{nearest}Known fields: {string.Join(", ", Fields.Keys)}.");
                }
                settings = parse(settings, new(file, property.Name, property.Value));
            }
            return settings;
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is { } line ? $", line {line + 1}" : "";
            throw new CommandException(ExitCode.Usage, $"{file}{place}: {e.Message.Split(" LineNumber:")[0]}", "It must be JSON, each field once, without comments.", e);
        }
    }

    private static CommandException Fault(string file, string field, string what, string remedy) =>
        new(ExitCode.Usage, field.Length == 0 ? $"{file}: {what}." : $"{file}, field {field}: {what}.", remedy);

    /// <summary>One field of the file.</summary>
    private sealed record Field(string File, string Name, JsonElement Value)
    {
        public string Text(SweepValues.Kind kind) => Text(Name, Value, kind);

        public int Number(int least, int most) =>
            Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out int number) && number >= least && number <= most
                ? number
                : throw Fault(File, Name, $"{Value.GetRawText()} is no whole number from {least} to {most}", $"Example: {least}.");

        public ImmutableArray<string> Words(SweepValues.Kind kind) => Value.ValueKind == JsonValueKind.Array
            ? [.. Value.EnumerateArray().Select((word, i) => Text($"{Name}[{i}]", word, kind))]
            : throw Fault(File, Name, $"{Value.GetRawText()} is no list of texts", $"Write [{kind.Example}].");

        private string Text(string name, JsonElement value, SweepValues.Kind kind) =>
            value.ValueKind == JsonValueKind.String && kind.Fits(value.GetString()!)
                ? value.GetString()!
                : throw Fault(File, name, $"{value.GetRawText()} is no {kind.What}", $"Example: {kind.Example}.");
    }
}
