using System.Collections.Immutable;
using System.Globalization;
using RepDynamics.Claims;

namespace RepDynamics.Reports;

// A fresh clone has the committed numbers and no results of its own: its heat maps are as readable as those of who ran the claims.

/// <summary>The matrices that a claim's committed numbers hold as text.</summary>
internal static class NumbersEvidence
{
    /// <summary>The runs whose matrices are in a text of numbers; empty where none is, as its form is a claim's own choice.</summary>
    /// <param name="numbers">
    /// Text with blocks: a title <c>CONDITION TAP, MEASURE</c>, a row <c>epoch E E ...</c>, and the lower triangle with its diagonal, each
    /// row after its epoch. Anything else is passed over.
    /// </param>
    /// <param name="verdict">Names the runs; matrices are of the first seed.</param>
    public static ImmutableArray<RunEvidence> Of(string numbers, Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentNullException.ThrowIfNull(verdict);
        long seed = verdict.Parts[0].Seeds.Select(s => s.Seed).DefaultIfEmpty().First();
        string[] lines = numbers.Replace("\r", "", StringComparison.Ordinal).Split('\n');
        Dictionary<string, List<MatrixEvidence>> matrices = [];
        for (int i = 0; i + 2 < lines.Length; i++)
        {
            if (Title(lines[i]) is not var (condition, tap, measure) || Epochs(lines[i + 1]) is not { } epochs) continue;
            if (Triangle(lines.AsSpan(i + 2), epochs) is not { } entries) continue;
            string run = $"{condition} seed {seed}";
            if (!verdict.RecipeHashes.ContainsKey(run)) continue;
            if (!matrices.TryGetValue(run, out List<MatrixEvidence>? taps)) matrices[run] = taps = [];
            taps.Add(new() { Tap = tap, Measure = measure, Epochs = epochs, Thousandths = entries });
        }
        return
        [
            .. matrices.Select(run => new RunEvidence
            {
                Name = run.Key,
                RecipeHash = verdict.RecipeHashes[run.Key],
                PerfectFitEpoch = null,
                Environment = verdict.Environment,
                Metrics = [],
                Matrices = [.. run.Value],
            }),
        ];
    }

    private static (string Condition, string Tap, string Measure)? Title(string line)
    {
        int comma = line.IndexOf(", ", StringComparison.Ordinal);
        return comma > 0 && line[..comma].Split(' ') is [var condition, var tap] && condition.Length > 0 && tap.Length > 0
            ? (condition, tap, line[(comma + 2)..])
            : null;
    }

    private static ImmutableArray<int>? Epochs(string line)
    {
        string[] words = Words(line);
        if (words is not ["epoch", _, _, ..]) return null;
        int[] epochs = [.. words.Skip(1).Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) ? epoch : -1)];
        return epochs[0] >= 0 && epochs.Zip(epochs.Skip(1)).All(pair => pair.First < pair.Second) ? [.. epochs] : null;
    }

    private static ImmutableArray<int>? Triangle(ReadOnlySpan<string> lines, ImmutableArray<int> epochs)
    {
        if (lines.Length < epochs.Length) return null;
        List<int> entries = [];
        for (int i = 0; i < epochs.Length; i++)
        {
            string[] words = Words(lines[i]);
            if (words.Length != i + 2 || words[0] != epochs[i].ToString(CultureInfo.InvariantCulture)) return null;
            foreach (string word in words.Skip(1).SkipLast(1))
            {
                if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value)) return null;
                entries.Add((int)Math.Round(1000 * value));
            }
        }
        return [.. entries];
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
