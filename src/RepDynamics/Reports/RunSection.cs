using System.Xml.Linq;
using RepDynamics.Studies;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>One run: its curves, and where it was trained.</summary>
internal static class RunSection
{
    public static object? Build(ReportedRun run)
    {
        RunEvidence evidence = run.Evidence;
        string fit = evidence.Metrics.IsEmpty ? "" : evidence.PerfectFitEpoch is { } epoch ? $"Perfect fit at epoch {epoch}." : "It never fits perfectly.";
        return Of(
            "article", Class("run"), With("aria-labelledby", run.Anchor),
            Of("h3", With("id", run.Anchor), $"{evidence.Name} on {run.Profile}"),
            Of("p", "Recipe ", Of("code", Class("long"), evidence.RecipeHash), ". ", fit),
            evidence.Metrics.Length < 2
                ? Of("p", Class("muted"), "Known from the committed numbers alone: its curves are among the figures of its claims.")
                : Of("figure", Class("part"), Of("figcaption", Of("b", "Accuracy"), " by epoch"), CurveDrawing.Draw(evidence)),
            Of("details", Of("summary", "Environment"), Environment($"Environment of {evidence.Name}", evidence.Environment)));
    }

    public static object? Environment(string label, IReadOnlyDictionary<string, string> facts) =>
        Table(label, ["Fact", "Value"], facts.OrderBy(fact => fact.Key, StringComparer.Ordinal).Select(fact => (IReadOnlyList<object?>)[fact.Key, fact.Value]));
}

/// <summary>The epoch x epoch matrices of one run, drawn by the page's script, which also reads them out.</summary>
internal static class HeatMaps
{
    public static XElement Build(ReportedRun run, ClaimResult result, bool open) => Of(
        "details", Class("run-maps"), open ? With("open") : null,
        Of("summary", run.Evidence.Name),
        Many(RunData.Measures(run.Evidence).Select((measure, i) => Maps(run, measure.Key.Measure, [.. measure], i, $"{result.Anchor}-{run.Anchor}-{i}"))),
        Of("p", Of("a", With("href", "#" + run.Anchor), "Curves and environment of this run")));

    private static XElement Maps(ReportedRun run, string measure, MatrixEvidence[] taps, int number, string id)
    {
        string fit = run.Evidence.PerfectFitEpoch is { } epoch ? $"; lines: perfect fit, t* = {epoch}" : "";
        return Of(
            "figure", Class("heat"), With("data-run", run.Anchor), With("data-measure", number),
            Of("figcaption", Of("b", measure), $", epochs {taps[0].Epochs[0]} to {taps[0].Epochs[^1]} from left to right and upwards{fit}"),
            Of(
                "div", Class("maps"), With("tabindex", "0"), With("role", "application"), With("aria-roledescription", "heat maps"),
                With("aria-label", $"{run.Evidence.Name}, {measure}: arrow keys move between epochs, Page Up and Page Down between layers"),
                With("aria-describedby", id),
                Many(taps.Select((tap, i) => Of(
                    "div", Class("map"), With("data-tap", i),
                    Of("canvas", With("role", "img"), With("aria-label", $"{tap.Tap}: {Summary(tap)}"), With("width", "8"), With("height", "8")),
                    Of("span", tap.Tap))))),
            Of("div", Class("scale"), With("aria-hidden", "true"), Of("span", "0"), Of("canvas", With("width", "160"), With("height", "10")), Of("span", "1")),
            Of("output", With("id", id), With("aria-live", "polite"), "Point at a map, or focus them and use the arrow keys, to read off a value."));
    }

    private static string Summary(MatrixEvidence tap) =>
        $"similarity of two epochs from {Number.Value(tap.Thousandths.Min() / 1000.0)} to {Number.Value(tap.Thousandths.Max() / 1000.0)}, "
        + $"of the first and the last {Number.Value(tap.Thousandths[^(tap.Epochs.Length - 1)] / 1000.0)}";
}
