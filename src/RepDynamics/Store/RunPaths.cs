using System.Globalization;
using System.Text.RegularExpressions;

namespace RepDynamics.Store;

/// <summary>What a file of a run is for.</summary>
internal enum RunFileKind
{
    /// <summary><c>recipe.json</c>: the recipe.</summary>
    Recipe,

    /// <summary><c>environment.json</c>: what ran it.</summary>
    Environment,

    /// <summary><c>metrics.jsonl</c>: one line an epoch.</summary>
    Metrics,

    /// <summary><c>snapshots/epoch-00012.safetensors</c>: a network at one epoch.</summary>
    Snapshot,

    /// <summary><c>measures/NAME.json</c>: numbers derived from the snapshots.</summary>
    Measure,

    /// <summary><c>resume.safetensors</c>: the resume point; only while a run is unfinished.</summary>
    Resume,

    /// <summary><c>manifest.json</c>: lengths and hashes of all other files.</summary>
    Manifest,
}

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

    public static IReadOnlyList<string> Folders { get; } = [Snapshots, Measures];

    public static string Snapshot(int epoch) => string.Create(CultureInfo.InvariantCulture, $"{Snapshots}/epoch-{epoch:d5}.safetensors");

    public static string Measure(string name) => $"{Measures}/{name}.json";

    /// <summary>The name a file has until it is committed.</summary>
    public static string Part(string path) => path + PartSuffix;

    /// <summary>Whether it is the name of a file that was never committed.</summary>
    public static bool IsPart(string path) => path.EndsWith(PartSuffix, StringComparison.Ordinal);

    /// <summary>What a path is for; null when a run has no such file.</summary>
    public static RunFileKind? KindOf(string path) => path switch
    {
        Recipe => RunFileKind.Recipe,
        Environment => RunFileKind.Environment,
        Metrics => RunFileKind.Metrics,
        Resume => RunFileKind.Resume,
        Manifest => RunFileKind.Manifest,
        _ when EpochOf(path) is not null => RunFileKind.Snapshot,
        _ when MeasureOf(path) is not null => RunFileKind.Measure,
        _ => null,
    };

    /// <summary>The epoch of a snapshot's path; null for any other.</summary>
    public static int? EpochOf(string path) =>
        SnapshotPattern().Match(path) is { Success: true } match
        && int.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)
        && Snapshot(epoch) == path ? epoch : null;

    /// <summary>The name of a measure's path; null for any other.</summary>
    public static string? MeasureOf(string path) =>
        MeasurePattern().Match(path) is { Success: true } match && IsName(match.Groups[1].Value) ? match.Groups[1].Value : null;

    /// <summary>Whether a run or a measure may be called that: a plain file name on every system, hidden on none.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name) && !name.EndsWith('.') && !IsPart(name);

    [GeneratedRegex(@"\Asnapshots/epoch-([0-9]{5,10})\.safetensors\z", RegexOptions.CultureInvariant)]
    private static partial Regex SnapshotPattern();

    [GeneratedRegex(@"\Ameasures/(.+)\.json\z", RegexOptions.CultureInvariant)]
    private static partial Regex MeasurePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._+=@-]{0,199}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
