using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>One square heat map: how similar a tap is to itself across epochs.</summary>
/// <param name="Tap">Name of the tap, written above the map, such as <c>block3</c>.</param>
/// <param name="Similarity">Values `[E, E]`, finite; element `[i, j]` compares snapshots i and j of the row's epochs.</param>
public sealed record HeatMapPanel(string Tap, double[,] Similarity)
{
    /// <summary>The first epochs of all phases but the first, each the epoch of a snapshot: phases are framed on the diagonal. Empty for none.</summary>
    public IReadOnlyList<int> Phases { get; init; } = [];
}

/// <summary>The heat maps of one network, one a tap, side by side in the order of depth.</summary>
public sealed record HeatMapRow
{
    /// <summary>What the row shows, such as <c>ResNet-18, SGD, seed 10</c>; must differ between the rows of a figure.</summary>
    public required string Title { get; init; }

    /// <summary>Epochs of the snapshots `[E]`: ascending, not negative, at least two. Epoch 0 is the untrained network.</summary>
    public required IReadOnlyList<int> Epochs { get; init; }

    /// <summary>One map a tap, at least one and at most 128.</summary>
    public required IReadOnlyList<HeatMapPanel> Panels { get; init; }

    /// <summary>
    /// The epoch t* of perfect fit, drawn as a thin cross of lines; null where the network never fits perfectly, which the
    /// heading then says. Must lie between the first and the last epoch.
    /// </summary>
    public int? PerfectFitEpoch { get; init; }

    /// <summary>What the row's colours measure; null for the figure's <see cref="HeatMapGrid.Quantity"/>. Each quantity has a colour bar.</summary>
    public string? Quantity { get; init; }

    /// <summary>What stands beside the title where there is no t*; by default, that the network never fits perfectly.</summary>
    public string? Note { get; init; }

    internal void Check()
    {
        string where = $"row '{Title}'";
        FigureData.RequireText(Title, "the title of a row of heat maps");
        FigureData.Require(Epochs.Count > 1, where, $"has {Epochs.Count} epochs", "at least two snapshots", nameof(Epochs));
        FigureData.Require(Epochs[0] >= 0, where, $"starts at epoch {Epochs[0]}", "epochs from 0 on", nameof(Epochs));
        for (int i = 1; i < Epochs.Count; i++)
            FigureData.Require(Epochs[i] > Epochs[i - 1], where, $"has epoch {Epochs[i]} after {Epochs[i - 1]}", "epochs in ascending order", nameof(Epochs));
        FigureData.Require(Panels.Count is >= 1 and <= 128, where, $"has {Panels.Count} panels", "1 to 128, one a tap", nameof(Panels));
        bool isInside = !(PerfectFitEpoch < Epochs[0] || PerfectFitEpoch > Epochs[^1]);
        FigureData.Require(isInside, where, $"has t* at epoch {PerfectFitEpoch}", $"an epoch from {Epochs[0]} to {Epochs[^1]}, or null", nameof(PerfectFitEpoch));
        FigureData.Require(Quantity is null || !string.IsNullOrWhiteSpace(Quantity), where, "has an empty quantity", "what its colours measure, or null", nameof(Quantity));
        foreach (HeatMapPanel panel in Panels) Check(panel);
    }

    private void Check(HeatMapPanel panel)
    {
        FigureData.RequireText(panel.Tap, $"the name of a tap in row '{Title}'");
        string name = $"panel '{panel.Tap}' of row '{Title}'";
        (int rows, int columns) = (panel.Similarity.GetLength(0), panel.Similarity.GetLength(1));
        bool fits = rows == Epochs.Count && columns == Epochs.Count;
        FigureData.Require(fits, name, $"has shape [{rows}, {columns}]", $"[{Epochs.Count}, {Epochs.Count}], one row and column an epoch", nameof(Panels));
        foreach (int phase in panel.Phases)
            FigureData.Require(Epochs.Skip(1).Contains(phase), name, $"has a phase from epoch {phase}", "epochs of snapshots after the first", nameof(Panels));
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++) FigureData.RequireFinite(panel.Similarity[i, j], $"{name}, epochs {Epochs[i]} and {Epochs[j]}");
        }
    }
}

