using System.Collections.Immutable;
using System.Xml.Linq;
using RepDynamics.Claims;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>The results of one claim on one profile.</summary>
internal static class ProfileSection
{
    /// <summary>The section; folded away where the profile decides nothing.</summary>
    public static XElement Build(ClaimResult result, RunData runs, ClaimFigures figures)
    {
        object?[] content = result.Verdict is { } verdict ? Decided(result, verdict, runs, figures) : [NotRun(result), Again(result)];
        XElement heading = Of(
            "h4", With("id", result.Anchor), $"On {result.Profile}: ",
            result.Verdict is { } v ? VerdictTable.Badge(v.Outcome, v.Decides) : VerdictTable.NoVerdict(result));
        return result.Verdict is { Decides: false }
            ? Of("section", Class("profile"), heading, Of("details", Of("summary", "A trial of the plumbing: this verdict says nothing about the claim"), Many(content)))
            : Of("section", Class("profile"), heading, Many(content));
    }

    private static object?[] Decided(ClaimResult result, Verdict verdict, RunData runs, ClaimFigures figures) =>
    [
        Of("p", Class("muted"), Provenance(result, verdict)),
        Faults(result),
        Parts(result, verdict),
        result.Sensitivity.IsEmpty ? null : SensitivityTable.Build(result.Sensitivity, verdict),
        Matrices(result, runs),
        figures.Build(result),
        Again(result),
        Of("details", Of("summary", $"All {verdict.RecipeHashes.Count} runs, their data and environment"), Runs(result, verdict, runs)),
    ];

    private static string Provenance(ClaimResult result, Verdict verdict)
    {
        string source = result.FromRun ? "by the latest run" : "as accepted in the baseline";
        string revision = verdict.Revision == result.Registration.Revision
            ? $"revision {verdict.Revision} of the registration"
            : $"revision {verdict.Revision} of the registration, which is in revision {result.Registration.Revision} by now: run it again";
        return $"Decided {Number.Minute(verdict.Date)}, {source}, under {revision}.";
    }

    private static object?[] Faults(ClaimResult result) => Many(result.Faults.Select(fault => Of("p", Class("fault"), fault)));

    private static object? NotRun(ClaimResult result) => result.Faults.IsEmpty
        ? Of("p", "Not run: there is neither a result nor an accepted verdict.")
        : Faults(result);

    private static XElement Parts(ClaimResult result, Verdict verdict)
    {
        // Parts of one statistic share a scale, so that they can be compared by eye.
        ILookup<string, PartVerdict> byStatistic = verdict.Parts.ToLookup(part => result.Registered(part)?.Statistic ?? "");
        var drawings = byStatistic.ToDictionary(group => group.Key, group => new IntervalDrawing([.. group]));
        return Of("div", Class("parts"), Many(verdict.Parts.Select(part => Part(result, part, drawings[result.Registered(part)?.Statistic ?? ""]))));
    }

    private static XElement Part(ClaimResult result, PartVerdict part, IntervalDrawing drawing)
    {
        RegisteredPart? registered = result.Registered(part);
        string[] conditions = [.. part.Seeds.SelectMany(seed => seed.Values.Keys).Distinct()];
        // As it is subtracted, where that is known.
        if (registered is not null) conditions = [.. registered.Conditions.Where(conditions.Contains)];
        string difference = conditions.Length == 1 ? "Counts" : "Difference";
        return Of(
            "figure", Class("part"),
            Of(
                "figcaption", Of("b", part.Name), " ", VerdictTable.Badge(part.Outcome, part.Decides),
                part.Decides ? null : Of("span", Class("muted"), " reported, not deciding")),
            drawing.Draw(part),
            Of("p", Class("reason"), part.Reason),
            Table(
                $"{result.Registration.Id} on {result.Profile}, {part.Name}: values of every seed",
                [.. ((string[])["Seed", .. conditions, difference]).Select(title => title)],
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

    private static object? Matrices(ClaimResult result, RunData runs)
    {
        if (result.Runs.IsEmpty)
        {
            return Of(
                "p", Class("muted"), "No matrices lie beside this verdict: heat maps are shown as figures only. "
                + "Run the claim here to read off their values.");
        }
        return Many(
            Of("h5", "Each layer compared with itself across epochs, first seed"),
            Many(result.Runs.Select((run, i) => HeatMaps.Build(runs.Of(run), result, open: i == 0))));
    }

    private static object?[] Again(ClaimResult result) => Many(
        Of("p", "Run it again:"),
        Of("pre", With("tabindex", "0"), Of("code", $"dotnet test experiments --filter Claim={result.Registration.Id} -p:Profile={result.Profile}")));

    private static object?[] Runs(ClaimResult result, Verdict verdict, RunData runs)
    {
        var anchors = runs.Runs.ToDictionary(run => run.Evidence.RecipeHash, run => run.Anchor);
        return Many(
            Table(
                $"Recipes of {result.Registration.Id} on {result.Profile}",
                ["Run", "Recipe", "Training images", "Held-out images"],
                verdict.RecipeHashes.Select(run => (IReadOnlyList<object?>)
                [
                    anchors.TryGetValue(run.Value, out string? anchor) ? Of("a", With("href", "#" + anchor), run.Key) : run.Key,
                    Hash(run.Value),
                    Hash(verdict.DataFingerprints.GetValueOrDefault($"{run.Key}, training images", "")),
                    Hash(verdict.DataFingerprints.GetValueOrDefault($"{run.Key}, held-out images", "")),
                ])),
            RunSection.Environment($"Environment of {result.Registration.Id} on {result.Profile}", verdict.Environment));
    }

    private static XElement Hash(string hash) => Of("code", With("title", hash.Length == 0 ? null : hash), hash.Length == 0 ? "\u2013" : Number.Short(hash));
}
