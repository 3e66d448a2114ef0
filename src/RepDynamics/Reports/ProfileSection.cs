using System.Xml.Linq;
using RepDynamics.Claims;
using RepDynamics.Studies;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>The results of one claim on one profile: a sentence, a forest plot, the figures, and the numbers folded away.</summary>
/// <param name="repository">The address that commits are linked to; null where it is not known.</param>
/// <param name="foldTrials">Whether profiles that decide nothing are folded away, because others do decide.</param>
internal sealed class ProfileSection(HeatMaps maps, string? repository, bool foldTrials)
{
    // Pictures that the page shows already: a second time it refers to the first.
    private readonly HashSet<string> shown = [];

    public XElement Build(ClaimResult result)
    {
        if (result.Verdict is not { } verdict)
            return Of("section", Class("profile"), Of("h3", With("id", result.Anchor), $"{result.Profile}: ", Of("span", Class("badge none"), "unreadable")), Faults(result));
        object?[] content =
        [
            verdict.Decides ? null : Of("p", Class("muted"), "A trial of the plumbing: this verdict says nothing about the claim."),
            Of("p", Class("result"), ResultSentence.Of(verdict)),
            ForestPlot.Build(result, verdict),
            .. Figures(result),
            .. Differences(result),
            Faults(result),
            Folded($"Values of every seed: {verdict.Parts.Length} parts", Of("div", Class("parts"), verdict.Parts.Select(part => Values(result, part)))),
            result.Sensitivity.IsEmpty ? null : Sensitivity(result.Sensitivity, verdict),
            Folded($"All {verdict.RecipeHashes.Count} runs, their data and environment", Runs(result, verdict)),
            Of("p", Class("muted"), Provenance(result, verdict), " Run it again: ", ClaimSection.Run(result.Registration.Id, result.Profile)),
        ];
        return Of(
            "section", Class(verdict.Decides || !foldTrials ? "profile" : "profile trial"),
            Of("h3", With("id", result.Anchor), $"{result.Profile}: ", Overview.Badge(verdict.Outcome, verdict.Decides)),
            verdict.Decides || !foldTrials ? content : Folded("A trial of the plumbing", content));
    }

    private static object?[] Faults(ClaimResult result) => Many(result.Faults.Select(fault => Of("p", Class("fault"), fault)));

    private object?[] Figures(ClaimResult result)
    {
        List<XElement> elsewhere = [];
        // The forest plot shows the intervals of the parts. What decides comes first.
        object?[] figures =
        [
            .. result.Figures.ExceptBy(VerdictFigures.Names(result.Registration), figure => figure.Name).OrderBy(figure => FigureCaptions.IsOfRun(figure.Name))
                .Select(figure => maps.Build(result, figure.Name, elsewhere) ?? [Figure(result, figure, elsewhere)]),
        ];
        return [.. figures, elsewhere.Count == 0 ? null : Of("p", Class("muted"), "At an earlier claim: ", Joined("; ", elsewhere), ".")];
    }

    private XElement? Figure(ClaimResult result, FigureFile figure, List<XElement> elsewhere)
    {
        var picture = Picture.OfFile(figure.File);
        if (shown.Add(picture.Id)) return picture.Figure(FigureCaptions.Of(figure.Name), $"{result.Registration.Id} on {result.Profile}: {figure.Name}");
        elsewhere.Add(Link("#" + picture.Id, figure.Name.Replace(".", ", ", StringComparison.Ordinal)));
        return null;
    }

    private static object?[] Differences(ClaimResult result) => result.Mismatches.IsEmpty ? [] :
    [
        Of("h4", "Figures that departed from the baseline in the latest test"),
        .. result.Mismatches.Select(pair => Picture.Slider(Picture.OfFile(pair.Verified!), Picture.OfFile(pair.Received!), Path.GetFileNameWithoutExtension(pair.Name))),
        Of("p", "To accept them: ", Of("code", $"./repdynamics accept {result.Registration.Id} --profile {result.Profile}")),
    ];

