using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using RepDynamics.Figures;
using RepDynamics.Studies;
using RepDynamics.Training;
using static RepDynamics.Reports.Html;
using static RepDynamics.Reports.Svg;

namespace RepDynamics.Reports;

/// <summary>A run's accuracies while it trains, as SVG that takes the page's colours; the epochs as in all figures.</summary>
internal static class CurveDrawing
{
    private const double Width = 340, Height = 216, Left = 34, Right = 330, Top = 10, Bottom = 160;

    /// <summary>Draws one run.</summary>
    /// <param name="run">A run with at least two snapshots' metrics.</param>
    public static XElement Draw(RunEvidence run)
    {
        ImmutableArray<SnapshotMetrics> metrics = run.Metrics;
        var axis = EpochAxis.OfCurves(metrics[0].Epoch, metrics[^1].Epoch);
        (string Name, double[] Values)[] series =
        [
            ("training, labels given", [.. metrics.Select(m => m.TrainAccuracy)]),
            ("test", [.. metrics.Select(m => m.TestAccuracy)]),
            .. metrics.Any(m => m.MislabelledTrueAccuracy is null)
                ? ((string, double[])[])[]
                : [("mislabelled, true labels", [.. metrics.Select(m => m.MislabelledTrueAccuracy!.Value)])],
        ];
        return Drawing(
            "curves", Width, Height, Describe(run),
            Many(((double[])[0, .25, .5, .75, 1]).Select(value => Many(
                Line("grid", Left, Y(value), Right, Y(value)),
                Label(Left - 5, Y(value) + 4, "end", Number.Plain(value))))),
            Many(axis.Marks().Select(epoch => Many(
                Line("axis", X(axis, epoch), Bottom, X(axis, epoch), Bottom + 4),
                Label(X(axis, epoch), Bottom + 17, "middle", epoch.ToString(CultureInfo.InvariantCulture))))),
            Line("axis", Left, Bottom, Right, Bottom),
            run.PerfectFitEpoch is { } fit ? Line("fit", X(axis, fit), Top, X(axis, fit), Bottom) : null,
            Many(series.Select((curve, i) => Curve(axis, metrics, curve.Values, i))),
            Many(series.Select((curve, i) => Key(curve.Name, i))),
            run.PerfectFitEpoch is { } at
                ? Many(Line("fit", 220, 207, 244, 207), Label(250, 211, "start", $"t* = {at}"))
                : null);
    }

    private static XElement Curve(EpochAxis axis, ImmutableArray<SnapshotMetrics> metrics, double[] values, int number) => Of(
        "polyline", Class($"curve curve{number}"),
        With("points", string.Join(' ', metrics.Zip(values, (m, value) => FormattableString.Invariant($"{X(axis, m.Epoch):0.##},{Y(value):0.##}")))));

    private static object?[] Key(string name, int number)
    {
        (double x, double y) = number == 0 ? (Left, 190) : number == 1 ? (220, 190) : (Left, 207);
        return Many(Line($"curve curve{number}", x, y, x + 24, y), Label(x + 30, y + 4, "start", name));
    }

    private static double X(EpochAxis axis, int epoch) => Left + (axis.Place(epoch) * (Right - Left));

    private static double Y(double value) => Bottom - (value * (Bottom - Top));

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
    /// <summary>Creates a drawing.</summary>
    /// <param name="kind">Its class.</param>
    /// <param name="width">Units from left to right.</param>
    /// <param name="height">Units from top to bottom.</param>
    /// <param name="description">Its text for assistive technology.</param>
    /// <param name="parts">Its elements.</param>
    public static XElement Drawing(string kind, double width, double height, string description, params IEnumerable<object?> parts) => Of(
        "svg", Class(kind), With("viewBox", FormattableString.Invariant($"0 0 {width} {height}")), With("role", "img"), With("aria-label", description), parts);

    public static XElement Line(string kind, double x1, double y1, double x2, double y2) =>
        Of("line", Class(kind), With("x1", x1), With("y1", y1), With("x2", x2), With("y2", y2));

    public static XElement Label(double x, double y, string anchor, string text) =>
        Of("text", Class("tick"), With("x", x), With("y", y), With("text-anchor", anchor), text);
}
