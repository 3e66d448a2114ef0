using System.Text.Json;
using RepDynamics.Claims;
using RepDynamics.IO;
using RepDynamics.Studies;

namespace RepDynamics.Reports;

/// <summary>All verdicts of a report as one JSON document; its schema is <c>docs/verdicts.schema.json</c>.</summary>
internal static class VerdictsJson
{
    /// <summary>The version of the form; another number where a reader of the old one would fail.</summary>
    public const int Version = 1;

    public static string Write(IReadOnlyList<ClaimResult> results, DateTimeOffset made) =>
        JsonSerializer.Serialize(new { Version, Made = made.UtcDateTime, Verdicts = results.Select(Entry) }, JsonFormat.Indented) + "\n";

    private static object Entry(ClaimResult result) => new
    {
        Claim = result.Registration.Id,
        result.Profile,
        result.Registration.Sentence,
        result.Registration.Paper,
        result.Registration.Statistic,
        result.Registration.Rule,
        RegisteredRevision = result.Registration.Revision,
        State = result.Verdict is not null ? "decided" : result.Faults.IsEmpty ? "notRun" : "unreadable",
        Source = result.Verdict is null ? null : result.FromRun ? "run" : "baseline",
        Faults = result.Faults.ToArray(),
        result.Verdict?.Outcome,
        result.Verdict?.Decides,
        result.Verdict?.Date,
        result.Verdict?.Revision,
        Parts = (result.Verdict?.Parts ?? []).Select(part => Part(result, part)),
        Sensitivity = result.Sensitivity.Select(variation => new
        {
            Variation = variation.Name,
            Parts = variation.Parts.Select(part => Part(result, part, variation.Name)),
        }),
        RecipeHashes = result.Verdict?.RecipeHashes ?? new Dictionary<string, string>(),
        DataFingerprints = result.Verdict?.DataFingerprints ?? new Dictionary<string, string>(),
        Environment = result.Verdict?.Environment ?? new Dictionary<string, string>(),
    };

    private static object Part(ClaimResult result, PartVerdict part, string variation = "") => new
    {
        part.Name,
        Measure = result.Registered(part) is { } registered ? Sensitivity.Varied(variation, registered).Measure : (SimilarityMeasure?)null,
        result.Registered(part)?.Statistic,
        Minuend = result.Registered(part)?.Minuend is { } minuend ? string.Join(" + ", minuend) : null,
        Subtrahend = result.Registered(part)?.Subtrahend is { IsEmpty: false } subtrahend ? string.Join(" + ", subtrahend) : null,
        part.Decides,
        part.Outcome,
        part.Reason,
        Margin = part.Delta,
        part.Direction,
        part.Confidence,
        part.Interval,
        Seeds = part.Seeds.Select(seed => new { seed.Seed, seed.Values, seed.Difference, seed.Failure }),
    };
}
