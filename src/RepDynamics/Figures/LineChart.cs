using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>One line of a chart.</summary>
/// <param name="Name">Its name in the legend; lines of one name have one look, also in other panels.</param>
/// <param name="X">Where it is known `[n]`, ascending.</param>
/// <param name="Values">The values `[n]`, finite.</param>
public sealed record LineSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Values)
{
    /// <summary>The ends of a range around every value `[n]`, such as that over seeds, shaded; null for none.</summary>
    public (IReadOnlyList<double> Low, IReadOnlyList<double> High)? Range { get; init; }

    /// <summary>Single values beside the line, such as those of seeds, as open circles.</summary>
    public IReadOnlyList<(double X, double Value)> Dots { get; init; } = [];

    /// <summary>Whether it is one of many behind the others, thin and grey.</summary>
    public bool Faint { get; init; }
}

/// <summary>A vertical line through a panel, such as t*, with its name in the legend.</summary>
public sealed record ChartMark(string Name, double X, bool Dashed = false);

/// <summary>A shaded interval of the horizontal axis, with its name in the legend.</summary>
public sealed record ChartWindow(string Name, double From, double To);

/// <summary>A horizontal line through all panels, such as chance, with its name in the legend.</summary>
public sealed record ChartLevel(string Name, double Value)
{
    /// <summary>The share of right guesses among a number of classes.</summary>
    public static ChartLevel Chance(int classes) => new(FormattableString.Invariant($"chance, {1.0 / classes:0.##}"), 1.0 / classes);
}

/// <summary>One plot of a chart. The title says what it shows, such as a condition; empty for none.</summary>
public sealed record ChartPanel(string Title, IReadOnlyList<LineSeries> Series)
{
    /// <summary>Vertical lines.</summary>
    public IReadOnlyList<ChartMark> Marks { get; init; } = [];

    /// <summary>Shaded intervals.</summary>
    public IReadOnlyList<ChartWindow> Windows { get; init; } = [];
}

/// <summary>The horizontal axis of all panels of a chart.</summary>
public sealed class ChartAxis
{
    private readonly Func<double, double> position;
    private readonly double low, high;

    private ChartAxis(string name, double from, double to, Func<double, double> position, IReadOnlyList<(double, string)> ticks, double space = 0.02)
    {
        (Name, this.position, Ticks) = (name, position, ticks);
        (double a, double b) = (position(from), position(to));
        (low, high) = (a - (b - a) * space, b + (b - a) * space);
    }

    /// <summary>What it measures.</summary>
    public string Name { get; }

    internal IReadOnlyList<(double Value, string Text)> Ticks { get; }

    /// <summary>Epochs e at ln(e + 1), with the untrained network at 0.</summary>
    public static ChartAxis Epochs(int first, int last) => new(
        "epoch, logarithmic", first, Math.Max(last, first + 1), epoch => Math.Log(epoch + 1),
        [.. EpochAxis.MarksByImportance.Select(epoch => ((double)epoch, FormattableString.Invariant($"{epoch}")))]);

    /// <summary>Multiples of t*, logarithmic, so above 0.</summary>
    public static ChartAxis MultiplesOfFit(double from, double to) => new(
        "time, in multiples of t*, logarithmic", from, to, Math.Log,
        [(1, "t*"), (2, "2 t*"), (0.5, "t*/2"), (4, "4 t*"), (0.25, "t*/4"), (8, "8 t*"), (0.125, "t*/8"), (3, "3 t*"), (1.0 / 3, "t*/3")]);

    /// <summary>Things in an order, such as layers; the first lies at 0, the next at 1.</summary>
    public static ChartAxis InOrder(string name, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new(name, 0, Math.Max(1, names.Count - 1), x => x, [.. names.Select((text, i) => ((double)i, text))], space: 0.06);
    }

    /// <summary>A share from 0 to 1 of what is named.</summary>
    public static ChartAxis Share(string name) => new(name, 0, 1, x => x, [(0, "0"), (1, "1"), (0.5, "0.5"), (0.25, "0.25"), (0.75, "0.75")], space: 0.04);

    internal double Place(double value) => (position(value) - low) / (high - low);

    internal bool Holds(double value) => Place(value) is >= -1e-9 and <= 1 + 1e-9;
}

