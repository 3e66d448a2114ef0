using System.Text;
using RepDynamics.Claims;
using RepDynamics.Dynamics;
using RepDynamics.Runs;
using RepDynamics.Similarity;

namespace RepDynamics.Studies;

/// <summary>Numbers as readable text, for comparison line by line.</summary>
public static class NumberText
{
    /// <summary>Appends the lower triangle of an epoch x epoch matrix, to 3 digits.</summary>
    /// <param name="title">The title, before the tap.</param>
    public static void Matrix(StringBuilder text, string title, EpochSimilarity tap)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{title} {tap.Tap}, {tap.MeasureName}\nepoch");
        foreach (int epoch in tap.Epochs) text.Append(CultureInfo.InvariantCulture, $"{epoch,6}");
        for (int i = 0; i < tap.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{tap.Epochs[i],5}");
            for (int j = 0; j <= i; j++) text.Append(CultureInfo.InvariantCulture, $"{(tap[i, j] < 0 ? " " : "")}{tap[i, j],6:f3}");
        }
        text.Append('\n');
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
            yield return (title, new(tap, measure, epochs, [.. rows.SelectMany(row => row[1..^1]).Select(value => (int)Math.Round(1000 * value))]));
        }

        // Empty where a word is not a number.
        static double[] Numbers(string line)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
            double[] numbers = Array.ConvertAll(words, word => double.TryParse(word, CultureInfo.InvariantCulture, out double number) ? number : double.NaN);
            return numbers.All(double.IsFinite) ? numbers : [];
        }
    }

    /// <summary>Returns the differences of every part by seed and, for each run, perfect fit, final accuracies and a detail.</summary>
    /// <param name="detail">Returns another line about a run.</param>
    public static string Runs(IEnumerable<(string Title, RunRecord Run)> runs, Verdict verdict, Func<RunRecord, string> detail)
    {
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
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n{title}: perfect fit {fit}, final train {run.Metrics[^1].TrainAccuracy:f3}, test {run.Metrics[^1].TestAccuracy:f3}\n  {detail(run)}");
        }
        return text.ToString();
    }

    /// <summary>Returns the common split of the blocks' epochs into phases, and the phase contrast.</summary>
    public static string Phases(IReadOnlyList<EpochSimilarity> blocks)
    {
        PhaseSplit split = Dynamics.Phases.Common(blocks);
        return FormattableString.Invariant($"phases from epoch {string.Join(", ", split.Epochs)}, contrast {split.Contrast:f3}; a block's own {PhaseContrast.Of(blocks):f3}");
    }

    /// <summary>Returns a statistic of every block.</summary>
    public static string ByBlock(string name, IEnumerable<EpochSimilarity> blocks, Func<EpochSimilarity, double> statistic) =>
        $"{name}: {string.Join(", ", blocks.Select(block => string.Create(CultureInfo.InvariantCulture, $"{block.Tap} {statistic(block):f3}")))}";

    /// <summary>Returns ln rho of every block at an epoch and at its placebo.</summary>
    public static string Transition(Transition transition)
    {
        return FormattableString.Invariant($"ln rho({transition.Rho.Epoch}): {Speeds(transition.Rho)}\n  ln rho({transition.Placebo.Epoch}): {Speeds(transition.Placebo)}");

        static string Speeds(SpeedRatio ratio) => ratio.Undefined ?? string.Join(", ", ratio.Taps.Select(tap => $"{tap.Tap} {WithSign(tap.LogRho)}"));
    }

    /// <summary>Returns the decisions on the parts under each variation.</summary>
    public static string Variations(IEnumerable<Variation> variations)
    {
        StringBuilder text = new("Sensitivity: what would be decided otherwise; it decides nothing\n");
        foreach (Variation variation in variations)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{variation.Name}\n");
            foreach (PartVerdict part in variation.Parts)
            {
                string numbers = part.Interval is { } interval ? $"{WithSign(interval.Mean)} [{WithSign(interval.Lower)}, {WithSign(interval.Upper)}]" : "undefined";
                text.Append(CultureInfo.InvariantCulture, $"  {part.Name}: {numbers} {part.Outcome.Words()}\n");
            }
        }
        return text.ToString();
    }

    /// <summary>Returns a number with its sign, to 3 digits; <c>undefined</c> for null.</summary>
    public static string WithSign(double? number)
    {
        if (number is not { } value) return "undefined";
        // Rounded first, so that a number that rounds to zero has no minus sign.
        double rounded = Math.Round(value, 3, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0 : rounded).ToString("+0.000;-0.000", CultureInfo.InvariantCulture);
    }
}