/// <summary>
/// Rows of heat maps, one row a network and one map a tap, over log epoch axes, with one colour bar for all. Epochs run to the
/// right and upwards. A pixel shows the snapshot nearest on the log axis, so late snapshots, which lie close together, are narrow.
/// </summary>
public sealed class HeatMapGrid : Figure
{
    private const int PanelSize = 168;
    private const float TickLength = 6, RowSpace = 18, LineSpace = 6, BarSpace = 36, BarWidth = 30, KeyWidth = Theme.LabelSize * 2;
    private static readonly float FootHeight = TickLength + MathF.Round(Theme.TickSize * 1.25f), NameOfAxisHeight = MathF.Round(Theme.LabelSize * 1.25f);

    // Seen on violet, green and yellow alike.
    private static readonly SKColor PhaseColor = 0xFFE81E63;

    /// <summary>The networks from top to bottom, at least one.</summary>
    public required IReadOnlyList<HeatMapRow> Rows { get; init; }

    /// <summary>What the colours measure, written beside the colour bar; by default <c>similarity</c>.</summary>
    public string Quantity { get; init; } = "similarity";

    /// <summary>
    /// The values at the two ends of the colour bar. By default round numbers around the data. Values beyond a given range take
    /// the colour of its end, and the bar then says so by a sign before the end's number.
    /// </summary>
    public (double Low, double High)? Range { get; init; }

    // From the top of a line to the top of its maps: the heading, where a row begins, then the names of the taps.
    private static float HeadHeight(Line line) => MathF.Round((line.First ? Theme.HeadingSize * 1.55f : 0) + Theme.LabelSize * 1.35f);

    private float Left(Typography typography) =>
        MathF.Ceiling(Theme.LabelSize * 1.35f + Rows.Max(row => typography.Widest(YTicks(row, typography))) + TickLength + 6);

    // From one map to the next: a little space, more where the name of a tap is wider than its map.
    private float Pitch(Typography typography) => MathF.Ceiling(MathF.Max(PanelSize + Theme.TickSize * 0.7f, WidestTap(typography) + Theme.LabelSize * 0.6f));

    private float WidthOf(int panels, Typography typography) => (panels - 1) * Pitch(typography) + MathF.Max(PanelSize, WidestTap(typography));

    private float WidestTap(Typography typography) => Rows.SelectMany(row => row.Panels).Max(panel => typography.Width(panel.Tap, TextStyle.Label));

    // Where a row is wider than the theme allows, it goes on in further lines, all about as long.
    private (List<Line> Lines, float BarLeft, (float Width, float Height) Size) Place(Typography typography)
    {
        ColorScale scale = Scale();
        float bars = BarSpace + BarWidth + Rows.Max(row => ColorBar.Width(typography, scale, QuantityOf(row), PanelSize));
        int most = Math.Max(1, (int)MathF.Floor(MathF.Min(1000, (typography.MaxWidth - Left(typography) - bars - WidthOf(1, typography)) / Pitch(typography) + 1)));
        List<Line> lines = [];
        float top = 0;
        foreach (HeatMapRow row in Rows)
        {
            int count = (row.Panels.Count + most - 1) / most, each = (row.Panels.Count + count - 1) / count;
            foreach ((int i, HeatMapPanel[] panels) in row.Panels.Chunk(each).Index())
            {
                if (lines.Count > 0) top += i == 0 ? RowSpace : LineSpace;
                Line line = new(row, panels, i == 0, top);
                lines.Add(line);
                top += HeadHeight(line) + PanelSize + FootHeight;
            }
        }
        float maps = WidthOf(lines.Max(line => line.Panels.Length), typography);
        // The colour bars stand right of the maps, and of every heading beside them: all but those at the top of a bar.
        float beside = Math.Max(maps, lines.Skip(1).Where((line, i) => line.First && QuantityOf(line.Row) == QuantityOf(lines[i].Row))
            .Select(line => HeadingWidth(line.Row, typography)).DefaultIfEmpty().Max());
        float barLeft = beside + BarSpace;
        float width = Left(typography) + MathF.Max(barLeft + bars - BarSpace, Rows.Max(row => HeadingWidth(row, typography)));
        return (lines, barLeft, (width, top + NameOfAxisHeight));
    }

