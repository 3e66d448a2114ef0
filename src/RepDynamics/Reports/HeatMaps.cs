using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>The epoch x epoch matrices of one run, drawn by the page's script, which also reads them out.</summary>
internal static class HeatMaps
{
    /// <summary>All measures of one run.</summary>
    /// <param name="run">The run; its matrices are in the page's data.</param>
    /// <param name="result">Where they are shown.</param>
    /// <param name="open">Whether they are unfolded.</param>
    public static HtmlElement Build(ReportedRun run, ClaimResult result, bool open) => Of(
        "details", Class("run-maps"), open ? With("open") : Nothing,
        Of("summary", run.Evidence.Name),
        Many(RunData.Measures(run.Evidence).Select((measure, i) => Maps(run, measure.Key.Measure, [.. measure], i, $"{result.Anchor}-{run.Anchor}-{i}"))),
        Of("p", Of("a", With("href", "#" + run.Anchor), "Curves and environment of this run")));

    private static HtmlElement Maps(ReportedRun run, string measure, MatrixEvidence[] taps, int number, string id)
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
