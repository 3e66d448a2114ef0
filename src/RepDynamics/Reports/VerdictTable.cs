using RepDynamics.Claims;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>The report's first page: every claim on every profile, and what became of it.</summary>
internal static class VerdictTable
{
    /// <summary>The table.</summary>
    public static HtmlPart Build(IReadOnlyList<ClaimResult> results) => Of(
        "section", With("aria-labelledby", "verdicts"),
        Of("h2", With("id", "verdicts"), "Verdicts"),
        Table(
            "Verdicts",
            ["Claim", "Sentence", "Profile", "Verdict", "Date", "Rev.", "Recipes"],
            results.Select(Row)));

    /// <summary>A mark for a verdict: told by its word, and its shape, not by a colour alone.</summary>
    public static HtmlElement Badge(Outcome outcome, bool decides) => Of(
        "span", Class($"badge {outcome.ToString().ToLowerInvariant()}{(decides ? "" : " aside")}"),
        Of("span", With("aria-hidden", "true"), outcome switch { Outcome.Reproduced => "\u2713", Outcome.Contradicted => "\u2717", _ => "?" }),
        $" {outcome}");

    /// <summary>What stands in a verdict's place where there is none.</summary>
    public static HtmlElement NoVerdict(ClaimResult result) =>
        Of("span", Class("badge none"), result.Faults.IsEmpty ? "Not run" : "Unreadable");

    private static HtmlPart[] Row(ClaimResult result) =>
    [
        Of("a", With("href", "#" + result.Anchor), result.Registration.Id),
        Of("span", Class("sentence"), result.Registration.Sentence),
        result.Profile,
        result.Verdict is { } verdict
            ? Many(Badge(verdict.Outcome, verdict.Decides), verdict.Decides ? Nothing : Of("span", Class("muted"), " plumbing only"))
            : NoVerdict(result),
        Of("span", Class("nowrap"), result.Verdict is { } dated ? Number.Day(dated.Date) : "\u2013"),
        result.Verdict is { } revised ? Revision(revised, result.Registration) : "\u2013",
        result.Verdict is { } hashed ? Recipes(hashed) : "\u2013",
    ];

    private static string Revision(Verdict verdict, Registration registration) => verdict.Revision == registration.Revision
        ? FormattableString.Invariant($"{verdict.Revision}")
        : FormattableString.Invariant($"{verdict.Revision} (now {registration.Revision})");

    // One hash a condition, of its first seed: all of them stand at the claim.
    private static HtmlElement Recipes(Verdict verdict)
    {
        string[] hashes = [.. verdict.RecipeHashes.GroupBy(run => run.Key.Split(' ')[0]).Select(group => Number.Short(group.First().Value))];
        return Of("span", Class("hashes"), string.Join(' ', hashes));
    }
}
