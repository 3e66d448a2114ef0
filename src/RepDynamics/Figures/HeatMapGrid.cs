using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>One square heat map: how similar a tap is to itself across epochs.</summary>
/// <param name="Tap">Name of the tap, written above the map, such as <c>block3</c>.</param>
/// <param name="Similarity">Values `[E, E]`, finite; element `[i, j]` compares snapshots i and j of the row's epochs.</param>
public sealed record HeatMapPanel(string Tap, double[,] Similarity);

/// <summary>The heat maps of one network, one a tap, side by side in the order of depth.</summary>
public sealed record HeatMapRow
{
    /// <summary>What the row shows, such as <c>ResNet-18, SGD, seed 10</c>; must differ between the rows of a figure.</summary>
    public required string Title { get; init; }

    /// <summary>Epochs of the snapshots `[E]`: ascending, not negative, at least two. Epoch 0 is the untrained network.</summary>
    public required IReadOnlyList<int> Epochs { get; init; }

    /// <summary>One map a tap, at least one and at most 16.</summary>
    public required IReadOnlyList<HeatMapPanel> Panels { get; init; }

    /// <summary>
    /// The epoch t* of perfect fit, drawn as a thin cross of lines; null where the network never fits perfectly, which the
    /// heading then says. Must lie between the first and the last epoch.
    /// </summary>
    public int? PerfectFitEpoch { get; init; }

    /// <summary>
    /// What stands beside the title where there is no t*; null, the default, says that the network never fits perfectly. For networks
    /// of which that is not known.
    /// </summary>
    public string? Note { get; init; }

    internal void Check()
    {
        FigureData.RequireText(Title, "the title of a row of heat maps");
        FigureData.RequireEpochs(Epochs, $"row '{Title}'");
        if (Panels is null || Panels.Count is < 1 or > 16)
            throw FigureData.Error($"row '{Title}'", $"has {Panels?.Count ?? 0} panels", "1 to 16, one a tap", nameof(Panels));

        FigureData.RequirePerfectFit(PerfectFitEpoch, Epochs[0], Epochs[^1], $"row '{Title}'");
        foreach (HeatMapPanel panel in Panels)
            Check(panel);
    }

    private void Check(HeatMapPanel panel)
    {
        FigureData.RequireText(panel.Tap, $"the name of a tap in row '{Title}'");
        string name = $"panel '{panel.Tap}' of row '{Title}'";
        double[,] matrix = panel.Similarity ?? throw FigureData.Error(name, "has no values", "a matrix", nameof(Panels));
        (int rows, int columns) = (matrix.GetLength(0), matrix.GetLength(1));
        if (rows != Epochs.Count || columns != Epochs.Count)
        {
            throw FigureData.Error(
                name, $"has shape [{rows}, {columns}]", $"[{Epochs.Count}, {Epochs.Count}], one row and column an epoch", nameof(Panels));
        }

        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                FigureData.RequireFinite(matrix[i, j], $"{name}, epochs {Epochs[i]} and {Epochs[j]}");
        }
    }
}

/// <summary>
/// Rows of heat maps, one row a network and one map a tap, over log epoch axes, with one colour bar for all. Epochs run to the
/// right and upwards. A pixel shows the snapshot nearest on the log axis, so late snapshots, which lie close together, are narrow.
/// </summary>
public sealed class HeatMapGrid : Figure
{
    private const float TickLength = 6;
    private const float RowSpace = 18;
    private const float BarSpace = 36;
    private const float BarWidth = 30;
    private const int PanelSize = 168;

    /// <summary>The networks from top to bottom, at least one.</summary>
    public required IReadOnlyList<HeatMapRow> Rows { get; init; }

    /// <summary>What the colours measure, written beside the colour bar; by default <c>similarity</c>.</summary>
    public string Quantity { get; init; } = "similarity";

    /// <summary>
    /// The values at the two ends of the colour bar. By default round numbers around the data. Values beyond a given range take
    /// the colour of its end, and the bar then says so by a sign before the end's number.
    /// </summary>
    public (double Low, double High)? Range { get; init; }

    // From the top of a row to the top of its maps: the heading, then the names of the taps.
    private static float HeadHeight => MathF.Round(Theme.HeadingSize * 1.55f + Theme.LabelSize * 1.35f);

    private static float RowHeight => HeadHeight + PanelSize + TickLength + MathF.Round(Theme.TickSize * 1.25f);

    private static float NameOfAxisHeight => MathF.Round(Theme.LabelSize * 1.25f);

    private float Left(Typography typography) =>
        MathF.Ceiling(Theme.LabelSize * 1.35f + Rows.Max(row => YTicks(row, typography).Max(t => typography.Width(t.Text, TextStyle.Tick)))
            + TickLength + 6);

    // From one map to the next: a little space, more where the name of a tap is wider than its map.
    private float Pitch(Typography typography) =>
        MathF.Ceiling(MathF.Max(PanelSize + Theme.TickSize * 0.7f, WidestTap(typography) + Theme.LabelSize * 0.6f));