    // What the last column has: the number that the part decides by.
    private static string Counted(RegisteredPart? part, int conditions) =>
        conditions == 1 ? "Counts" : part is { Subtrahend.IsEmpty: true } ? "Mean of conditions" : "Difference";

    private static XElement Values(ClaimResult result, PartVerdict part)
    {
        RegisteredPart? registered = result.Registered(part);
        string[] conditions = [.. part.Seeds.SelectMany(seed => seed.Values.Keys).Distinct()];
        // As it is subtracted, where that is known.
        if (registered is not null) conditions = [.. registered.Conditions.Where(conditions.Contains)];
        return Of(
            "div", Class("part"),
            Of("p", Of("b", part.Name), " ", Overview.Badge(part.Outcome, part.Decides), part.Decides ? null : Of("span", Class("muted"), " reported, not deciding")),
            Of("p", Class("muted"), part.Reason),
            Table(
                $"{result.Registration.Id} on {result.Profile}, {part.Name}: values of every seed",
                ["Seed", .. conditions, Counted(registered, conditions.Length)],
                [
                    .. part.Seeds.Select(seed => (IReadOnlyList<object?>)
                    [
                        FormattableString.Invariant($"{seed.Seed}"),
                        .. conditions.Select(condition => Number.Value(seed.Values.GetValueOrDefault(condition))),
                        seed.Difference is { } d ? Number.Signed(d) : seed.Failure is null ? "undefined" : "failed",
                    ]),
                    [
                        "Mean",
                        .. conditions.Select(condition => Mean(part.Seeds, condition)),
                        Of("b", part.Interval is { } interval ? Number.Signed(interval.Mean) : "\u2013"),
                    ],
                ]));
    }

    private static string Mean(ImmutableArray<SeedValues> seeds, string condition)
    {
        double?[] values = [.. seeds.Select(seed => seed.Values.GetValueOrDefault(condition))];
        return values.Any(value => value is null) || values.Length == 0 ? "\u2013" : Number.Value(values.Average());
    }

    private static XElement Sensitivity(ImmutableArray<Variation> variations, Verdict verdict)
    {
        var registered = verdict.Parts.ToDictionary(part => part.Name);
        bool Otherwise(PartVerdict part) => registered.TryGetValue(part.Name, out PartVerdict? before) && before.Outcome != part.Outcome;
        int others = variations.Count(variation => variation.Parts.Any(part => part.Decides && Otherwise(part)));
        return Folded(
            $"Sensitivity: {variations.Length} other choices, which decide nothing; by {others} a deciding part would have another outcome",
            Table(
                $"Sensitivity of {verdict.Claim} on {verdict.Profile}",
                ["Choice", "Part", "Mean and interval", "Outcome", "As registered"],
                variations.SelectMany(variation => variation.Parts.Select(part => (IReadOnlyList<object?>)
                [
                    variation.Name, part.Name, Number.Interval(part), Overview.Badge(part.Outcome, decides: false),
                    registered.TryGetValue(part.Name, out PartVerdict? before) ? Otherwise(part) ? Overview.Badge(before.Outcome, decides: false) : "the same" : "\u2013",
                ]))));
    }

    private object?[] Provenance(ClaimResult result, Verdict verdict)
    {
        string source = result.FromRun ? "by the latest run" : "as accepted in the baseline";
        string revision = verdict.Revision == result.Registration.Revision
            ? $"revision {verdict.Revision} of the registration"
            : $"revision {verdict.Revision} of the registration, which is in revision {result.Registration.Revision} by now: run it again";
        return Many(
            $"Decided {Number.Minute(verdict.Date)}, {source}, under {revision}, at commit ",
            Joined(", ", verdict.Environment.GetValueOrDefault("commit", "unknown").Split(" | ").Select(Commit)), ".");
    }

    private XElement Commit(string commit) => repository is not null && commit.Length >= 40 && commit.All(char.IsAsciiHexDigit)
        ? Link($"{repository}/commit/{commit}", Number.Short(commit))
        : Of("code", Number.Short(commit));

