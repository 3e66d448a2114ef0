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
    private const float TickLength = 8;
    private const float LegendSpace = 28;
    private const float SampleWidth = 76;

    /// <summary>The curves, 1 to 7, in the order of the legend.</summary>
    public required IReadOnlyList<CurveSeries> Series { get; init; }

    /// <summary>What the vertical axis measures, with its unit if it has one.</summary>
    public required string YLabel { get; init; }

    /// <summary>The ends of the vertical axis, which must hold all values; by default just around the data.</summary>
    public (double Low, double High)? YRange { get; init; }

    /// <summary>The epoch t* of perfect fit, marked by a vertical line; null for none.</summary>
    public int? PerfectFitEpoch { get; init; }

    /// <summary>Width of the plot without labels and legend, in pixels, 300 to 3000; by default 960.</summary>
    public int PlotWidth { get; init; } = 960;

    /// <summary>Height of the plot without labels, in pixels, 200 to 2000; by default 460.</summary>
    public int PlotHeight { get; init; } = 460;

    // Space above the plot for the label of t*.
    private float Top => PerfectFitEpoch is null ? Theme.TickSize * 0.5f : Theme.LabelSize * 1.5f;

    private static float LegendRow => Theme.LabelSize * 1.7f;

    private protected override void Check()
    {
        FigureData.RequireText(YLabel, "the vertical axis of a curve chart");
        if (Series is null || Series.Count < 1 || Series.Count > SeriesStyle.InOrder.Length)
        {
            throw FigureData.Error(
                $"chart '{YLabel}'", $"has {Series?.Count ?? 0} curves", $"1 to {SeriesStyle.InOrder.Length}", nameof(Series));
        }

        if (PlotWidth is < 300 or > 3000 || PlotHeight is < 200 or > 2000)
            throw FigureData.Error($"chart '{YLabel}'", $"is {PlotWidth} x {PlotHeight}", "300 to 3000 x 200 to 2000", nameof(PlotWidth));

        FigureData.RequireRange(YRange, $"the vertical range of chart '{YLabel}'");
        foreach (CurveSeries series in Series)
            Check(series);
        (int first, int last) = Span();
        FigureData.RequirePerfectFit(PerfectFitEpoch, first, last, $"chart '{YLabel}'");
        FigureData.RequireOnce(Series.Select(series => series.Name), "curve", $"chart '{YLabel}'", nameof(Series));
    }

    private protected override (float Width, float Height) MeasureBody(Typography typography)
    {
        float legend = LegendSpace + SampleWidth + 14 + Series.Max(series => typography.Width(series.Name, TextStyle.Label));
        float below = TickLength + Theme.TickSize * 1.3f + Theme.LabelSize * 1.4f;
        float height = MathF.Max(Top + MathF.Max(PlotHeight + below, Series.Count * LegendRow), typography.Width(YLabel, TextStyle.Label));
        return (Left(typography) + PlotWidth + legend, height);
    }

    private protected override void DrawBody(DrawingSurface sheet)
    {
        float left = Left(sheet.Typography);
        (double low, double high, double _) = YAxis();
        var plot = SKRect.Create(left, Top, PlotWidth, PlotHeight);
        (int first, int last) = Span();
        var axis = EpochAxis.OfCurves(first, last);
        DrawYAxis(sheet, plot);
        DrawXAxis(sheet, plot, axis);
        if (PerfectFitEpoch is { } epoch)
            DrawPerfectFit(sheet, plot, plot.Left + (float)axis.Place(epoch) * plot.Width, epoch);

        for (int i = 0; i < Series.Count; i++)
        {
            CurveSeries series = Series[i];
            (SKColor color, float[]? dash) = SeriesStyle.InOrder[i];
            var points = series.Epochs.Zip(series.Values, (e, value) => new SKPoint(
                plot.Left + (float)axis.Place(e) * plot.Width,
                plot.Bottom - (float)((value - low) / (high - low)) * plot.Height)).ToList();
            sheet.Curve(points, color, Theme.CurveWidth, dash);

            float y = plot.Top + LegendRow * (i + 0.5f);
            float x = plot.Right + LegendSpace;
            sheet.Line(x, y, x + SampleWidth, y, color, Theme.CurveWidth, dash);
            sheet.Text(series.Name, x + SampleWidth + 14, y + sheet.Typography.CapHeight(TextStyle.Label) / 2, TextStyle.Label);
        }
    }

    private void DrawYAxis(DrawingSurface sheet, SKRect plot)
    {
        (double low, double high, double step) = YAxis();
        foreach (double value in LinearTicks.Within(low, high, step))
        {
            float y = plot.Bottom - (float)((value - low) / (high - low)) * plot.Height;
            sheet.Line(plot.Left, y, plot.Right, y, Theme.Grid, 1.5f);
            sheet.Line(plot.Left - TickLength, y, plot.Left, y, Theme.Ink, Theme.AxisWidth);
            sheet.Text(
                LinearTicks.Format(value, step), plot.Left - TickLength - 6,
                y + sheet.Typography.CapHeight(TextStyle.Tick) / 2, TextStyle.Tick, SKTextAlign.Right);
        }

        sheet.Line(plot.Left, plot.Top, plot.Left, plot.Bottom, Theme.Ink, Theme.AxisWidth);
        sheet.TextUpwards(YLabel, Theme.LabelSize * 0.5f, plot.MidY, TextStyle.Label, MeasureBody(sheet.Typography).Height);
    }

    private static void DrawXAxis(DrawingSurface sheet, SKRect plot, EpochAxis axis)
    {
        foreach (int mark in axis.Marks())
        {
            float x = plot.Left + (float)axis.Place(mark) * plot.Width;
            sheet.Line(x, plot.Bottom, x, plot.Bottom + TickLength, Theme.Ink, Theme.AxisWidth);
        }

        foreach (AxisTick tick in axis.Ticks(plot.Width, text => sheet.Typography.Width(text, TextStyle.Tick), Theme.TickSize * 0.6f))
        {
            sheet.Text(
                tick.Text, plot.Left + (float)tick.Place * plot.Width, plot.Bottom + TickLength + Theme.TickSize * 1.05f,
                TextStyle.Tick, SKTextAlign.Center);
        }

        sheet.Line(plot.Left, plot.Bottom, plot.Right, plot.Bottom, Theme.Ink, Theme.AxisWidth);
        sheet.Text(
            "epoch", plot.MidX, plot.Bottom + TickLength + Theme.TickSize * 1.3f + Theme.LabelSize, TextStyle.Label, SKTextAlign.Center);
    }

    private static void DrawPerfectFit(DrawingSurface sheet, SKRect plot, float x, int epoch)
    {
        sheet.Line(x, plot.Top - 6, x, plot.Bottom, Theme.MutedInk, 2.5f);
        string text = $"t* = {epoch}";
        float half = sheet.Typography.Width(text, TextStyle.Label) / 2;
        float centre = Math.Clamp(x, plot.Left + half, plot.Right - half);
        sheet.Text(text, centre, plot.Top - 14, TextStyle.Label, SKTextAlign.Center);
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

        for (int i = 0; i < series.Values.Count; i++)
        {
            double value = series.Values[i];
            FigureData.RequireFinite(value, $"{name}, epoch {series.Epochs[i]},");
            if (YRange is var (low, high) && (value < low || value > high))
                throw FigureData.Error(name, $"has {value} at epoch {series.Epochs[i]}", $"values from {low} to {high}", nameof(YRange));
        }
    }

    private float Left(Typography typography)
    {
        (double low, double high, double step) = YAxis();
        float numbers = LinearTicks.Within(low, high, step).Max(value => typography.Width(LinearTicks.Format(value, step), TextStyle.Tick));
        return MathF.Ceiling(Theme.LabelSize * 1.4f + numbers + TickLength + 8);
    }

    private (int First, int Last) Span() => (Series.Min(s => s.Epochs[0]), Series.Max(s => s.Epochs[^1]));

    private (double Low, double High, double Step) YAxis()
    {
        if (YRange is var (givenLow, givenHigh))
            return (givenLow, givenHigh, LinearTicks.Step(givenLow, givenHigh, PlotHeight / 70));

        (double low, double high) = (Series.Min(s => s.Values.Min()), Series.Max(s => s.Values.Max()));
        if (high - low < 1e-9 * Math.Max(1, Math.Abs(high)))
            (low, high) = (low - 0.5, high + 0.5);
        double space = (high - low) * 0.04;
        return (low - space, high + space, LinearTicks.Step(low - space, high + space, PlotHeight / 70));
    }
}
