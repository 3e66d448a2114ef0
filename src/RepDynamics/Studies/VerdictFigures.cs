using System.Collections.Immutable;
using RepDynamics.Claims;
using RepDynamics.Dynamics;
using RepDynamics.Figures;
using RepDynamics.Similarity;

namespace RepDynamics.Studies;

/// <summary>How the parts of a verdict look beside their margin.</summary>
public static class VerdictFigures
{
    /// <summary>Seeds, interval and outcome of some parts, a row each; null where none of them has an interval.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="quantity">What the horizontal axis measures.</param>
    /// <param name="parts">Parts of one margin; those without an interval are left out.</param>
    public static Figure? Intervals(string title, string quantity, IEnumerable<PartVerdict> parts)
    {
        ImmutableArray<PartVerdict> shown = [.. parts.Where(part => part.Interval is not null)];
        return shown.IsEmpty
            ? null
            : new IntervalChart { Title = title, XLabel = quantity, Margin = shown[0].Delta, Conditions = [.. shown.Select(Row)] };
    }

    /// <summary>A statistic of each block, a row each: a dot a seed, and the interval of their mean; null where one seed gives none.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="quantity">What the horizontal axis measures.</param>
    /// <param name="runs">The blocks of every seed's run, the same taps in the same order.</param>
    /// <param name="statistic">The statistic of one block.</param>
    public static Figure? ByBlock(
        string title, string quantity, IReadOnlyList<IReadOnlyList<EpochSimilarity>> runs, Func<EpochSimilarity, double> statistic)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return Chart(title, quantity, runs[0].Select((block, i) => (block.Tap, runs.Select(run => statistic(run[i])).ToArray())));
    }

    /// <summary>A statistic of each condition, a row each: a dot a seed, and the interval of their mean; null where one seed gives none.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="quantity">What the horizontal axis measures.</param>
    /// <param name="conditions">The conditions from top to bottom.</param>
    /// <param name="values">The statistic of a condition's seeds; seeds on which it is undefined are left out.</param>
    public static Figure? ByCondition(string title, string quantity, IEnumerable<string> conditions, Func<string, IEnumerable<double?>> values) =>
        Chart(title, quantity, conditions.Select(c => (c, values(c).OfType<double>().ToArray())));

    private static IntervalChart? Chart(string title, string quantity, IEnumerable<(string Label, double[] Values)> rows)
    {
        (string Label, double[] Values)[] shown = [.. rows.Where(row => row.Values.Length > 1)];
        return shown.Length == 0 ? null : new IntervalChart { Title = title, XLabel = quantity, Conditions = [.. shown.Select(Row)] };

        static IntervalCondition Row((string Label, double[] Values) row)
        {
            var interval = StudentInterval.Of(row.Values);
            return new(row.Label, row.Values, interval.Lower, interval.Upper);
        }
    }

    private static IntervalCondition Row(PartVerdict part) => new(
        part.Name,
        [.. part.Seeds.Select(s => s.Difference).OfType<double>()],
        part.Interval!.Lower,
        part.Interval.Upper,
        part.Decides ? part.Outcome.Words() : $"({part.Outcome.Words()})");
}
