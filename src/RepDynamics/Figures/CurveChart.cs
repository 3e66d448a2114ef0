using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>One curve.</summary>
/// <param name="Name">Its name in the legend; must differ between the curves of a chart.</param>
/// <param name="Epochs">Where it is known `[n]`: ascending epochs from 0 on, at least two.</param>
/// <param name="Values">The values `[n]`, finite. Leave out epochs at which the quantity is undefined.</param>
public sealed record CurveSeries(string Name, IReadOnlyList<int> Epochs, IReadOnlyList<double> Values);

/// <summary>
/// Curves over a log epoch axis, such as losses and accuracies while a network trains. Curves differ by colour and by dashes;
/// the legend stands beside the plot, never on the data.
/// </summary>
public sealed class CurveChart : Figure
{
    private const float LegendSpace = 28;
    private const float SampleWidth = 76;
    private const int PlotWidth = 960;
    private const int PlotHeight = 460;

    /// <summary>The curves, 1 to 7, in the order of the legend.</summary>
    public required IReadOnlyList<CurveSeries> Series { get; init; }

    /// <summary>What the vertical axis measures, with its unit if it has one.</summary>
    public required string YLabel { get; init; }

    /// <summary>The ends of the vertical axis, which must hold all values; by default just around the data.</summary>
    public (double Low, double High)? YRange { get; init; }

    /// <summary>The epoch t* of perfect fit, marked by a vertical line; null for none.</summary>
    public int? PerfectFitEpoch { get; init; }

    internal EpochAxis XAxis => EpochAxis.OfCurves(Span.First, Span.Last);

    internal LinearAxis YAxis => YRange is var (low, high)
        ? LinearAxis.Between(low, high, PlotHeight / 70)
        : LinearAxis.Around([.. Series.SelectMany(s => s.Values)], room: 0.5, space: 0.04, PlotHeight / 70);

    // Space above the plot for the label of t*.
    private float Top => PerfectFitEpoch is null ? Theme.TickSize * 0.5f : Theme.LabelSize * 1.5f;

    private static float LegendRow => Theme.LabelSize * 1.7f;

    private (int First, int Last) Span => (Series.Min(s => s.Epochs[0]), Series.Max(s => s.Epochs[^1]));

    private protected override void Check()
    {
        FigureData.RequireText(YLabel, "the vertical axis of a curve chart");
        if (Series is null || Series.Count < 1 || Series.Count > SeriesStyle.InOrder.Length)
        {
            throw FigureData.Error(
                $"chart '{YLabel}'", $"has {Series?.Count ?? 0} curves", $"1 to {SeriesStyle.InOrder.Length}", nameof(Series));
        }

        FigureData.RequireRange(YRange, $"the vertical range of chart '{YLabel}'");
        foreach (CurveSeries series in Series)
            Check(series);
        FigureData.RequirePerfectFit(PerfectFitEpoch, Span.First, Span.Last, $"chart '{YLabel}'");
        FigureData.RequireOnce(Series.Select(series => series.Name), "curve", $"chart '{YLabel}'", nameof(Series));
    }

    private protected override string Describe() =>
        $"Curves of {YLabel} over epochs {Span.First} to {Span.Last}"
        + $"{(PerfectFitEpoch is { } epoch ? $", perfect fit at epoch {epoch}" : "")}. "
        + string.Join(" ", Series.Select(s => $"{s.Name}: first {LinearAxis.Rounded(s.Values[0])}, lowest {LinearAxis.Rounded(s.Values.Min())}, "
            + $"highest {LinearAxis.Rounded(s.Values.Max())}, last {LinearAxis.Rounded(s.Values[^1])}."));

    private protected override (float Width, float Height) MeasureBody(Typography typography)
    {
        float legend = LegendSpace + SampleWidth + 14 + Series.Max(series => typography.Width(series.Name, TextStyle.Label));
        float below = Theme.TickLength + Theme.TickSize * 1.3f + Theme.LabelSize * 1.4f;
        float height = MathF.Max(Top + MathF.Max(PlotHeight + below, Series.Count * LegendRow), typography.Width(YLabel, TextStyle.Label));
        return (Left(typography) + PlotWidth + legend, height);
    }

