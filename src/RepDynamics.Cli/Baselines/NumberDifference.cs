using System.Globalization;
using System.Text.RegularExpressions;

namespace RepDynamics.Cli.Baselines;

/// <summary>How many numbers differ between two texts that are otherwise equal.</summary>
/// <param name="Differing">Numbers that differ; 0 where <paramref name="SameWords"/> is false.</param>
/// <param name="Total">Numbers in the new text.</param>
/// <param name="Largest">The largest difference.</param>
/// <param name="SameWords">Whether the texts are equal but for their numbers, of which there are equally many.</param>
internal sealed partial record NumberDifference(int Differing, int Total, double Largest, bool SameWords)
{
    /// <summary>Compares two texts.</summary>
    public static NumberDifference Between(string old, string now)
    {
        double[] before = Numbers(old), after = Numbers(now);
        if (Number().Replace(old, "#") != Number().Replace(now, "#")) return new(0, after.Length, 0, SameWords: false);
        double[] distances = [.. before.Zip(after, (a, b) => Math.Abs(a - b))];
        return new(distances.Count(d => d > 0), after.Length, distances.DefaultIfEmpty(0).Max(), SameWords: true);
    }

    /// <summary>In words.</summary>
    public override string ToString() => SameWords
        ? string.Create(CultureInfo.InvariantCulture, $"{Differing} of {Total} numbers differ, by {Largest:0.###} at most")
        : "the text differs, not only its numbers";

    private static double[] Numbers(string text) =>
        [.. Number().Matches(text).Select(m => double.Parse(m.ValueSpan, CultureInfo.InvariantCulture))];

    // A sign only where it cannot be a hyphen.
    [GeneratedRegex(@"(?<![\w-])-?\d+(?:\.\d+)?")]
    private static partial Regex Number();
}