    private string QuantityOf(HeatMapRow row) => row.Quantity ?? Quantity;

    private sealed record Line(HeatMapRow Row, HeatMapPanel[] Panels, bool First, float Top);

    internal override void Check()
    {
        FigureData.Require(Rows.Count > 0, "a grid of heat maps", "has no rows", "at least one", nameof(Rows));
        FigureData.RequireText(Quantity, "the quantity of a grid of heat maps");
        FigureData.RequireRange(Range, "the range of the colour bar");
        foreach (HeatMapRow row in Rows) row.Check();
        FigureData.RequireOnce(Rows.Select(row => row.Title), "row", "a grid of heat maps", nameof(Rows));
    }

    internal override string Describe() =>
        $"Heat maps of {string.Join(" and of ", Rows.Select(QuantityOf).Distinct())} between the epochs of each layer, from dark violet (low) to yellow (high). "
        + string.Join(" ", Rows.Select(row => $"{row.Title} ({PerfectFitNote(row)}), epoch {row.Epochs[0]} with epoch {row.Epochs[^1]}: "
            + string.Join(", ", row.Panels.Select(panel => $"{panel.Tap} {LinearAxis.Rounded(panel.Similarity[row.Epochs.Count - 1, 0])}")) + "."));

    internal override (float Width, float Height) MeasureBody(Typography typography) => Place(typography).Size;

    internal override void DrawBody(DrawingSurface sheet)
    {
        ColorScale scale = Scale();
        float left = Left(sheet.Typography);
        (List<Line> lines, float barLeft, (_, float height)) = Place(sheet.Typography);
        foreach (Line line in lines) DrawLine(sheet, line, scale, left);
        float lastWidth = WidthOf(lines[^1].Panels.Length, sheet.Typography);
        sheet.Text("epoch", left + lastWidth / 2, height - NameOfAxisHeight * 0.25f, TextStyle.Label, SKTextAlign.Center);
        // A colour bar for each run of lines of one quantity.
        for (int first = 0, next; first < lines.Count; first = next)
        {
            string quantity = QuantityOf(lines[first].Row);
            next = lines.FindIndex(first, line => QuantityOf(line.Row) != quantity) is >= 0 and var other ? other : lines.Count;
            float top = lines[first].Top + HeadHeight(lines[first]), bottom = lines[next - 1].Top + HeadHeight(lines[next - 1]) + PanelSize;
            ColorBar.Draw(sheet, scale, quantity, new SKRect(left + barLeft, top, left + barLeft + BarWidth, bottom), height);
        }
    }

    private void DrawLine(DrawingSurface sheet, Line line, ColorScale scale, float left)
    {
        HeatMapRow row = line.Row;
        EpochAxis axis = new(row.Epochs);
        float mapTop = line.Top + HeadHeight(line);
        if (line.First) DrawHeading(sheet, row, left, line.Top + Theme.HeadingSize);
        sheet.TextUpwards("epoch", Theme.LabelSize * 0.5f, mapTop + PanelSize / 2f, TextStyle.Label, float.PositiveInfinity);
        foreach (AxisTick tick in YTicks(row, sheet.Typography))
        {
            float y = mapTop + PanelSize - (float)tick.Place * PanelSize + sheet.Typography.CapHeight(TextStyle.Tick) / 2;
            sheet.Text(tick.Text, left - TickLength - 5, y, TextStyle.Tick, SKTextAlign.Right);
        }

        float pitch = Pitch(sheet.Typography);
        float numbers = mapTop + PanelSize + TickLength + Theme.TickSize * 0.95f;
        IReadOnlyList<AxisTick> xTicks = axis.Ticks(PanelSize, text => sheet.Typography.Width(text, TextStyle.Tick), gap: Theme.TickSize * 0.35f, period: pitch);
        for (int i = 0; i < line.Panels.Length; i++)
        {
            float x = left + i * pitch;
            DrawPanel(sheet, row, line.Panels[i], axis, scale, x, mapTop);
            foreach (AxisTick tick in xTicks) sheet.Text(tick.Text, x + (float)tick.Place * PanelSize, numbers, TextStyle.Tick, SKTextAlign.Center);
        }
    }