/// <summary>Plots side by side on the same axes, two a row: lines with ranges and seeds, vertical marks, shaded windows, levels. The legend stands below.</summary>
public sealed class LineChart : Figure
{
    private const float Gap = 44, SampleWidth = 60, SampleSpace = 12, EntrySpace = 36, RightSpace = 24, TitlePitch = Theme.LabelSize * 1.2f;

    private static readonly SKColor FaintInk = 0xFFAAAAAA;
    private static readonly SKColor[] WindowColors = [0xFFFBE3D2, 0xFFDCE9F5, 0xFFE4F1E4, 0xFFF1E6F2];

    /// <summary>The plots, 1 to 12.</summary>
    public required IReadOnlyList<ChartPanel> Panels { get; init; }

    /// <summary>The horizontal axis.</summary>
    public required ChartAxis XAxis { get; init; }

    /// <summary>What the vertical axis measures, with its unit if it has one.</summary>
    public required string YLabel { get; init; }

    /// <summary>The ends of the vertical axis, which must hold all values; by default just around the data.</summary>
    public (double Low, double High)? YRange { get; init; }

    /// <summary>Horizontal lines.</summary>
    public IReadOnlyList<ChartLevel> Levels { get; init; } = [];

    /// <summary>What bands, dots and thin lines are; null for nothing.</summary>
    public string? Key { get; init; }

    private int Columns => Math.Min(2, Panels.Count);

    private int Rows => (Panels.Count + Columns - 1) / Columns;

    private float PlotHeight => Panels.Count == 1 ? 440 : 300;

    private float Top(Typography typography) => Panels.Max(panel => TitleLines(panel, typography).Length) is > 0 and var lines
        ? Theme.LabelSize * 1.7f + (lines - 1) * TitlePitch
        : Theme.TickSize * 0.5f;

    private string[] TitleLines(ChartPanel panel, Typography typography) => panel.Title.Length == 0 ? [] : typography.Lines(panel.Title, TextStyle.Label, PlotWidth(typography));

    private float RowPitch(Typography typography) => Top(typography) + PlotHeight + Theme.TickLength + Theme.TickSize * 1.6f;

    private IEnumerable<LineSeries> AllSeries => Panels.SelectMany(panel => panel.Series);

    // Looks belong to names: those of lines in the order in which they first appear.
    private string[] Names => [.. AllSeries.Where(series => !series.Faint).Select(series => series.Name).Distinct()];

    private string[] WindowNames => [.. Panels.SelectMany(panel => panel.Windows).Select(window => window.Name).Distinct()];

    internal override void Check()
    {
        FigureData.RequireText(YLabel, "the vertical axis of a line chart");
        string where = $"chart '{YLabel}'";
        FigureData.Require(Panels.Count is >= 1 and <= 12, where, $"has {Panels.Count} panels", "1 to 12", nameof(Panels));
        FigureData.RequireRange(YRange, $"the vertical range of {where}");
        FigureData.Require(Names.Length <= SeriesStyle.InOrder.Length, where, $"has {Names.Length} names of lines", $"at most {SeriesStyle.InOrder.Length}", nameof(Panels));
        foreach (ChartPanel panel in Panels)
        {
            string plot = $"panel '{panel.Title}' of {where}";
            FigureData.Require(panel.Series.Count > 0, plot, "has no line", "at least one", nameof(Panels));
            FigureData.RequireOnce(panel.Series.Where(series => !series.Faint).Select(series => series.Name), "line", plot, nameof(Panels));
            foreach (LineSeries series in panel.Series) Check(series, $"line '{series.Name}' of {plot}");
        }
    }

    private void Check(LineSeries series, string name)
    {
        FigureData.RequireText(series.Name, "the name of a line");
        int count = series.X.Count;
        bool fits = series.Values.Count == count && (series.Range is not var (low, high) || low.Count == count && high.Count == count);
        FigureData.Require(fits, name, $"has {series.Values.Count} values or ends of ranges at {count} places", "one each", nameof(Panels));
        FigureData.Require(count > 0 || series.Dots.Count > 0, name, "is empty", "at least one value", nameof(Panels));
        foreach (double value in AllValues(series).Concat(series.X).Concat(series.Dots.Select(dot => dot.X))) FigureData.RequireFinite(value, name);
        FigureData.Require(series.X.Zip(series.X.Skip(1)).All(pair => pair.First < pair.Second), name, "has places that do not ascend", "each once, in order", nameof(Panels));
        if (YRange is not var (least, most)) return;
        foreach (double value in AllValues(series)) FigureData.Require(value >= least && value <= most, name, $"has {value}", $"values from {least} to {most}", nameof(YRange));
    }

