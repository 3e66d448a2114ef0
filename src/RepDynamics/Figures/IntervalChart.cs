using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>One line of an interval chart.</summary>
/// <param name="Label">Its name, such as <c>SGD: ViT minus ResNet</c>; must differ between lines.</param>
/// <param name="Values">The statistic of every seed `[seeds]`, finite, at least two; the chart marks their mean. Of a row without an interval any number.</param>
/// <param name="Low">Lower end of the interval of the mean, for instance a 90% t interval.</param>
/// <param name="High">Upper end of the interval; the mean must lie between the ends.</param>
/// <param name="Note">A word on the result, such as the verdict, written after the numbers; of a row without an interval, why there is none.</param>
public sealed record IntervalCondition(string Label, IReadOnlyList<double> Values, double Low, double High, string Note)
{
    /// <summary>Returns a row without an interval: the seeds that have a value, and why there is none, such as <c>not decided: no double descent seen</c>.</summary>
    public static IntervalCondition Undecided(string label, IReadOnlyList<double> values, string why) => new(label, values, double.NaN, double.NaN, why);

    internal bool HasInterval => !double.IsNaN(Low);
}

/// <summary>The values of the seeds of every condition as open dots, their mean and its interval, against zero and the registered margin. Every line has its numbers.</summary>
public sealed class IntervalChart : Figure
{
    private const int WidestPlot = 820;
    private const float Space = 24, Top = Theme.LabelSize * 1.6f, Bottom = Theme.TickLength + Theme.TickSize * 2.9f + Theme.LabelSize * 1.4f;
    private string Key => FormattableString.Invariant($"circles: seeds; bar: their mean and its {100 * Confidence:0.##}% t interval");

    /// <summary>The conditions from top to bottom, at least one.</summary>
    public required IReadOnlyList<IntervalCondition> Conditions { get; init; }

    /// <summary>What the horizontal axis measures.</summary>
    public required string XLabel { get; init; }

    /// <summary>The margin delta, at least 0, marked on both sides of zero.</summary>
    public required double Margin { get; init; }

    /// <summary>The confidence of the intervals, in (0, 1).</summary>
    public required double Confidence { get; init; }

    // On paper the names stand over their rows, so that the plot has room.
    private static float RowHeight(Typography typography) => Theme.LabelSize * (typography.IsPaper ? 4.7f : 3.2f);

    private float PlotHeight(Typography typography) => Conditions.Count * RowHeight(typography);

    private float PlotWidth(Typography typography) => MathF.Floor(MathF.Min(WidestPlot, typography.MaxWidth - Left(typography) - Space - NumbersWidth(typography)));

    private float LabelWidth(Typography typography) => Conditions.Max(condition => typography.Width(condition.Label, TextStyle.Label));

    private float Left(Typography typography) => typography.IsPaper ? Space : MathF.Ceiling(LabelWidth(typography) + Space);

    private float NumbersWidth(Typography typography) => Conditions.Max(condition => MathF.Max(
        typography.Width(Numbers(condition), TextStyle.Label), condition.HasInterval ? typography.Width(condition.Note, TextStyle.Heading) : 0));

    internal override void Check()
    {
        string where = $"chart '{XLabel}'";
        FigureData.RequireText(XLabel, "the axis of an interval chart");
        FigureData.Require(Conditions.Count > 0, where, "has no conditions", "at least one", nameof(Conditions));
        FigureData.Require(Margin is >= 0 and < double.PositiveInfinity, where, $"has margin {Margin}", "a number from 0 on", nameof(Margin));
        foreach (IntervalCondition condition in Conditions) Check(condition, $"condition '{condition.Label}' of {where}");
        FigureData.RequireOnce(Conditions.Select(condition => condition.Label), "condition", where, nameof(Conditions));
    }

    private static void Check(IntervalCondition condition, string name)
    {
        FigureData.RequireText(condition.Label, $"the label of {name}");
        foreach (double value in Shown(condition)) FigureData.RequireFinite(value, name);
        if (!condition.HasInterval) return;
        FigureData.Require(condition.Values.Count > 1, name, $"has {condition.Values.Count} seeds", "at least two", nameof(Conditions));
        double mean = condition.Values.Average();
        // Equal values have an interval of no width, and the mean another rounding.
        double slack = 1e-9 * Math.Max(1, Math.Abs(mean));
        bool isInside = condition.Low <= mean + slack && condition.High >= mean - slack;
        FigureData.Require(isInside, name, $"has interval {condition.Low} to {condition.High}", $"an interval around the mean {mean}", nameof(Conditions));
    }

    private static IEnumerable<double> Shown(IntervalCondition condition) => condition.HasInterval ? [.. condition.Values, condition.Low, condition.High] : condition.Values;

    internal override string Describe() =>
        FormattableString.Invariant($"{XLabel}: mean and {100 * Confidence:0.##}% interval, ") + $"margin {LinearAxis.Plain(Margin)}. "
        + string.Join(" ", Conditions.Select(c => $"{c.Label}: {(c.HasInterval ? $"{Numbers(c)}, " : "")}{c.Note}."));

    internal override (float Width, float Height) MeasureBody(Typography typography)
    {
        float plot = Left(typography) + PlotWidth(typography);
        float below = MathF.Max(typography.Width(XLabel, TextStyle.Label), typography.Width(Key, TextStyle.Tick));
        float reasons = Conditions.Max(condition => condition.HasInterval ? 0 : Left(typography) + 10 + typography.Width(condition.Note, TextStyle.Tick));
        float names = typography.IsPaper ? LabelWidth(typography) : 0;
        return (MathF.Max(MathF.Max(plot + Space + NumbersWidth(typography), below), MathF.Max(reasons, names)), Top + PlotHeight(typography) + Bottom);
    }