    private float WidthOf(int panels, Typography typography) =>
        (panels - 1) * Pitch(typography) + MathF.Max(PanelSize, WidestTap(typography));

    // The colour bar stands right of the maps, and of every heading beside it: all but the first.
    private float BarLeft(Typography typography) =>
        MathF.Max(
            WidthOf(Rows.Max(row => row.Panels.Count), typography),
            Rows.Skip(1).Select(row => HeadingWidth(row, typography)).DefaultIfEmpty().Max()) + BarSpace;

    private float WidestTap(Typography typography) =>
        Rows.SelectMany(row => row.Panels).Max(panel => typography.Width(panel.Tap, TextStyle.Label));

    private float Height => Rows.Count * (RowHeight + RowSpace) - RowSpace + NameOfAxisHeight;

    private protected override void Check()
    {
        if (Rows is null || Rows.Count == 0)
            throw FigureData.Error("a grid of heat maps", "has no rows", "at least one", nameof(Rows));
        FigureData.RequireText(Quantity, "the quantity of a grid of heat maps");
        FigureData.RequireRange(Range, "the range of the colour bar");
        foreach (HeatMapRow row in Rows)
            row.Check();
        FigureData.RequireOnce(Rows.Select(row => row.Title), "row", "a grid of heat maps", nameof(Rows));
    }

    private protected override string Describe() =>
        $"Heat maps of {Quantity} between the epochs of each layer, from dark violet (low) to yellow (high). "
        + string.Join(" ", Rows.Select(row => $"{row.Title} ({PerfectFitNote(row)}), epoch {row.Epochs[0]} with epoch {row.Epochs[^1]}: "
            + string.Join(", ", row.Panels.Select(panel => $"{panel.Tap} {LinearAxis.Rounded(panel.Similarity[row.Epochs.Count - 1, 0])}")) + "."));

    private protected override (float Width, float Height) MeasureBody(Typography typography)
    {
        float bar = BarWidth + 10 + Scale().Ticks.Max(tick => typography.Width(tick.Text, TextStyle.Tick))
            + 10 + Theme.LabelSize;
        float headings = Rows.Max(row => HeadingWidth(row, typography));
        float width = Left(typography) + MathF.Max(BarLeft(typography) + bar, headings);
        return (width, MathF.Max(Height, typography.Width(Quantity, TextStyle.Label)));
    }

    private protected override void DrawBody(DrawingSurface sheet)
    {
        ColorScale scale = Scale();
        float left = Left(sheet.Typography);
        for (int i = 0; i < Rows.Count; i++)
            DrawRow(sheet, Rows[i], scale, left, i * (RowHeight + RowSpace));

        float bottom = Height - NameOfAxisHeight;
        float lastWidth = WidthOf(Rows[^1].Panels.Count, sheet.Typography);
        sheet.Text("epoch", left + lastWidth / 2, bottom + NameOfAxisHeight * 0.75f, TextStyle.Label, SKTextAlign.Center);
        DrawBar(sheet, scale, left + BarLeft(sheet.Typography), HeadHeight, bottom - RowHeight + HeadHeight + PanelSize);
    }

    private void DrawRow(DrawingSurface sheet, HeatMapRow row, ColorScale scale, float left, float top)
    {
        var axis = EpochAxis.OfCells(row.Epochs);
        float mapTop = top + HeadHeight;
        DrawHeading(sheet, row, left, top + Theme.HeadingSize);
        sheet.TextUpwards("epoch", Theme.LabelSize * 0.5f, mapTop + PanelSize / 2f, TextStyle.Label, float.PositiveInfinity);
        foreach (AxisTick tick in YTicks(row, sheet.Typography))
        {
            float y = mapTop + PanelSize - (float)tick.Place * PanelSize + sheet.Typography.CapHeight(TextStyle.Tick) / 2;
            sheet.Text(tick.Text, left - TickLength - 5, y, TextStyle.Tick, SKTextAlign.Right);
        }

        float pitch = Pitch(sheet.Typography);
        IReadOnlyList<AxisTick> xTicks = axis.Ticks(
            PanelSize, text => sheet.Typography.Width(text, TextStyle.Tick), gap: Theme.TickSize * 0.35f, period: pitch);
        for (int i = 0; i < row.Panels.Count; i++)
        {
            float x = left + i * pitch;
            DrawPanel(sheet, row, row.Panels[i], axis, scale, x, mapTop);
            foreach (AxisTick tick in xTicks)
            {
                float y = mapTop + PanelSize + TickLength + Theme.TickSize * 0.95f;
                sheet.Text(tick.Text, x + (float)tick.Place * PanelSize, y, TextStyle.Tick, SKTextAlign.Center);
            }
        }
    }