    private static IEnumerable<double> AllValues(LineSeries series) =>
        series.Values.Concat(series.Range is var (low, high) ? low.Concat(high) : []).Concat(series.Dots.Select(dot => dot.Value));

    private LinearAxis YAxis => YRange is var (low, high)
        ? LinearAxis.Between(low, high, (int)(PlotHeight / 55))
        : LinearAxis.Around([.. AllSeries.SelectMany(AllValues), .. Levels.Select(level => level.Value)], room: 0.5, space: 0.05, (int)(PlotHeight / 55));

    internal override string Describe() =>
        $"Plots of {YLabel} over {XAxis.Name}. {string.Join(" ", Panels.Select(Describe))}"
        + string.Concat(Levels.Select(level => $" {level.Name}: {LinearAxis.Rounded(level.Value)}."))
        + (Key is null ? "" : $" {Key}.");

    private static string Describe(ChartPanel panel) => (panel.Title.Length == 0 ? "" : panel.Title + ": ")
        + string.Join("; ", panel.Series.Where(series => !series.Faint && series.Values.Count > 0).Select(series =>
            $"{series.Name} {LinearAxis.Rounded(series.Values[0])} at first, {LinearAxis.Rounded(series.Values.Min())} to {LinearAxis.Rounded(series.Values.Max())}, "
            + $"{LinearAxis.Rounded(series.Values[^1])} at last")) + ".";

    private float Left(Typography typography) => MathF.Ceiling(Theme.LabelSize * 1.4f + typography.Widest(YAxis.Ticks) + Theme.TickLength + 8);

    private float PlotWidth(Typography typography) => MathF.Floor(MathF.Min(
        Columns == 1 ? 960 : 600, (typography.MaxWidth - Left(typography) - RightSpace - (Columns - 1) * Gap) / Columns));

    private float Width(Typography typography) => Left(typography) + Columns * PlotWidth(typography) + (Columns - 1) * Gap + RightSpace;

    private float PlotsHeight(Typography typography) => Rows * RowPitch(typography) + (Rows - 1) * 10 + Theme.LabelSize * 1.3f;

    internal override (float Width, float Height) MeasureBody(Typography typography)
    {
        float legend = PlotsHeight(typography) + Theme.LabelSize * 0.5f + Legend(typography).Max(entry => entry.Y) + Theme.LabelSize * 1.5f;
        return (Width(typography), MathF.Max(legend + KeyLines(typography).Length * Theme.TickSize * 1.35f, typography.Width(YLabel, TextStyle.Label)));
    }

    private string[] KeyLines(Typography typography) => Key is null ? [] : typography.Lines(Key, TextStyle.Tick, Width(typography));

    internal override void DrawBody(DrawingSurface sheet)
    {
        Typography typography = sheet.Typography;
        (float left, float width, LinearAxis y) = (Left(typography), PlotWidth(typography), YAxis);
        for (int i = 0; i < Panels.Count; i++)
        {
            (int row, int column) = (i / Columns, i % Columns);
            var plot = SKRect.Create(left + column * (width + Gap), Top(typography) + row * (RowPitch(typography) + 10), width, PlotHeight);
            DrawPanel(sheet, Panels[i], plot, y, numbers: column == 0);
        }
        sheet.TextUpwards(YLabel, Theme.LabelSize * 0.5f, PlotsHeight(typography) / 2, TextStyle.Label, MeasureBody(typography).Height);
        sheet.Text(XAxis.Name, left + (Columns * width + (Columns - 1) * Gap) / 2, Rows * RowPitch(typography) + (Rows - 1) * 10 + Theme.LabelSize * 0.9f, TextStyle.Label, SKTextAlign.Center);
        DrawLegend(sheet, PlotsHeight(typography) + Theme.LabelSize * 0.5f);
    }

