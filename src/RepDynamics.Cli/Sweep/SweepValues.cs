using System.Text.RegularExpressions;

namespace RepDynamics.Cli.Sweep;

/// <summary>What values of settings may be, whether they come from the file or from the command line.</summary>
internal static partial class SweepValues
{
    // What the sweep itself says to sbatch: another word for it would break the array, its logs, or its coming back.
    private static readonly string[] Own =
        ["--array", "--dependency", "--output", "--error", "--open-mode", "--parsable", "--requeue", "--no-requeue", "--signal", "--job-name", "--wrap", "--wait", "--test-only"];

    /// <summary>Names of partitions, accounts and resources.</summary>
    public static readonly Kind Name = new("name without blanks", "\"gpu\"", text => NamePattern().IsMatch(text));

    /// <summary>Times of Slurm (sbatch(1), --time).</summary>
    public static readonly Kind Time = new("time of Slurm: minutes, hours:minutes:seconds or days-hours[:minutes[:seconds]]", "\"4:00:00\"", text => TimePattern().IsMatch(text));

    /// <summary>Sizes of Slurm (sbatch(1), --mem).</summary>
    public static readonly Kind Memory = new("size: a whole number with K, M, G or T", "\"8G\"", text => MemoryPattern().IsMatch(text));

    /// <summary>A word of a command.</summary>
    public static readonly Kind Word = new("text", "\"apptainer\"", text => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal));

    /// <summary>An option of sbatch that is not the sweep's own.</summary>
    public static readonly Kind Option = new(
        $"option of sbatch that a sweep leaves free (not {string.Join(", ", Own)})",
        "\"--constraint=a100\"",
        text => OptionPattern().IsMatch(text) && !Own.Contains(text.Split('=')[0]));

    /// <summary>A line of shell.</summary>
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
    /// <param name="What">What it is called in an error.</param>
    /// <param name="Example">As JSON.</param>
    /// <param name="Fits">Whether a text is one.</param>
    internal sealed record Kind(string What, string Example, Func<string, bool> Fits);
}
