using System.Xml.Linq;
using RepDynamics.Claims;
using RepDynamics.Figures;
using static RepDynamics.Reports.Html;

namespace RepDynamics.Reports;

/// <summary>All parts of a verdict beside their margins, as SVG in the page's colours: an axis for each statistic, margin and direction.</summary>
internal static class ForestPlot
{
    // Narrow enough that letters stay readable on a phone of 320 pixels.
    private const double Width = 420, Left = 10, Right = 410, Top = 18;
    private const int MostLetters = 62, MostBesideNumbers = 36;

    public static XElement Build(ClaimResult result, Verdict verdict) => Of(
        "figure", Class("forest"),
        Of("div", verdict.Parts.GroupBy(part => (result.Registered(part)?.Statistic ?? "difference", part.Delta, part.Direction)).Select(group => Panel(group.Key.Item1, [.. group]))),
        Of(
            "figcaption", "Dots: seeds. Square and bar: their mean and its ", $"{Number.Percent(verdict.Parts[0].Confidence)} interval. Dashed: the margin. Shaded: the side of the claim. ",
            "Bold: parts that decide; the others are reported."));

    private static XElement Panel(string statistic, PartVerdict[] parts)
    {
        var axis = LinearAxis.Around(
            [
                0, parts[0].Delta, -parts[0].Delta,
                .. parts.Where(part => part.Interval is not null)
                    .SelectMany(part => (double[])[part.Interval!.Lower, part.Interval.Upper, .. part.Seeds.Select(seed => seed.Difference).OfType<double>()]),
            ],
            room: .05, space: .03, parts: 6);
        // The numbers stand beside the names, or below them.
        double below = parts.Any(part => part.Name.Length > MostBesideNumbers) ? 13 : 0, row = 34 + below;
        double bottom = Top + (parts.Length * row) + 4, margin = parts[0].Delta;
        double X(double value) => Left + (axis.Place(value) * (Right - Left));
        return Drawing(
            "interval", Width, bottom + 38, $"{statistic}; margin {Number.Plain(margin)}. {string.Join(" ", parts.Select(Describe))}",
            Claimed(parts[0].Direction, margin).Select(side => Of(
                "rect", Class("claimed"), With("x", X(Math.Max(side.From, axis.Low))), With("y", Top),
                With("width", Math.Max(X(Math.Min(side.To, axis.High)) - X(Math.Max(side.From, axis.Low)), 0)), With("height", bottom - Top))),
            Line("zero", X(0), Top, X(0), bottom),
            margin == 0 ? null : Many(
                Line("margin", X(margin), Top, X(margin), bottom), Line("margin", X(-margin), Top, X(-margin), bottom),
                Label(Math.Clamp(X(margin), 60, Right - 60), Top - 5, "middle", $"margin \u00b1{Number.Plain(margin)}")),
            parts.Select((part, i) => Line(part, Top + (i * row), below, X)),
            Line("axis", Left, bottom, Right, bottom),
            axis.Values.Zip(axis.Ticks, (value, tick) => Many(Line("axis", X(value), bottom, X(value), bottom + 4), Label(X(value), bottom + 16, "middle", tick.Text))),
            Of("text", With("x", (Left + Right) / 2), With("y", bottom + 33), With("text-anchor", "middle"), statistic));
    }

    // The name above; below it seeds, mean and interval.
    private static object?[] Line(PartVerdict part, double top, double below, Func<double, double> x)
    {
        double y = top + 24 + below;
        return Many(
            Of("text", Class(part.Decides ? "name decides" : "name"), With("x", Left), With("y", top + 13), Fit($"{Overview.Sign(part.Outcome)} {part.Name}", MostLetters)),
            part.Interval is { } interval
                ? Many(
                    Of("text", Class("name"), With("x", Right), With("y", top + 13 + below), With("text-anchor", "end"), Number.Interval(part)),
                    Line("reach", x(interval.Lower), y, x(interval.Upper), y),
                    Of("rect", Class("mean"), With("x", x(interval.Mean) - 4), With("y", y - 4), With("width", 8), With("height", 8)),
                    part.Seeds.Where(seed => seed.Difference is not null).Select(seed => Of(
                        "circle", Class("seed"), With("cx", x(seed.Difference!.Value)), With("cy", y), With("r", 3),
                        Of("title", $"seed {seed.Seed}: {Number.Signed(seed.Difference.Value)}"))))
                : Of("text", Class("name"), With("x", Left), With("y", y + 3), Fit(part.Reason, MostLetters)));
    }

    private static (double From, double To)[] Claimed(Direction direction, double margin) => direction switch
    {
        Direction.Greater => [(margin, double.PositiveInfinity)],
        Direction.Less => [(double.NegativeInfinity, -margin)],
        Direction.Either => [(double.NegativeInfinity, -margin), (margin, double.PositiveInfinity)],
        _ => [(-margin, margin)],
    };

    private static string Fit(string text, int most) => text.Length <= most ? text : text[..(most - 1)].TrimEnd() + "\u2026";

    private static string Describe(PartVerdict part)
    {
        string seeds = string.Join(", ", part.Seeds.Select(s => $"seed {s.Seed} {(s.Difference is { } d ? Number.Signed(d) : "undefined")}"));
        string interval = part.Interval is { } i
            ? $"mean {Number.Signed(i.Mean)}, {Number.Percent(part.Confidence)} interval {Number.Signed(i.Lower)} to {Number.Signed(i.Upper)}"
            : "no interval";
        return $"{part.Name}: {part.Outcome.Words()}, {interval}; {seeds}.";
    }

    /// <summary>A drawing with a description for readers who cannot see it.</summary>
    public static XElement Drawing(string kind, double width, double height, string description, params IEnumerable<object?> parts) => Of(
        "svg", Class(kind), With("viewBox", FormattableString.Invariant($"0 0 {width} {height}")), With("role", "img"), With("aria-label", description), parts);

    public static XElement Line(string kind, double x1, double y1, double x2, double y2) =>
        Of("line", Class(kind), With("x1", x1), With("y1", y1), With("x2", x2), With("y2", y2));

    public static XElement Label(double x, double y, string anchor, string text) =>
        Of("text", Class("tick"), With("x", x), With("y", y), With("text-anchor", anchor), text);
}