    private void DrawPanel(DrawingSurface sheet, ChartPanel panel, SKRect plot, LinearAxis y, bool numbers)
    {
        float X(double value) => plot.Left + (float)XAxis.Place(value) * plot.Width;
        float Y(double value) => plot.Bottom - (float)y.Place(value) * plot.Height;
        IEnumerable<SKPoint> Points(IReadOnlyList<double> x, IReadOnlyList<double> values) => x.Zip(values, (x, value) => new SKPoint(X(x), Y(value)));

        string[] title = TitleLines(panel, sheet.Typography), windows = WindowNames, names = Names;
        for (int i = 0; i < title.Length; i++) sheet.Text(title[i], plot.Left, plot.Top - Theme.LabelSize * 0.5f - (title.Length - 1 - i) * TitlePitch, TextStyle.Label);
        foreach (ChartWindow window in panel.Windows)
        {
            (float from, float to) = (Math.Clamp(X(window.From), plot.Left, plot.Right), Math.Clamp(X(window.To), plot.Left, plot.Right));
            sheet.Fill(new SKRect(from, plot.Top, to, plot.Bottom), WindowColors[Array.IndexOf(windows, window.Name) % WindowColors.Length]);
        }
        foreach (AxisTick tick in y.Ticks)
        {
            float at = plot.Bottom - (float)tick.Place * plot.Height;
            sheet.Line(plot.Left, at, plot.Right, at, Theme.Grid, 1.5f);
            sheet.Line(plot.Left - Theme.TickLength, at, plot.Left, at, Theme.Ink, Theme.AxisWidth);
            if (numbers) sheet.Text(tick.Text, plot.Left - Theme.TickLength - 6, at + sheet.Typography.CapHeight(TextStyle.Tick) / 2, TextStyle.Tick, SKTextAlign.Right);
        }
        sheet.Line(plot.Left, plot.Top, plot.Left, plot.Bottom, Theme.Ink, Theme.AxisWidth);
        DrawXAxis(sheet, plot);
        for (int i = 0; i < Levels.Count; i++) sheet.Line(plot.Left, Y(Levels[i].Value), plot.Right, Y(Levels[i].Value), Theme.MutedInk, 2.5f, LevelDash(i));
        foreach (LineSeries series in panel.Series)
        {
            if (series.Range is not var (low, high) || series.X.Count < 2) continue;
            SKColor tint = Tint(SeriesStyle.InOrder[Math.Max(0, Array.IndexOf(names, series.Name))].Color);
            sheet.Polygon([.. Points(series.X, high), .. Points(series.X, low).Reverse()], tint);
        }
        foreach (LineSeries series in panel.Series.Where(series => series is { Faint: true, X.Count: > 1 }))
            sheet.Curve([.. Points(series.X, series.Values)], FaintInk, 1.5f);
        foreach (ChartMark mark in panel.Marks.Where(mark => XAxis.Holds(mark.X))) DrawMark(sheet, mark, X(mark.X), plot.Top, plot.Bottom);
        foreach (LineSeries series in panel.Series.Where(series => !series.Faint))
        {
            (SKColor color, float[] dash) = SeriesStyle.InOrder[Array.IndexOf(names, series.Name)];
            if (series.X.Count > 1) sheet.Curve([.. Points(series.X, series.Values)], color, Theme.CurveWidth, dash);
            else if (series.X.Count == 1) sheet.Dot(X(series.X[0]), Y(series.Values[0]), 8, color);
            foreach ((double x, double value) in series.Dots) sheet.Ring(X(x), Y(value), 6, color, 2);
        }
    }

    private static SKColor Tint(SKColor color) => color.WithAlpha(56);

    private static void DrawMark(DrawingSurface sheet, ChartMark mark, float x, float top, float bottom) =>
        sheet.Line(x, top, x, bottom, Theme.Ink, 2.5f, mark.Dashed ? [10, 7] : []);

