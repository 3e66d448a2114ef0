using System.Collections.Immutable;

namespace RepDynamics.Checkpoints;

/// <summary>What the files of a report are called.</summary>
internal static class OutputNames
{
    public const string Report = "similarity.json";
    public const string HeatMaps = "heatmaps.png";

    private const int Longest = 80;

    /// <summary>A file name a layer, such as <c>block1.csv</c>; of any file system, and no two the same even where case does not count.</summary>
    public static ImmutableArray<string> Tables(IEnumerable<string> layers)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        return [.. layers.Select(layer =>
        {
            string safe = Safe(layer), name = safe;
            for (int k = 2; !taken.Add(name); k++) name = $"{safe}-{k}";
            return name + ".csv";
        })];
    }

    private static string Safe(string layer)
    {
        string name = new([.. layer.Take(Longest).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')]);
        return name.StartsWith('.') || name.StartsWith('-') ? "_" + name : name;
    }
}
