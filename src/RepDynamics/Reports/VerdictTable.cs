using System.Xml.Linq;
using RepDynamics.Claims;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>The first table of the report: every claim on every profile, with its verdict.</summary>
internal static class VerdictTable
{
    private static readonly string[] Columns = ["Claim", "Sentence", "Profile", "Verdict", "Date", "Rev.", "Recipes"];

    public static object? Build(IReadOnlyList<ClaimResult> results) => Of(
        "section", With("aria-labelledby", "verdicts"),
        Of("h2", With("id", "verdicts"), "Verdicts"),
        Of(
            "div", Class("scroll"), With("role", "region"), With("tabindex", "0"), With("aria-label", "Verdicts"),
            Of(
                "table",
                Of("thead", Of("tr", Many(Columns.Select(title => Of("th", With("scope", "col"), IsWide(title) ? Class("wide") : null, title))))),
                Many(results.GroupBy(result => result.Registration.Id).Select(claim => Rows([.. claim]))))));

    /// <summary>A mark for a verdict: a word and a shape, not a colour alone.</summary>
    public static XElement Badge(Outcome outcome, bool decides) => Of(
        "span", Class($"badge {outcome.ToString().ToLowerInvariant()}{(decides ? "" : " aside")}"),
        Of("span", With("aria-hidden", "true"), outcome switch { Outcome.Reproduced => "\u2713", Outcome.Contradicted => "\u2717", _ => "?" }),
        $" {outcome}");

    public static XElement NoVerdict(ClaimResult result) =>
        Of("span", Class("badge none"), result.Faults.IsEmpty ? "Not run" : "Unreadable");

    // A body of the table for each claim, whose sentence stands in it once.
    private static XElement Rows(ClaimResult[] profiles) => Of("tbody", Many(profiles.Select((result, i) => Of(
        "tr",
        i > 0 ? null : Many(
            Of("th", With("scope", "rowgroup"), With("rowspan", profiles.Length), Of("a", With("href", "#claim-" + result.Registration.Id), result.Registration.Id)),
            Of("td", Class("wide"), With("rowspan", profiles.Length), Of("span", Class("sentence"), result.Registration.Sentence))),
        Of("td", Of("a", With("href", "#" + result.Anchor), result.Profile)),
        Of("td", result.Verdict is { } verdict
            ? Many(Badge(verdict.Outcome, verdict.Decides), verdict.Decides ? null : Of("span", Class("muted"), " plumbing only"))
            : NoVerdict(result)),
        Of("td", Class("nowrap wide"), result.Verdict is { } dated ? Number.Day(dated.Date) : "\u2013"),
        Of("td", Class("wide"), result.Verdict is { } revised ? Revision(revised, result.Registration) : "\u2013"),
        Of("td", Class("wide"), result.Verdict is { } hashed ? Recipes(hashed) : "\u2013")))));

    // What a phone has no room for stands at the claim, too.
    private static bool IsWide(string column) => column is "Sentence" or "Date" or "Rev." or "Recipes";

    private static string Revision(Verdict verdict, Registration registration) => verdict.Revision == registration.Revision
        ? FormattableString.Invariant($"{verdict.Revision}")
        : FormattableString.Invariant($"{verdict.Revision} (now {registration.Revision})");

    // One hash a condition, of its first seed: all of them stand at the claim.
    private static XElement Recipes(Verdict verdict)
    {
        string[] hashes = [.. verdict.RecipeHashes.GroupBy(run => run.Key.Split(' ')[0]).Select(group => Number.Short(group.First().Value))];
        return Of("span", Class("hashes"), string.Join(' ', hashes));
    }
}

/// <summary>The intervals and outcomes of a claim's parts under other choices, beside the registered one.</summary>
internal static class SensitivityTable
{
    public static object? Build(IReadOnlyList<Variation> variations, Verdict verdict)
    {
        string[] parts = [.. verdict.Parts.Select(part => part.Name).Union(variations.SelectMany(v => v.Parts).Select(part => part.Name))];
        return Many(
            Of("h5", "Sensitivity: other choices, reported and not deciding"),
            Table(
                $"Sensitivity of {verdict.Claim} on {verdict.Profile}",
                [.. ((string[])["Choice", .. parts]).Select(title => title)],
                [
                    Row("as registered", parts, verdict.Parts),
                    .. variations.Select(variation => Row(variation.Name, parts, variation.Parts)),
                ]));
    }

    private static IReadOnlyList<object?> Row(string choice, string[] parts, IReadOnlyList<PartVerdict> found) =>
    [
        choice,
        .. parts.Select(name => found.FirstOrDefault(part => part.Name == name) is { } part ? (object)Cell(part) : "\u2013"),
    ];

    private static object?[] Cell(PartVerdict part) => Many(
        part.Interval is { } i
            ? $"{Number.Signed(i.Mean)} [{Number.Signed(i.Lower)}, {Number.Signed(i.Upper)}] "
            : "no interval ",
        VerdictTable.Badge(part.Outcome, decides: false));
}