    private static void DrawPanel(
        DrawingSurface sheet, HeatMapRow row, HeatMapPanel panel, EpochAxis axis, ColorScale scale, float x, float y)
    {
        // A name wider than its map starts at the map's edge, clear of the numbers left of it.
        float middle = x + MathF.Max(PanelSize, sheet.Typography.Width(panel.Tap, TextStyle.Label)) / 2;
        sheet.Text(panel.Tap, middle, y - Theme.LabelSize * 0.4f, TextStyle.Label, SKTextAlign.Center);
        sheet.Picture(Paint(panel, axis.SnapshotOfPixel(row.Epochs, PanelSize), scale), SKRect.Create(x, y, PanelSize, PanelSize));
        sheet.Frame(SKRect.Create(x, y, PanelSize, PanelSize), Theme.Ink, 1);
        foreach (int mark in axis.Marks())
        {
            float at = (float)axis.Place(mark) * PanelSize;
            sheet.Line(x + at, y + PanelSize, x + at, y + PanelSize + TickLength, Theme.Ink, 1.5f);
            if (panel == row.Panels[0])
                sheet.Line(x - TickLength, y + PanelSize - at, x, y + PanelSize - at, Theme.Ink, 1.5f);
        }

        if (row.PerfectFitEpoch is { } epoch)
        {
            float at = (float)axis.Place(epoch) * PanelSize;
            sheet.CasedLines(
                (new SKPoint(x + at, y), new SKPoint(x + at, y + PanelSize)),
                (new SKPoint(x, y + PanelSize - at), new SKPoint(x + PanelSize, y + PanelSize - at)));
        }
    }

    private static CellPicture Paint(HeatMapPanel panel, int[] snapshotOfPixel, ColorScale scale)
    {
        var colors = new SKColor[PanelSize * PanelSize];
        for (int y = 0; y < PanelSize; y++)
        {
            for (int x = 0; x < PanelSize; x++)
            {
                double value = panel.Similarity[snapshotOfPixel[PanelSize - 1 - y], snapshotOfPixel[x]];
                colors[y * PanelSize + x] = scale.Color(value);
            }
        }

        return new(PanelSize, PanelSize, colors);
    }

    private static void DrawHeading(DrawingSurface sheet, HeatMapRow row, float x, float y)
    {
        sheet.Text(row.Title, x, y, TextStyle.Heading);
        float noteX = x + sheet.Typography.Width(row.Title, TextStyle.Heading) + Theme.LabelSize * 1.2f;
        if (row.PerfectFitEpoch is not null)
        {
            float middle = y - sheet.Typography.CapHeight(TextStyle.Label) / 2;
            sheet.CasedLines((new SKPoint(noteX, middle), new SKPoint(noteX + KeyWidth - 12, middle)));
            noteX += KeyWidth;
        }

        sheet.Text(PerfectFitNote(row), noteX, y, TextStyle.Label, color: Theme.MutedInk);
    }

    private static float KeyWidth => Theme.LabelSize * 2;

    private static float HeadingWidth(HeatMapRow row, Typography typography) =>
        typography.Width(row.Title, TextStyle.Heading) + Theme.LabelSize * 1.2f + KeyWidth
        + typography.Width(PerfectFitNote(row), TextStyle.Label);

    private static string PerfectFitNote(HeatMapRow row) =>
        row.PerfectFitEpoch is { } epoch ? $"t* = {epoch}, perfect fit" : row.Note ?? "never fits perfectly: no t*";

    private void DrawBar(DrawingSurface sheet, ColorScale scale, float x, float top, float bottom)
    {
        float height = bottom - top;
        int rows = (int)height;
        sheet.Picture(new(1, rows, [.. Enumerable.Range(0, rows).Select(row => ColorScale.ColorAt(1 - row / (height - 1)))]), SKRect.Create(x, top, BarWidth, rows));
        sheet.Frame(new SKRect(x, top, x + BarWidth, bottom), Theme.Ink, 1);

        float widest = 0f;
        foreach (AxisTick tick in scale.Ticks)
        {
            float y = bottom - (float)tick.Place * height;
            sheet.Line(x + BarWidth, y, x + BarWidth + TickLength, y, Theme.Ink, 1.5f);
            sheet.Text(
                tick.Text, x + BarWidth + 10, y + sheet.Typography.CapHeight(TextStyle.Tick) / 2, TextStyle.Tick);
            widest = MathF.Max(widest, sheet.Typography.Width(tick.Text, TextStyle.Tick));
        }

        float bodyHeight = MathF.Max(Height, sheet.Typography.Width(Quantity, TextStyle.Label));
        sheet.TextUpwards(
            Quantity, x + BarWidth + 20 + widest + Theme.LabelSize / 2, top + height / 2, TextStyle.Label, bodyHeight);
    }

    private static IReadOnlyList<AxisTick> YTicks(HeatMapRow row, Typography typography) =>
        EpochAxis.OfCells(row.Epochs).Ticks(PanelSize, _ => typography.CapHeight(TextStyle.Tick), gap: 4);

    private ColorScale Scale()
    {
        var values = Rows.SelectMany(row => row.Panels).SelectMany(panel => panel.Similarity.Cast<double>()).ToList();
        return ColorScale.Around(values.Min(), values.Max(), Range);
    }
}