    internal override void DrawBody(DrawingSurface sheet)
    {
        var plot = SKRect.Create(Left(sheet.Typography), Top, PlotWidth(sheet.Typography), PlotHeight(sheet.Typography));
        LinearAxis axis = XAxis();
        float At(double value) => plot.Left + (float)axis.Place(value) * plot.Width;

        float below = plot.Bottom + Theme.TickLength, width = MeasureBody(sheet.Typography).Width;
        foreach (double value in axis.Values) sheet.Line(At(value), plot.Top, At(value), plot.Bottom, Theme.Grid, 1.5f);
        foreach (double value in axis.Values) sheet.Line(At(value), plot.Bottom, At(value), below, Theme.Ink, Theme.AxisWidth);
        foreach (AxisTick tick in axis.Ticks)
            sheet.Text(tick.Text, plot.Left + (float)tick.Place * plot.Width, below + Theme.TickSize * 1.05f, TextStyle.Tick, SKTextAlign.Center);
        sheet.Line(plot.Left, plot.Bottom, plot.Right, plot.Bottom, Theme.Ink, Theme.AxisWidth);
        sheet.TextWithin(XLabel, plot.MidX, below + Theme.TickSize * 1.3f + Theme.LabelSize, TextStyle.Label, width);
        sheet.TextWithin(Key, plot.MidX, plot.Bottom + Bottom - Theme.TickSize * 0.25f, TextStyle.Tick, width, Theme.MutedInk);
        sheet.Line(At(0), plot.Top, At(0), plot.Bottom, Theme.Ink, Theme.AxisWidth);
        SKColor color = SeriesStyle.InOrder[1].Color;
        if (Margin > 0) foreach (double side in (ReadOnlySpan<double>)[-Margin, Margin]) sheet.Line(At(side), plot.Top - 6, At(side), plot.Bottom, color, 3, 12, 8);
        string text = "margin \u00B1" + LinearAxis.Plain(Margin);
        float half = sheet.Typography.Width(text, TextStyle.Label) / 2;
        sheet.Text(text, Math.Clamp(At(Margin), plot.Left + half, plot.Right - half), plot.Top - 14, TextStyle.Label, SKTextAlign.Center, color);
        for (int i = 0; i < Conditions.Count; i++) DrawCondition(sheet, plot, Conditions[i], plot.Top + RowHeight(sheet.Typography) * (i + 0.5f), At);
    }

    // Above the middle of the line the seeds, below it their mean and interval: neither hides the other.
    private static void DrawCondition(DrawingSurface sheet, SKRect plot, IntervalCondition condition, float y, Func<double, float> at)
    {
        float capital = sheet.Typography.CapHeight(TextStyle.Label);
        if (sheet.Typography.IsPaper)
        {
            float top = y - RowHeight(sheet.Typography) / 2 + capital + Theme.LabelSize * 0.5f;
            sheet.Fill(SKRect.Create(plot.Left, top - capital - 4, sheet.Typography.Width(condition.Label, TextStyle.Label) + 8, capital + 12), Theme.Background);
            sheet.Text(condition.Label, plot.Left, top, TextStyle.Label);
            y += Theme.LabelSize * 0.55f;
        }
        else
        {
            sheet.Text(condition.Label, plot.Left - Space, y + capital / 2, TextStyle.Label, SKTextAlign.Right);
        }
        SKColor color = SeriesStyle.InOrder[0].Color;
        (float seeds, float bar) = (y - Theme.LabelSize * 0.55f, y + Theme.LabelSize * 0.55f);
        foreach (double value in condition.Values) sheet.Ring(at(value), seeds, 8, Theme.MutedInk, 2.5f);
        if (!condition.HasInterval)
        {
            float down = bar + sheet.Typography.CapHeight(TextStyle.Tick) / 2;
            sheet.Fill(SKRect.Create(plot.Left + 4, bar - Theme.TickSize * 0.6f, sheet.Typography.Width(condition.Note, TextStyle.Tick) + 12, Theme.TickSize * 1.2f), Theme.Background);
            sheet.Text(condition.Note, plot.Left + 10, down, TextStyle.Tick, color: Theme.MutedInk);
            return;
        }

        sheet.Line(at(condition.Low), bar, at(condition.High), bar, color, 5);
        foreach (double end in (ReadOnlySpan<double>)[condition.Low, condition.High]) sheet.Line(at(end), bar - 9, at(end), bar + 9, color, 4);
        sheet.Dot(at(condition.Values.Average()), bar, 10, color);
        sheet.Text(Numbers(condition), plot.Right + Space, y - Theme.LabelSize * 0.2f, TextStyle.Label);
        sheet.Text(condition.Note, plot.Right + Space, y + Theme.LabelSize * 1.1f, TextStyle.Heading);
    }

    private static string Numbers(IntervalCondition condition) => condition.HasInterval ? LinearAxis.Interval(condition.Values.Average(), condition.Low, condition.High) : "";

    private LinearAxis XAxis() => LinearAxis.Around([.. Conditions.SelectMany(Shown), -Margin, Margin], room: 0.1, space: 0.06, WidestPlot / 100);
}