    private protected override void DrawBody(DrawingSurface sheet)
    {
        var plot = SKRect.Create(Left(sheet.Typography), Top, PlotWidth, PlotHeight);
        (EpochAxis x, LinearAxis y) = (XAxis, YAxis);
        DrawYAxis(sheet, plot, y);
        sheet.XAxis(
            plot, x.Marks().Select(mark => x.Place(mark)),
            x.Ticks(plot.Width, text => sheet.Typography.Width(text, TextStyle.Tick), Theme.TickSize * 0.6f), "epoch");
        if (PerfectFitEpoch is { } epoch)
        {
            float at = plot.Left + (float)x.Place(epoch) * plot.Width;
            sheet.Line(at, plot.Top - 6, at, plot.Bottom, Theme.MutedInk, 2.5f);
            sheet.TextAbove(plot, $"t* = {epoch}", at);
        }

        for (int i = 0; i < Series.Count; i++)
        {
            CurveSeries series = Series[i];
            (SKColor color, float[]? dash) = SeriesStyle.InOrder[i];
            var points = series.Epochs.Zip(series.Values, (e, value) => new SKPoint(
                plot.Left + (float)x.Place(e) * plot.Width, plot.Bottom - (float)y.Place(value) * plot.Height)).ToList();
            sheet.Curve(points, color, Theme.CurveWidth, dash);

            float row = plot.Top + LegendRow * (i + 0.5f);
            float left = plot.Right + LegendSpace;
            sheet.Line(left, row, left + SampleWidth, row, color, Theme.CurveWidth, dash);
            sheet.Text(series.Name, left + SampleWidth + 14, row + sheet.Typography.CapHeight(TextStyle.Label) / 2, TextStyle.Label);
        }
    }

    private void DrawYAxis(DrawingSurface sheet, SKRect plot, LinearAxis axis)
    {
        foreach (AxisTick tick in axis.Ticks)
        {
            float y = plot.Bottom - (float)tick.Place * plot.Height;
            sheet.Line(plot.Left, y, plot.Right, y, Theme.Grid, 1.5f);
            sheet.Line(plot.Left - Theme.TickLength, y, plot.Left, y, Theme.Ink, Theme.AxisWidth);
            sheet.Text(
                tick.Text, plot.Left - Theme.TickLength - 6, y + sheet.Typography.CapHeight(TextStyle.Tick) / 2, TextStyle.Tick,
                SKTextAlign.Right);
        }

        sheet.Line(plot.Left, plot.Top, plot.Left, plot.Bottom, Theme.Ink, Theme.AxisWidth);
        sheet.TextUpwards(YLabel, Theme.LabelSize * 0.5f, plot.MidY, TextStyle.Label, MeasureBody(sheet.Typography).Height);
    }

    private void Check(CurveSeries series)
    {
        FigureData.RequireText(series.Name, $"the name of a curve in chart '{YLabel}'");
        string name = $"curve '{series.Name}' of chart '{YLabel}'";
        FigureData.RequireEpochs(series.Epochs, name);
        if (series.Values is null || series.Values.Count != series.Epochs.Count)
        {
            throw FigureData.Error(
                name, $"has {series.Values?.Count ?? 0} values", $"one for each of its {series.Epochs.Count} epochs", nameof(Series));
        }

        foreach ((int epoch, double value) in series.Epochs.Zip(series.Values))
        {
            FigureData.RequireFinite(value, $"{name}, epoch {epoch},");
            if (YRange is var (low, high) && (value < low || value > high))
                throw FigureData.Error(name, $"has {value} at epoch {epoch}", $"values from {low} to {high}", nameof(YRange));
        }
    }

    private float Left(Typography typography) => MathF.Ceiling(
        Theme.LabelSize * 1.4f + YAxis.Ticks.Max(tick => typography.Width(tick.Text, TextStyle.Tick)) + Theme.TickLength + 8);
}