    private static void DrawPanel(DrawingSurface sheet, HeatMapRow row, HeatMapPanel panel, EpochAxis axis, ColorScale scale, float x, float y)
    {
        // A name wider than its map starts at the map's edge, clear of the numbers left of it.
        float middle = x + MathF.Max(PanelSize, sheet.Typography.Width(panel.Tap, TextStyle.Label)) / 2;
        sheet.Text(panel.Tap, middle, y - Theme.LabelSize * 0.4f, TextStyle.Label, SKTextAlign.Center);
        sheet.Picture(axis.Map(PanelSize, (i, j) => scale.Color(panel.Similarity[i, j])), SKRect.Create(x, y, PanelSize, PanelSize));
        foreach (int mark in axis.Marks())
        {
            float at = (float)axis.Place(mark) * PanelSize;
            sheet.Line(x + at, y + PanelSize, x + at, y + PanelSize + TickLength, Theme.Ink, 1.5f);
            sheet.Line(x - TickLength, y + PanelSize - at, x, y + PanelSize - at, Theme.Ink, 1.5f);
        }

        DrawPhases(sheet, row, panel, axis, x, y);
        if (row.PerfectFitEpoch is { } epoch)
        {
            float at = (float)axis.Place(epoch) * PanelSize;
            sheet.CasedLines((new(x + at, y), new(x + at, y + PanelSize)), (new(x, y + PanelSize - at), new(x + PanelSize, y + PanelSize - at)));
        }
    }

    // A frame around the cells of each phase, on the diagonal.
    private static void DrawPhases(DrawingSurface sheet, HeatMapRow row, HeatMapPanel panel, EpochAxis axis, float x, float y)
    {
        if (panel.Phases.Count == 0) return;
        double[] edges = axis.CellEdges();
        float[] ends = [0, .. panel.Phases.Select(phase => MathF.Round((float)edges[row.Epochs.Index().First(e => e.Item == phase).Index] * PanelSize)), PanelSize];
        for (int i = 0; i + 1 < ends.Length; i++)
        {
            SKRect frame = new(x + ends[i] + 2, y + PanelSize - ends[i + 1] + 2, x + ends[i + 1] - 2, y + PanelSize - ends[i] - 2);
            if (frame.Width >= 2) sheet.Frame(frame, PhaseColor, 2);
        }
    }

    private void DrawHeading(DrawingSurface sheet, HeatMapRow row, float x, float y)
    {
        sheet.Text(row.Title, x, y, TextStyle.Heading);
        float noteX = x + sheet.Typography.Width(row.Title, TextStyle.Heading) + Theme.LabelSize * 1.2f;
        if (row.PerfectFitEpoch is not null)
        {
            float middle = y - sheet.Typography.CapHeight(TextStyle.Label) / 2;
            sheet.CasedLines((new(noteX, middle), new(noteX + KeyWidth - 12, middle)));
            noteX += KeyWidth;
        }

        sheet.Text(PerfectFitNote(row), noteX, y, TextStyle.Label, color: Theme.MutedInk);
    }

    private float HeadingWidth(HeatMapRow row, Typography typography) =>
        typography.Width(row.Title, TextStyle.Heading) + Theme.LabelSize * 1.2f + KeyWidth + typography.Width(PerfectFitNote(row), TextStyle.Label);

    private string PerfectFitNote(HeatMapRow row) =>
        (row.PerfectFitEpoch is { } epoch ? $"t* = {epoch}, perfect fit" : row.Note ?? "never fits perfectly: no t*")
        + (row == Rows.FirstOrDefault(r => r.Panels.Any(panel => panel.Phases.Count > 0)) ? "; squares: phases" : "");

    private static IReadOnlyList<AxisTick> YTicks(HeatMapRow row, Typography typography) =>
        new EpochAxis(row.Epochs).Ticks(PanelSize, _ => typography.CapHeight(TextStyle.Tick), gap: 4);

    private ColorScale Scale()
    {
        double[] values = [.. Rows.SelectMany(row => row.Panels).SelectMany(panel => panel.Similarity.Cast<double>())];
        return ColorScale.Around(values.Min(), values.Max(), Range);
    }
}
