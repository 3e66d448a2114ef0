using System.Xml.Linq;
using RepDynamics.Claims;
using RepDynamics.Figures;
using static RepDynamics.Reports.Html;
using static RepDynamics.Reports.Svg;

namespace RepDynamics.Reports;

/// <summary>A part's differences and their interval beside the margin, as SVG that takes the page's colours.</summary>
internal sealed class IntervalDrawing
{
    // Narrow enough that its letters stay readable on a phone of 360 pixels.
    private const double Width = 340, Height = 104, Left = 14, Right = 326, SeedsAt = 26, IntervalAt = 50, AxisAt = 74;

    private readonly LinearAxis axis;

    /// <summary>A common scale for parts that are to be compared by eye.</summary>
    public IntervalDrawing(IReadOnlyCollection<PartVerdict> parts) => axis = LinearAxis.Around(
        [
            0,
            .. parts.SelectMany(part => (double[])[part.Delta, -part.Delta]),
            .. parts.SelectMany(part => part.Seeds).Select(seed => seed.Difference).OfType<double>(),
            .. parts.Select(part => part.Interval).OfType<Dynamics.StudentInterval>().SelectMany(i => (double[])[i.Lower, i.Upper]),
        ],
        room: .05, space: .05, parts: 5);

    public XElement Draw(PartVerdict part)
    {
        bool greater = part.Direction == Direction.Greater;
        (double from, double to) = greater ? (X(part.Delta), Right) : (Left, X(-part.Delta));
        return Drawing(
            "interval", Width, Height, Describe(part),
            Of("rect", Class("claimed"), With("x", from), With("y", 8), With("width", Math.Max(to - from, 0)), With("height", AxisAt - 8)),
            Line("axis", Left, AxisAt, Right, AxisAt),
            Line("zero", X(0), 8, X(0), AxisAt),
            part.Delta > 0 ? Many(Line("margin", X(part.Delta), 8, X(part.Delta), AxisAt), Line("margin", X(-part.Delta), 8, X(-part.Delta), AxisAt)) : null,
            Many(axis.Values.Zip(axis.Ticks, (value, tick) => Many(
                Line("axis", X(value), AxisAt, X(value), AxisAt + 4),
                Label(X(value), AxisAt + 18, "middle", tick.Text)))),
            Many(part.Seeds.Where(seed => seed.Difference is not null).Select(seed => Of(
                "circle", Class("seed"), With("cx", X(seed.Difference!.Value)), With("cy", SeedsAt), With("r", 4.5),
                Of("title", $"seed {seed.Seed}: {Number.Signed(seed.Difference.Value)}")))),
            part.Interval is { } interval
                ? Many(
                    Line("reach", X(interval.Lower), IntervalAt, X(interval.Upper), IntervalAt),
                    Line("reach", X(interval.Lower), IntervalAt - 6, X(interval.Lower), IntervalAt + 6),
                    Line("reach", X(interval.Upper), IntervalAt - 6, X(interval.Upper), IntervalAt + 6),
                    Of("rect", Class("mean"), With("x", X(interval.Mean) - 4), With("y", IntervalAt - 4), With("width", 8), With("height", 8)))
                : Label((Left + Right) / 2, IntervalAt + 4, "middle", "no interval"));
    }

    private double X(double value) => Left + (axis.Place(value) * (Right - Left));

    private static string Describe(PartVerdict part)
    {
        string seeds = string.Join(", ", part.Seeds.Select(s => $"seed {s.Seed} {(s.Difference is { } d ? Number.Signed(d) : "undefined")}"));
        string interval = part.Interval is { } i
            ? $"mean {Number.Signed(i.Mean)}, {Number.Percent(part.Confidence)} interval {Number.Signed(i.Lower)} to {Number.Signed(i.Upper)}"
            : "no interval";
        return $"{part.Name}: {interval}; the margin is {Number.Plain(part.Delta)} on either side of 0, and the claim says "
            + $"{(part.Direction == Direction.Greater ? "greater" : "less")}; {seeds}.";
    }
}
