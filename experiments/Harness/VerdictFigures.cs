using System.Collections.Immutable;
using RepDynamics.Claims;
using RepDynamics.Figures;

namespace RepDynamics.Experiments.Harness;

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

    private static IntervalCondition Row(PartVerdict part) => new(
        part.Name,
        [.. part.Seeds.Select(s => s.Difference).OfType<double>()],
        part.Interval!.Lower,
        part.Interval.Upper,
        part.Decides ? part.Outcome.ToString() : $"({part.Outcome})");
}
