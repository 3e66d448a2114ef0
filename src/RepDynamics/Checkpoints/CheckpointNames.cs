using System.Text.RegularExpressions;

namespace RepDynamics.Checkpoints;

/// <summary>Which files of a folder are epochs, and which epochs they are.</summary>
/// <remarks>
/// The epoch is the number after the word <c>epoch</c> (<c>epoch=3-step=400</c>), otherwise the only number of the name: a whole number, not negative.
/// Files of other kinds and hidden files, which start with a dot, do not count.
/// </remarks>
internal static partial class CheckpointNames
{
    private static readonly string[] Extensions = [".npz", ".safetensors"];

    /// <summary>The files by epoch.</summary>
    /// <param name="wanted">Ranges of epochs, both ends included; empty for all.</param>
    /// <exception cref="CheckpointException">A name has no epoch, two have the same, a wanted range is empty, or there are too few files.</exception>
    public static ImmutableArray<(int Epoch, string Path)> In(string folder, ImmutableArray<(int First, int Last)> wanted)
    {
        string[] all = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Where(file =>
            !Path.GetFileName(file).StartsWith('.') && Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))];
        // In epoch-3 the - is a hyphen, unless other names have none: epoch-1, epoch0, epoch1.
        // Names with the word decide about themselves, whatever else lies there.
        Match[] single = [.. all.Select(Numbers).Where(numbers => numbers.Length == 1).Select(numbers => numbers[0])];
        bool word = single.Any(number => number.Groups["word"].Success);
        bool hyphens = single.Where(number => !word || number.Groups["word"].Success).All(number => number.Groups["joined"].Length + number.Groups["sign"].Length > 0);
        SortedDictionary<int, string> files = [];
        foreach (string file in all)
        {
            int epoch;
            try
            {
                epoch = EpochOf(file, hyphens);
            }
            catch (CheckpointException) when (!wanted.IsEmpty)
            {
                continue;
            }
            if (!wanted.IsEmpty && !wanted.Any(range => range.First <= epoch && epoch <= range.Last)) continue;
            if (!files.TryAdd(epoch, file))
                throw new CheckpointException($"{Path.GetFileName(files[epoch])} and {Path.GetFileName(file)} are both epoch {epoch}.", "Keep one file an epoch in the folder.");
        }
        foreach ((int first, int last) in wanted)
        {
            if (!files.Keys.Any(epoch => first <= epoch && epoch <= last))
                throw new CheckpointException($"There is no epoch {(first == last ? first : $"from {first} to {last}")} in {folder}.", "Choose other epochs.");
        }
        return files.Count > 1 ? [.. files.Select(f => (f.Key, f.Value))] : throw new CheckpointException(
            $"{folder} holds {files.Count} .npz or .safetensors {(files.Count == 1 ? "file" : "files")}{(wanted.IsEmpty ? "" : " of these epochs")}, expected at least 2.",
            "Give one file an epoch, with the epoch in its name: 12.npz, epoch_012.safetensors.");
    }

    private static int EpochOf(string file, bool hyphens)
    {
        Match[] numbers = Numbers(file);
        string[] found = [.. numbers.Select(n => $"{n.Groups["joined"]}{n.Groups["sign"]}".Trim('+') + n.Groups["number"].Value)];
        if (found.Length != 1)
        {
            throw Fault(
                $"its name has {(found.Length == 0 ? "no number" : $"the numbers {string.Join(", ", found)}")}; expected one, the epoch, or one after the word epoch");
        }
        string number = hyphens && numbers[0].Groups["joined"].Success ? found[0].TrimStart('-') : found[0];
        if (!char.IsNumber(number[0]) && number[0] != '.')
            throw Fault($"its name has the number {number}, which is negative; epochs count from 0, the untrained network");
        if (!number.All(char.IsAsciiDigit)) throw Fault($"its name has the number {number}; expected a whole number, the epoch");
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) ? epoch
            : throw Fault($"epoch {number} is beyond {int.MaxValue}");

        CheckpointException Fault(string fault) =>
            new($"{Path.GetFileName(file)}: {fault}.", "Rename it, such as 12.npz or epoch_012.safetensors, or leave it out: --epochs.");
    }

    // The one after the word epoch, otherwise all.
    private static Match[] Numbers(string file)
    {
        Match[] numbers = [.. Number().Matches(Path.GetFileNameWithoutExtension(file)).Cast<Match>()], named = [.. numbers.Where(n => n.Groups["word"].Success)];
        return named.Length == 1 ? named : numbers;
    }

    // A sign that follows a letter or digit may be a hyphen. A dot after a letter belongs to no number: model.10.
    [GeneratedRegex(
        """
        (?<word>(?<!\p{L})epoch(?:\.|[\ _=]*))?
        (?:(?<joined>(?<=[\p{L}\p{N}])[-+])|(?<sign>[-+\u2212]))?
        (?<number>(?:(?<![\p{L}\p{N}])\.)?\p{N}+(?:\.\p{N}+)*)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}

/// <summary>The names of the files of a report.</summary>
internal static class OutputNames
{
    public const string Report = "similarity.json";
    private const int Longest = 80;

    /// <summary>The pictures: <c>heatmaps.png</c>, <c>heatmaps-2.png</c>, ...</summary>
    public static IEnumerable<string> HeatMaps(int count) => Enumerable.Range(1, count).Select(k => k == 1 ? "heatmaps.png" : $"heatmaps-{k}.png");

    /// <summary>A file name per layer, such as <c>block1.csv</c>: valid on every file system, and unique even without case.</summary>
    public static ImmutableArray<string> Tables(IEnumerable<string> layers)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        return [.. layers.Select(layer =>
        {
            string safe = new([.. layer.Take(Longest).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')]);
            if (safe.StartsWith('.') || safe.StartsWith('-')) safe = "_" + safe;
            string name = safe;
            for (int k = 2; !taken.Add(name); k++) name = $"{safe}-{k}";
            return name + ".csv";
        })];
    }
}
