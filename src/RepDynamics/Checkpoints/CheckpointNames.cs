using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RepDynamics.Checkpoints;

/// <summary>Which files of a folder are epochs, and which epochs they are.</summary>
internal static partial class CheckpointNames
{
    /// <summary>Fewer epochs have no dynamics to speak of: synchrony and transitions are not defined.</summary>
    public const int FewestEpochs = 3;

    private static readonly string[] Extensions = [".npz", ".safetensors"];

    /// <summary>The files by epoch; files of other kinds do not count.</summary>
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