    private static object?[] Runs(ClaimResult result, Verdict verdict) => Many(
        Table(
            $"Recipes of {result.Registration.Id} on {result.Profile}",
            ["Run", "Recipe", "Training images", "Held-out images"],
            verdict.RecipeHashes.Select(run => (IReadOnlyList<object?>)
            [
                run.Key,
                Hash(run.Value),
                Hash(verdict.DataFingerprints.GetValueOrDefault($"{run.Key}, training images", "")),
                Hash(verdict.DataFingerprints.GetValueOrDefault($"{run.Key}, held-out images", "")),
            ])),
        Table(
            $"Environment of {result.Registration.Id} on {result.Profile}", ["Fact", "Value"],
            verdict.Environment.OrderBy(fact => fact.Key, StringComparer.Ordinal).Select(fact => (IReadOnlyList<object?>)[fact.Key, fact.Value])));

    private static XElement Hash(string hash) => Of("code", With("title", hash.Length == 0 ? null : hash), hash.Length == 0 ? "\u2013" : Number.Short(hash));
}

/// <summary>A verdict as one sentence with the numbers that matter.</summary>
internal static class ResultSentence
{
    private const int MostParts = 3;
    private const string One = "its one part";

    public static string Of(Verdict verdict)
    {
        PartVerdict[] gated = [.. verdict.Parts.Where(part => part.Decides && part.GateFailure is not null)];
        PartVerdict[] parts = [.. verdict.Parts.Where(part => part.Decides && part.GateFailure is null)];
        PartVerdict[] reproduced = [.. parts.Where(part => part.Outcome == Outcome.Reproduced)], against = [.. parts.Where(part => part.IsAgainst)];
        PartVerdict[] same = [.. parts.Where(part => part.Outcome == Outcome.NoDifference && !part.IsAgainst)];
        PartVerdict[] open = [.. parts.Except(reproduced).Except(against).Except(same)];
        string sentence = verdict.Outcome switch
        {
            Outcome.Reproduced => $"Reproduced by {(parts.Length == 1 ? One : $"all {parts.Length} parts")}: {List(reproduced)}",
            Outcome.Mixed => $"Mixed: reproduced by {reproduced.Length} of {parts.Length} parts, {against.Length} {(against.Length == 1 ? "speaks" : "speak")} against it: {List(against)}",
            Outcome.Contradicted => $"Contradicted by {Count(against)}: {List(against)}",
            Outcome.NotDecided => (parts.Length > 0 ? parts : gated).Select(part => part.Reason.TrimEnd('.')).DefaultIfEmpty("Not decided").First(),
            _ => $"Inconclusive: {string.Join("; ", Undecided())}",
        };
        string left = gated.Length == 0 || verdict.Outcome == Outcome.NotDecided ? ""
            : $" Left out: {string.Join(", ", gated.Select(part => part.Name))}, not decided: {gated[0].GateFailure!.Split(". ")[0].TrimEnd('.')}.";
        return $"{sentence}.{left}";

        IEnumerable<string> Undecided()
        {
            if (open.Length > 0) yield return $"{Count(open)} {(open.Length == 1 ? "allows" : "allow")} no conclusion: {List(open)}";
            if (same.Length > 0) yield return $"no difference: {List(same)}";
        }

        string Count(PartVerdict[] some) => parts.Length == 1 ? One : $"{some.Length} of {parts.Length} parts";
    }

    private static string List(PartVerdict[] parts) =>
        string.Join("; ", [.. parts.Take(MostParts).Select(Numbers), .. parts.Length > MostParts ? (string[])[$"and {parts.Length - MostParts} more"] : []]);

    private static string Numbers(PartVerdict part) => part.Interval is null
        ? $"{part.Name}, {part.Outcome.Words()}"
        : $"{part.Name} {Number.Interval(part)}, margin {Number.Plain(part.Delta)}";
}
