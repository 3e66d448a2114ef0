using System.Text.RegularExpressions;

namespace RepDynamics.Store;

/// <summary>
/// The names of a run's files, relative to its folder, with a slash on every system. A run has no other files: a manifest that
/// names one, such as a file outside the folder, is damaged.
/// </summary>
internal static partial class RunPaths
{
    public const string Recipe = "recipe.json";
    public const string Environment = "environment.json";
    public const string Metrics = "metrics.jsonl";
    public const string Resume = "resume.safetensors";
    public const string Manifest = "manifest.json";
    public const string Snapshots = "snapshots";
    public const string Measures = "measures";

    private const string PartSuffix = ".part";

    public static string Snapshot(int epoch) => string.Create(CultureInfo.InvariantCulture, $"{Snapshots}/epoch-{epoch:d5}.safetensors");

    public static string Measure(string name) => $"{Measures}/{name}.json";

    /// <summary>The name a file has until it is committed.</summary>
    public static string Part(string path) => path + PartSuffix;

    /// <summary>Whether it is the name of a file that was never committed.</summary>
    public static bool IsPart(string path) => path.EndsWith(PartSuffix, StringComparison.Ordinal);

    /// <summary>Whether a manifest may list a path.</summary>
    public static bool IsListed(string path) => path is Recipe or Environment or Metrics or Resume || EpochOf(path) is not null || MeasureOf(path) is not null;

    /// <summary>The epoch of a snapshot's path; null for any other.</summary>
    public static int? EpochOf(string path) =>
        path.Split('-', '.') is [_, var number, _] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)
        && Snapshot(epoch) == path ? epoch : null;

    /// <summary>The name of a measure's path; null for any other.</summary>
    public static string? MeasureOf(string path) =>
        path.Split('/') is [Measures, var file] && Path.GetFileNameWithoutExtension(file) is var name && Measure(name) == path && IsName(name) ? name : null;

    /// <summary>Whether a run or a measure may be called that: a plain file name on every system, hidden on none.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name) && !name.EndsWith('.') && !IsPart(name);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._+=@-]{0,199}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
