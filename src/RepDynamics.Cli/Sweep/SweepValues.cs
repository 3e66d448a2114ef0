using System.Text.RegularExpressions;

namespace RepDynamics.Cli.Sweep;

/// <summary>Valid values of settings, for the file and for the command line.</summary>
internal static partial class SweepValues
{
    // Options that the sweep itself passes to sbatch.
    private static readonly string[] Reserved =
        ["--array", "--dependency", "--output", "--error", "--open-mode", "--parsable", "--requeue", "--no-requeue", "--signal", "--job-name", "--wrap", "--wait", "--test-only"];

    public static readonly Kind Name = new("name without blanks", "\"gpu\"", text => NamePattern().IsMatch(text));

    /// <summary>Times of Slurm (sbatch(1), --time).</summary>
    public static readonly Kind Time = new("time of Slurm: minutes, hours:minutes:seconds or days-hours[:minutes[:seconds]]", "\"4:00:00\"", text => TimePattern().IsMatch(text));

    /// <summary>Sizes of Slurm (sbatch(1), --mem).</summary>
    public static readonly Kind Memory = new("size: a whole number with K, M, G or T", "\"8G\"", text => MemoryPattern().IsMatch(text));

    public static readonly Kind Word = new("text", "\"apptainer\"", text => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal));

    public static readonly Kind Option = new(
        $"option of sbatch other than the reserved ones (not {string.Join(", ", Reserved)})",
        "\"--constraint=a100\"",
        text => OptionPattern().IsMatch(text) && !Reserved.Contains(text.Split('=')[0]));

    public static readonly Kind Line = new("line of shell", "\"module load gcc\"", text => !text.Any(c => c is '\n' or '\r' or '\0'));

    [GeneratedRegex(@"^[^\s\p{C}'""-][^\s\p{C}'""]*\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^(\d+|\d+:\d{1,2}|\d+:\d{1,2}:\d{1,2}|\d+-\d{1,2}(:\d{1,2}){0,2})\z")]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"^[1-9]\d*[KMGT]\z")]
    private static partial Regex MemoryPattern();

    [GeneratedRegex(@"^--[a-z][a-z0-9-]*(=[^\p{C}]*)?\z")]
    private static partial Regex OptionPattern();

    /// <summary>A kind of value.</summary>
    /// <param name="What">Its name in errors.</param>
    /// <param name="Example">An example, as JSON.</param>
    /// <param name="Fits">Whether a text is valid.</param>
    internal sealed record Kind(string What, string Example, Func<string, bool> Fits);
}
