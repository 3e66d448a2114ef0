using System.Xml.Linq;
using RepDynamics.Claims;
using RepDynamics.Figures;
using RepDynamics.Profiles;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>The first screen of the report: claims x profiles, a cell an outcome, with the key beside it.</summary>
internal static class Overview
{
    private static readonly (Outcome Outcome, char Sign, string Meaning)[] Marks =
    [
        (Outcome.Reproduced, '\u2713', "every part\u2019s interval lies beyond its margin, on the side of the claim"),
        (Outcome.Mixed, '\u00b1', "some parts are reproduced, others speak against the claim"),
        (Outcome.Contradicted, '\u2717', "some parts speak against it, none is reproduced"),
        (Outcome.NoDifference, '=', "of a part: its interval lies within the margin"),
        (Outcome.Inconclusive, '?', "the intervals allow no conclusion"),
        (Outcome.NotDecided, '\u25cb', "the statistic is undefined, or what it is about was not seen"),
    ];

    /// <param name="address">Returns where a result stands; null where it is not shown.</param>
    public static XElement Build(IReadOnlyList<ClaimResult> results, Func<ClaimResult, string?> address)
    {
        string[] profiles = [.. results.Select(result => result.Profile).Distinct()];
        string[] decided = Having(verdict => verdict.Decides), tried = Having(_ => true);
        string[] first = decided.Length > 0 ? decided : tried.Length > 0 ? tried : profiles;
        string[] others = [.. profiles.Except(first)];
        return Of(
            "section", Class("overview"), With("aria-labelledby", "verdicts"),
            Of("h2", With("id", "verdicts"), Class("unseen"), "Verdicts"),
            Of(
                "div", Matrix(results, first, address),
                others.Length == 0 ? null : Folded(
                    $"Others: {string.Join(", ", others.Select(profile => tried.Contains(profile) ? profile + " (a trial of the plumbing, which decides nothing)" : profile + " (not run)"))}",
                    Matrix(results, others, address))),
            Key(decided.Select(profile => Of("p", Found(profile, [.. results.Where(result => result.Profile == profile).Select(result => result.Verdict).OfType<Verdict>()])))));

        string[] Having(Func<Verdict, bool> has) => [.. profiles.Where(profile => results.Any(r => r.Profile == profile && r.Verdict is { } verdict && has(verdict)))];
    }

    /// <summary>A mark for a verdict: a word and a shape, not a colour alone.</summary>
    public static XElement Badge(Outcome outcome, bool decides = true) => Of(
        "span", Class($"badge {outcome.ToString().ToLowerInvariant()}{(decides ? "" : " aside")}"),
        Of("span", With("aria-hidden", "true"), Sign(outcome)), Of("span", Class("word"), $" {outcome.Words()}"));

    public static char Sign(Outcome outcome) => Marks[Rank(outcome)].Sign;

    private static int Rank(Outcome outcome) => Array.FindIndex(Marks, known => known.Outcome == outcome);

    // "cpu (drawn textures): of 14 claims 2 reproduced, 3 mixed, 9 inconclusive."
    private static string Found(string profile, Verdict[] verdicts)
    {
        string? data = Profile.All.FirstOrDefault(known => known.Name == profile)?.Images;
        IEnumerable<string> counts = verdicts.CountBy(verdict => verdict.Outcome).OrderBy(count => Rank(count.Key)).Select(count => $"{count.Value} {count.Key.Words()}");
        return $"{profile}{(data is null ? "" : $" ({data})")}: of {verdicts.Length} claim{(verdicts.Length == 1 ? "" : "s")} {string.Join(", ", counts)}.";
    }

    private static XElement Matrix(IReadOnlyList<ClaimResult> results, string[] profiles, Func<ClaimResult, string?> address) => Table(
        $"Verdicts on {string.Join(", ", profiles)}",
        ["Claim, in this project's words", .. profiles],
        results.GroupBy(result => result.Registration.Id).Select(claim => (IReadOnlyList<object?>)
        [
            Many(Of("b", claim.Key), " ", Of("span", Class("sentence"), claim.First().Registration.Sentence)),
            .. profiles.Select(profile => claim.FirstOrDefault(result => result.Profile == profile) is { } result ? Cell(result, address(result)) : "\u2013"),
        ]));

    private static object? Cell(ClaimResult result, string? address)
    {
        object? mark = result.Verdict is { } verdict ? Badge(verdict.Outcome, verdict.Decides) : Of("span", Class("muted"), result.Faults.IsEmpty ? "not run" : "unreadable");
        return address is null ? mark : Link(address, mark, Of("span", Class("unseen"), $", {result.Registration.Id} on {result.Profile}"));
    }

    private static XElement Key(IEnumerable<XElement> found) => Of(
        "aside", Class("key"), With("aria-label", "What was found, and the key"),
        found,
        Of("dl", Marks.Select(known => Many(Of("dt", Badge(known.Outcome)), Of("dd", known.Meaning)))),
        Of("p", Class("scale"), "0 ", Bar(), " 1"),
        Of(
            "p", "A square of a map compares one layer with itself at two epochs. ", Of("b", "Yellow: nearly the same representation"),
            "; violet: another. A yellow block on the diagonal is a phase of training."));

    /// <summary>The colours of heat maps from 0 to 1.</summary>
    public static XElement Bar()
    {
        CellPicture bar = new(100, 1, [.. Enumerable.Range(0, 100).Select(i => ColorScale.ColorAt(i / 99.0))]);
        return Of("img", Class("bar"), With("alt", "violet to yellow"), With("src", Picture.OfPng(PalettePng.Encode(bar)).Address));
    }
}
