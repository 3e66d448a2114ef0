using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RepDynamics.Checkpoints;

/// <summary>Which files of a folder are epochs, and which epochs they are.</summary>
internal static partial class CheckpointNames
{
    /// <summary>With fewer epochs synchrony and transitions are not defined.</summary>
    public const int FewestEpochs = 3;

    private static readonly string[] Extensions = [".npz", ".safetensors"];

    /// <summary>The files by epoch; files of other kinds are ignored.</summary>
    /// <exception cref="CheckpointException">A name has no whole number or several, two have the same, or there are too few files.</exception>
    public static ImmutableArray<(int Epoch, string Path)> In(string folder)
    {
        SortedDictionary<int, string> files = [];
        foreach (string file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            if (!Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)) continue;
            int epoch = EpochOf(file);
            if (!files.TryAdd(epoch, file))
            {
                throw new CheckpointException(
                    $"{Path.GetFileName(files[epoch])} and {Path.GetFileName(file)} are both epoch {epoch}.", "Keep one file an epoch in the folder.");
            }
        }
        return files.Count >= FewestEpochs ? [.. files.Select(f => (f.Key, f.Value))] : throw new CheckpointException(
            $"{folder} holds {files.Count} .npz or .safetensors files, expected at least {FewestEpochs}.",
            "Give one file an epoch, with the epoch in its name: 12.npz, epoch_012.safetensors.");
    }

    private static int EpochOf(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        MatchCollection numbers = Number().Matches(name);
        if (numbers.Count != 1)
        {
            string found = numbers.Count == 0 ? "no whole number" : $"{numbers.Count} whole numbers";
            throw new CheckpointException(
                $"{Path.GetFileName(file)}: its name has {found}, expected one, the epoch.", "Rename it: 12.npz, epoch_012.safetensors.");
        }
        return int.TryParse(numbers[0].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) ? epoch
            : throw new CheckpointException($"{Path.GetFileName(file)}: epoch {numbers[0].Value} is beyond {int.MaxValue}.", "Rename it: 12.npz.");
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}

/// <summary>The order of names in which numbers count as numbers: block2 before block10.</summary>
internal static class NaturalOrder
{
    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    private static int Compare(string x, string y)
    {
        (int i, int j) = (0, 0);
        while (i < x.Length && j < y.Length)
        {
            int order;
            if (char.IsAsciiDigit(x[i]) && char.IsAsciiDigit(y[j]))
            {
                ReadOnlySpan<char> a = Digits(x, ref i), b = Digits(y, ref j);
                order = a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
            }
            else
            {
                order = x[i++].CompareTo(y[j++]);
            }
            if (order != 0) return order;
        }
        int rest = (x.Length - i).CompareTo(y.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(x, y);
    }

    // Without the zeros before it.
    private static ReadOnlySpan<char> Digits(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return text.AsSpan(start, at - start).TrimStart('0');
    }
}

/// <summary>The names of the files of a report.</summary>
internal static class OutputNames
{
    public const string Report = "similarity.json";
    public const string HeatMaps = "heatmaps.png";

    private const int Longest = 80;

    /// <summary>A file name per layer, such as <c>block1.csv</c>: valid on every file system, and unique even without case.</summary>
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
