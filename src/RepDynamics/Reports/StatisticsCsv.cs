using System.Text;
using System.Text.Json;
using RepDynamics.Claims;
using RepDynamics.Studies;

namespace RepDynamics.Reports;

/// <summary>Every statistic of a report, a row for each seed of each part, as RFC 4180 has it (but lines end by a line feed).</summary>
internal static class StatisticsCsv
{
    public static readonly string[] Columns =
    [
        "claim", "profile", "variation", "part", "measure", "statistic", "decides", "seed", "minuend", "minuend_value", "subtrahend",
        "subtrahend_value", "difference", "mean", "lower", "upper", "confidence", "margin", "direction", "outcome",
    ];

    public static string Write(IReadOnlyList<ClaimResult> results)
    {
        StringBuilder csv = new();
        Line(csv, Columns);
        foreach (ClaimResult result in results)
        {
            if (result.Verdict is not { } verdict) continue;
            foreach (PartVerdict part in verdict.Parts) Rows(csv, result, "", part, part.Decides && verdict.Decides);
            foreach (Variation variation in result.Sensitivity)
                foreach (PartVerdict part in variation.Parts) Rows(csv, result, variation.Name, part, decides: false);
        }
        return csv.ToString();
    }

    private static void Rows(StringBuilder csv, ClaimResult result, string variation, PartVerdict part, bool decides)
    {
        RegisteredPart? registered = result.Registered(part);
        foreach (SeedValues seed in part.Seeds)
        {
            // The conditions of a part of another revision are not known.
            string[] minuend = [.. registered?.Minuend ?? []], subtrahend = [.. registered?.Subtrahend ?? []];
            Line(
                csv,
                [
                    result.Registration.Id, result.Profile, variation, part.Name, registered is null ? "" : Measure(Sensitivity.Varied(variation, registered)),
                    registered?.Statistic ?? "", decides ? "true" : "false", seed.Seed.ToString(CultureInfo.InvariantCulture),
                    string.Join(" + ", minuend), Text(Mean(seed, minuend)), string.Join(" + ", subtrahend), Text(Mean(seed, subtrahend)),
                    Text(seed.Difference), Text(part.Interval?.Mean), Text(part.Interval?.Lower), Text(part.Interval?.Upper), Text(part.Confidence),
                    Text(part.Delta), part.Direction.ToString().ToLowerInvariant(), part.Outcome.ToString().ToLowerInvariant(),
                ]);
        }
    }

    // As in verdicts.json.
    private static string Measure(RegisteredPart part) => JsonNamingPolicy.CamelCase.ConvertName(part.Measure.ToString());

    private static double? Mean(SeedValues seed, string[] conditions)
    {
        double?[] values = [.. conditions.Select(condition => seed.Values.GetValueOrDefault(condition))];
        return values.Length == 0 || values.Contains(null) ? null : values.Average();
    }

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static void Line(StringBuilder csv, IEnumerable<string> cells) => csv.AppendJoin(',', cells.Select(Quoted)).Append('\n');

    private static string Quoted(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
