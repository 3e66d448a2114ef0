using RepDynamics.Claims;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>What the parts of a claim come to under other choices, beside what was registered.</summary>
internal static class SensitivityTable
{
    /// <summary>The table: a row a choice, a column a part.</summary>
    public static HtmlPart Build(IReadOnlyList<Variation> variations, Verdict verdict)
    {
        string[] parts = [.. verdict.Parts.Select(part => part.Name).Union(variations.SelectMany(v => v.Parts).Select(part => part.Name))];
        return Many(
            Of("h5", "Sensitivity: other choices, reported and not deciding"),
            Table(
                $"Sensitivity of {verdict.Claim} on {verdict.Profile}",
                [.. ((string[])["Choice", .. parts]).Select(title => (HtmlPart)title)],
                [
                    Row("as registered", parts, verdict.Parts),
                    .. variations.Select(variation => Row(variation.Name, parts, variation.Parts)),
                ]));
    }

    private static IReadOnlyList<HtmlPart> Row(string choice, string[] parts, IReadOnlyList<PartVerdict> found) =>
    [
        choice,
        .. parts.Select(name => found.FirstOrDefault(part => part.Name == name) is { } part ? Cell(part) : (HtmlPart)"\u2013"),
    ];

    private static HtmlPart Cell(PartVerdict part) => Many(
        part.Interval is { } i
            ? $"{Number.Signed(i.Mean)} [{Number.Signed(i.Lower)}, {Number.Signed(i.Upper)}] "
            : "no interval ",
        VerdictTable.Badge(part.Outcome, decides: false));
}
