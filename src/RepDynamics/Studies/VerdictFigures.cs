using System.Collections.Immutable;
using RepDynamics.Claims;
using RepDynamics.Figures;

namespace RepDynamics.Studies;

/// <summary>How the parts of a verdict look beside their margin.</summary>
public static class VerdictFigures
{
    /// <summary>Seeds, interval and outcome of some parts, a row each, or why there is none; null where there are no parts.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="quantity">What the horizontal axis measures.</param>
    /// <param name="parts">Parts of one margin.</param>
    public static Figure? Intervals(string title, string quantity, IEnumerable<PartVerdict> parts)
    {
        ImmutableArray<PartVerdict> shown = [.. parts];
        return shown.IsEmpty
            ? null
            : new IntervalChart { Title = title, XLabel = quantity, Margin = shown[0].Delta, Conditions = [.. shown.Select(Row)] };
    }

    private static IntervalCondition Row(PartVerdict part)
    {
        double[] values = [.. part.Seeds.Select(s => s.Difference).OfType<double>()];
        return part.Interval is { } interval
            ? new(part.Name, values, interval.Lower, interval.Upper, part.Decides ? part.Outcome.Words() : $"({part.Outcome.Words()})")
            : IntervalCondition.Undecided(part.Name, values, $"not decided: {Brief(part.Reason)}");
    }

    // The first sentence, or as much of it as a line holds.
    private static string Brief(string reason)
    {
        const int most = 60;
        string text = reason.Replace("Not decided: ", "", StringComparison.Ordinal).Split(". ")[0].TrimEnd('.');
        if (text.Length <= most) return text;
        int end = text.LastIndexOf(':', most);
        return end > 0 ? text[..end] : text[..(most - 3)].TrimEnd() + "...";
    }
}