    private void DrawXAxis(DrawingSurface sheet, SKRect plot)
    {
        float below = plot.Bottom + Theme.TickLength;
        List<(float From, float To)> taken = [];
        foreach ((double value, string text) in XAxis.Ticks.Where(tick => XAxis.Holds(tick.Value)))
        {
            float at = plot.Left + (float)XAxis.Place(value) * plot.Width, half = sheet.Typography.Width(text, TextStyle.Tick) / 2 + 5;
            sheet.Line(at, plot.Bottom, at, below, Theme.Ink, Theme.AxisWidth);
            // Numbers of the next panel stand beside those of this one.
            if (at - half < plot.Left - Gap / 2 || at + half > plot.Right + Gap / 2 || taken.Any(other => at - half < other.To && other.From < at + half)) continue;
            taken.Add((at - half, at + half));
            sheet.Text(text, at, below + Theme.TickSize * 1.05f, TextStyle.Tick, SKTextAlign.Center);
        }
        sheet.Line(plot.Left, plot.Bottom, plot.Right, plot.Bottom, Theme.Ink, Theme.AxisWidth);
    }

    private static float[] LevelDash(int level) => level % 2 == 0 ? [4, 8] : [14, 7];

    // Every name with the sample of its look, which is drawn from a left end around the middle of a line.
    private List<(string Name, float X, float Y, Action<DrawingSurface, float, float> DrawSample)> Legend(Typography typography)
    {
        List<(string, float, float, Action<DrawingSurface, float, float>)> placed = [];
        (float x, float y) = (0, 0);
        foreach ((int i, string name) in Names.Index())
        {
            (SKColor color, float[] dash) = SeriesStyle.InOrder[i];
            bool hasRange = AllSeries.Any(series => series.Name == name && series.Range is not null);
            Add(name, (sheet, left, middle) =>
            {
                if (hasRange) sheet.Fill(SKRect.Create(left, middle - 11, SampleWidth, 22), Tint(color));
                sheet.Line(left, middle, left + SampleWidth, middle, color, Theme.CurveWidth, dash);
            });
        }
        foreach (string name in AllSeries.Where(series => series.Faint).Select(series => series.Name).Distinct())
            Add(name, (sheet, left, middle) => sheet.Line(left, middle, left + SampleWidth, middle, FaintInk, 2));
        foreach (ChartMark mark in Panels.SelectMany(panel => panel.Marks).DistinctBy(mark => mark.Name))
            Add(mark.Name, (sheet, left, middle) => DrawMark(sheet, mark, left + SampleWidth / 2, middle - 13, middle + 13));
        foreach ((int i, string name) in WindowNames.Index())
        {
            Add(name, (sheet, left, middle) =>
            {
                var swatch = SKRect.Create(left + SampleWidth / 4, middle - 11, SampleWidth / 2, 22);
                sheet.Fill(swatch, WindowColors[i % WindowColors.Length]);
                sheet.Frame(swatch, Theme.Grid, 1);
            });
        }
        foreach ((int i, ChartLevel level) in Levels.Index().DistinctBy(level => level.Item.Name))
            Add(level.Name, (sheet, left, middle) => sheet.Line(left, middle, left + SampleWidth, middle, Theme.MutedInk, 2.5f, LevelDash(i)));
        return placed;

        void Add(string name, Action<DrawingSurface, float, float> drawSample)
        {
            float wide = SampleWidth + SampleSpace + typography.Width(name, TextStyle.Label);
            if (x > 0 && x + wide > Width(typography)) (x, y) = (0, y + Theme.LabelSize * 1.5f);
            placed.Add((name, x, y, drawSample));
            x += wide + EntrySpace;
        }
    }

    private void DrawLegend(DrawingSurface sheet, float top)
    {
        float capital = sheet.Typography.CapHeight(TextStyle.Label), bottom = 0;
        foreach ((string name, float x, float y, Action<DrawingSurface, float, float> drawSample) in Legend(sheet.Typography))
        {
            float middle = top + y + Theme.LabelSize * 0.75f;
            drawSample(sheet, x, middle);
            sheet.Text(name, x + SampleWidth + SampleSpace, middle + capital / 2, TextStyle.Label);
            bottom = y;
        }
        foreach ((int i, string line) in KeyLines(sheet.Typography).Index())
            sheet.Text(line, 0, top + bottom + Theme.LabelSize * 1.5f + Theme.TickSize * (1f + 1.35f * i), TextStyle.Tick, color: Theme.MutedInk);
    }
}
