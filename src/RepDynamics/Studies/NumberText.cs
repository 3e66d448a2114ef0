using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RepDynamics.Claims;
using RepDynamics.Dynamics;
using RepDynamics.Regions;
using RepDynamics.Reports;
using RepDynamics.Runs;
using RepDynamics.Similarity;

namespace RepDynamics.Studies;

/// <summary>Numbers as text that people can read, and that a difference shows line by line.</summary>
public static class NumberText
{
    /// <summary>The lower triangle of an epoch x epoch matrix, to 3 digits.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="title">What the matrix is of.</param>
    /// <param name="tap">The matrix.</param>
    public static void Matrix(StringBuilder text, string title, EpochSimilarity tap)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(tap);
        text.Append(CultureInfo.InvariantCulture, $"\n{title} {tap.Tap}, {tap.MeasureName}\n");
        text.Append("epoch").AppendJoin("", tap.Epochs.Select(e => e.ToString(CultureInfo.InvariantCulture).PadLeft(6))).Append('\n');
        for (int i = 0; i < tap.Count; i++)
        {
            text.Append(tap.Epochs[i].ToString(CultureInfo.InvariantCulture).PadLeft(5));
            for (int j = 0; j <= i; j++) text.Append(tap[i, j].ToString("f3", CultureInfo.InvariantCulture).PadLeft(6));
            text.Append('\n');
        }
    }

    /// <summary>Returns the matrices that <see cref="Matrix"/> wrote into a text, to 3 digits; skips everything else.</summary>
    /// <param name="text">Numbers of a claim; line ends may be those of any system.</param>
    internal static IEnumerable<(string Title, MatrixEvidence Matrix)> Matrices(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.TrimEntries);
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i - 1].Split(' ', 3) is not [{ Length: > 0 } title, [.. { Length: > 0 } tap, ','], var measure] || !lines[i].StartsWith("epoch ", StringComparison.Ordinal)) continue;
            ImmutableArray<int> epochs = [.. Numbers(lines[i]).Select(number => (int)number)];
            double[][] rows = [.. lines.Skip(i + 1).Take(epochs.Length).Select(line => Numbers($"row {line}"))];
            // A row begins with its epoch and ends with the diagonal.
            bool whole = epochs.Length > 1 && rows.Length == epochs.Length && rows.Select((row, j) => row.Length == j + 2 && row[0] == epochs[j]).All(fits => fits);
            if (!whole || epochs.Zip(epochs.Skip(1)).Any(pair => pair.First >= pair.Second)) continue;
            yield return (title, new() { Tap = tap, Measure = measure, Epochs = epochs, Thousandths = [.. rows.SelectMany(row => row[1..^1]).Select(value => (int)Math.Round(1000 * value))] });
        }

        // Empty where a word is not a number.
        static double[] Numbers(string line)
        {
            double?[] words =
            [
                .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
                    .Select(word => double.TryParse(word, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : (double?)null),
            ];
            return words.Contains(null) ? [] : [.. words.OfType<double>()];
        }
    }

    /// <summary>What every part says of every seed, and of each run a line: when it fitted perfectly, how it ended, and what else is told of it.</summary>
    /// <param name="runs">The runs, each with its title.</param>
    /// <param name="verdict">The decision.</param>
    /// <param name="detail">What else to tell of a run, on a line of its own.</param>
    public static string Runs(IEnumerable<(string Title, RunRecord Run)> runs, Verdict verdict, Func<RunRecord, string> detail)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(detail);
        StringBuilder text = new();
        foreach (PartVerdict part in verdict.Parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{part.Name}:");
            foreach (SeedValues seed in part.Seeds) text.Append(CultureInfo.InvariantCulture, $" {seed.Seed}: {WithSign(seed.Difference)}");
            text.Append('\n');
        }
        foreach ((string title, RunRecord run) in runs)
        {
            string fit = run.PerfectFitEpoch?.ToString(CultureInfo.InvariantCulture) ?? "never";
            text.Append(CultureInfo.InvariantCulture, $"\n{title}: perfect fit {fit}, ");
            text.Append(CultureInfo.InvariantCulture, $"final train {run.Metrics[^1].TrainAccuracy:f3}, test {run.Metrics[^1].TestAccuracy:f3}\n  {detail(run)}");
        }
        return text.ToString();
    }

    /// <summary>The common split of the epochs of some blocks into phases.</summary>
    /// <param name="blocks">The blocks of one run.</param>
    public static string Phases(IReadOnlyList<EpochSimilarity> blocks)
    {
        PhaseSplit split = Dynamics.Phases.Common(blocks);
        return string.Create(
            CultureInfo.InvariantCulture, $"phases from epoch {string.Join(", ", split.Epochs)}, contrast {split.Contrast:f3}; a block's own {PhaseContrast.Of(blocks):f3}");
    }

    /// <summary>A statistic of every block.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="blocks">The blocks of one run.</param>
    /// <param name="statistic">The statistic of one block.</param>
    public static string ByBlock(string name, IEnumerable<EpochSimilarity> blocks, Func<EpochSimilarity, double> statistic) =>
        $"{name}: {string.Join(", ", blocks.Select(block => string.Create(CultureInfo.InvariantCulture, $"{block.Tap} {statistic(block):f3}")))}";

    /// <summary>The speeds of every block on the two sides of an epoch.</summary>
    /// <param name="transition">The transition there.</param>
    public static string Transition(Transition transition)
    {
        ArgumentNullException.ThrowIfNull(transition);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"ln rho({transition.Rho.Epoch}): {Speeds(transition.Rho)}\n  ln rho({transition.Placebo.Epoch}): {Speeds(transition.Placebo)}");

        static string Speeds(SpeedRatio ratio) => ratio.Undefined ?? string.Join(", ", ratio.Taps.Select(tap => $"{tap.Tap} {WithSign(tap.LogRho)}"));
    }

    /// <summary>What the parts would say with one choice made otherwise.</summary>
    /// <param name="variations">The choices.</param>
    public static string Variations(IEnumerable<Variation> variations)
    {
        ArgumentNullException.ThrowIfNull(variations);
        StringBuilder text = new("Sensitivity: what would be decided otherwise; it decides nothing\n");
        foreach (Variation variation in variations)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{variation.Name}\n");
            foreach (PartVerdict part in variation.Parts)
            {
                string numbers = part.Interval is { } interval
                    ? string.Create(CultureInfo.InvariantCulture, $"{WithSign(interval.Mean)} [{WithSign(interval.Lower)}, {WithSign(interval.Upper)}]")
                    : "undefined";
                text.Append(CultureInfo.InvariantCulture, $"  {part.Name}: {numbers} {part.Outcome}\n");
            }
        }
        return text.ToString();
    }

    /// <summary>A number with its sign, to 3 digits; <c>undefined</c> for none.</summary>
    /// <param name="number">Any number.</param>
    public static string WithSign(double? number)
    {
        if (number is not { } value) return "undefined";
        // Rounded first: the sign of what rounds to zero is no sign.
        double rounded = Math.Round(value, 3, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0 : rounded).ToString("+0.000;-0.000", CultureInfo.InvariantCulture);
    }

    /// <summary>Some maps of one tap side by side on one plane, a digit a grid point, the first row of a map at the bottom.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="title">What the maps are of.</param>
    /// <param name="maps">Maps of one tap on the same planes, at most 10 classes.</param>
    /// <param name="plane">Which plane.</param>
    public static void Maps(StringBuilder text, string title, IReadOnlyList<RegionMap> maps, int plane)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(maps);
        int side = maps[0].Resolution;
        text.Append(CultureInfo.InvariantCulture, $"\n{title} {maps[0].Tap}, plane {plane}, epochs {string.Join(", ", maps.Select(m => m.Epoch))}\n");
        for (int row = side - 1; row >= 0; row--)
            text.AppendJoin("  ", maps.Select(map => string.Concat(Enumerable.Range(0, side).Select(column => map.Plane(plane)[row * side + column])))).Append('\n');
    }

    /// <summary>A hash of the class of every grid point of some maps: SHA-256, its first 16 hexadecimal digits.</summary>
    /// <param name="maps">Maps, in this order.</param>
    public static string Hash(IEnumerable<RegionMap> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (RegionMap map in maps) hash.AppendData(map.Labels);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
