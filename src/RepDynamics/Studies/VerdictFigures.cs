using RepDynamics.Claims;
using RepDynamics.Figures;

namespace RepDynamics.Studies;

/// <summary>How the parts of a verdict look beside their margin.</summary>
internal static class VerdictFigures
{
    private const string Difference = "difference";

    /// <summary>Seeds, interval and outcome of the parts, or why there is none: a figure for each statistic and margin, a row for each part.</summary>
    public static IEnumerable<(string Name, Figure Figure)> Of(Registration registration, Verdict verdict) =>
        registration.Parts.Zip(verdict.Parts).GroupBy(pair => Name(registration, pair.First)).Select(group =>
        {
            string quantity = group.First().First.Statistic ?? Difference;
            return (group.Key, (Figure)new IntervalChart
            {
                Title = $"{registration.Id}: {quantity}",
                XLabel = quantity,
                Margin = group.First().Second.Delta,
                Confidence = group.First().Second.Confidence,
                Conditions = [.. group.Select(pair => Row(pair.Second))],
            });
        });

    /// <summary>The names of these figures.</summary>
    public static IEnumerable<string> Names(Registration registration) => registration.Parts.Select(part => Name(registration, part)).Distinct();

    /// <summary>Returns the title of a figure of what a part compares: with the part's mean, interval and outcome.</summary>
    public static string Finding(string what, PartVerdict part) =>
        $"{what}. {part.Name}: {(part.Interval is { } found ? LinearAxis.Interval(found.Mean, found.Lower, found.Upper) + ", " : "")}{part.Outcome.Words()}";

    // With the margin where one statistic has several.
    private static string Name(Registration registration, RegisteredPart part)
    {
        string quantity = part.Statistic ?? Difference;
        string name = string.Concat(quantity.Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '.')).Replace(' ', '-');
        double margin = part.Margin ?? registration.Margin;
        bool shared = registration.Parts.Any(other => (other.Statistic ?? Difference) == quantity && (other.Margin ?? registration.Margin) != margin);
        return shared ? FormattableString.Invariant($"{name}.{margin}") : name;
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
