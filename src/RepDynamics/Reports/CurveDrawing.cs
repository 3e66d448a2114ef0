using System.Globalization;
using System.Xml.Linq;
using RepDynamics.Figures;
using RepDynamics.Studies;
using RepDynamics.Training;
using static RepDynamics.Reports.Html;
using static RepDynamics.Reports.Svg;

namespace RepDynamics.Reports;

/// <summary>The chart of <see cref="RunFigures.Curves(string, IReadOnlyList{SnapshotMetrics}, int?)"/> as SVG in the page's colours.</summary>
internal static class CurveDrawing
{
    private const double Width = 340, Height = 216, Left = 34, Right = 330, Top = 10, Bottom = 160;

    public static XElement Draw(RunEvidence run)
    {
        CurveChart chart = RunFigures.Curves(run.Name, run.Metrics, run.PerfectFitEpoch);
        (EpochAxis xAxis, LinearAxis yAxis) = (chart.XAxis, chart.YAxis);
        double X(int epoch) => Left + (xAxis.Place(epoch) * (Right - Left));
        double Y(double place) => Bottom - (place * (Bottom - Top));
        string Points(CurveSeries curve) => string.Join(' ', curve.Epochs.Zip(
            curve.Values, (epoch, value) => FormattableString.Invariant($"{X(epoch):0.##},{Y(yAxis.Place(value)):0.##}")));

        return Drawing(
            "curves", Width, Height, Describe(run),
            Many(yAxis.Ticks.Select(tick => Many(
                Line("grid", Left, Y(tick.Place), Right, Y(tick.Place)),
                Label(Left - 5, Y(tick.Place) + 4, "end", tick.Text)))),
            Many(xAxis.Marks().Select(epoch => Many(
                Line("axis", X(epoch), Bottom, X(epoch), Bottom + 4),
                Label(X(epoch), Bottom + 17, "middle", epoch.ToString(CultureInfo.InvariantCulture))))),
            Line("axis", Left, Bottom, Right, Bottom),
            run.PerfectFitEpoch is { } fit ? Line("fit", X(fit), Top, X(fit), Bottom) : null,
            Many(chart.Series.Select((curve, i) => Of("polyline", Class($"curve curve{i}"), With("points", Points(curve))))),
            Many(chart.Series.Select((curve, i) => Key($"curve curve{i}", i, curve.Name))),
            run.PerfectFitEpoch is { } at ? Key("fit", 3, $"t* = {at}") : null);
    }

    // Two columns below the chart.
    private static object?[] Key(string kind, int place, string name)
    {
        (double x, double y) = (place < 2 ? Left : 220, place % 2 == 0 ? 190 : 207);
        return Many(Line(kind, x, y, x + 24, y), Label(x + 30, y + 4, "start", name));
    }

    private static string Describe(RunEvidence run)
    {
        SnapshotMetrics last = run.Metrics[^1];
        string fit = run.PerfectFitEpoch is { } epoch ? $"It fits its training labels perfectly from epoch {epoch} on." : "It never fits its training labels perfectly.";
        string memory = last.MislabelledTrueAccuracy is { } truth ? $", {Number.Value(truth)} on mislabelled training images by their true labels" : "";
        return $"{run.Name}, accuracy over epochs 0 to {last.Epoch}: at the end {Number.Value(last.TrainAccuracy)} in training, "
            + $"{Number.Value(last.TestAccuracy)} in the test{memory}. {fit}";
    }
}

/// <summary>Parts of drawings, as SVG that takes the page's colours.</summary>
internal static class Svg
{
    public static XElement Drawing(string kind, double width, double height, string description, params IEnumerable<object?> parts) => Of(
        "svg", Class(kind), With("viewBox", FormattableString.Invariant($"0 0 {width} {height}")), With("role", "img"), With("aria-label", description), parts);

    public static XElement Line(string kind, double x1, double y1, double x2, double y2) =>
        Of("line", Class(kind), With("x1", x1), With("y1", y1), With("x2", x2), With("y2", y2));

    public static XElement Label(double x, double y, string anchor, string text) =>
        Of("text", Class("tick"), With("x", x), With("y", y), With("text-anchor", anchor), text);
}
