using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>One square of a grid of matrices.</summary>
/// <param name="Title">What it shows, such as a condition.</param>
/// <param name="Names">Short names of its rows and columns `[n]`, 2 to 32, the first at the upper left.</param>
/// <param name="Values">The values `[n, n]`; not a number where there is none, such as on the diagonal.</param>
public sealed record MatrixPanel(string Title, IReadOnlyList<string> Names, double[,] Values);

/// <summary>Small matrices of pairs of blocks, two a row, on one colour scale from 0 to 1, with their numbers in the cells.</summary>
public sealed class MatrixGrid : Figure
{
    private const int PanelSize = 448, LargestCell = 58, LeastForNumbers = 54;
    private const float Gap = 36, BarSpace = 36, BarWidth = 30, Head = Theme.LabelSize * 1.5f, Foot = Theme.TickSize * 1.5f;
    private const string AxisName = "block";

    /// <summary>The matrices, 1 to 12.</summary>
    public required IReadOnlyList<MatrixPanel> Panels { get; init; }

    /// <summary>What the colours measure.</summary>
    public required string Quantity { get; init; }

    private int Columns => Math.Min(2, Panels.Count);

    private int Rows => (Panels.Count + Columns - 1) / Columns;

    private static int Cell(MatrixPanel panel) => Math.Min(LargestCell, PanelSize / panel.Names.Count);

    private static int Side(MatrixPanel panel) => Cell(panel) * panel.Names.Count;

    private float RowHeight(int row) => Head + Panels.Skip(row * Columns).Take(Columns).Max(Side) + Foot + 16;

    private float NameWidth(Typography typography) => MathF.Ceiling(
        Theme.LabelSize * 1.4f + Panels.SelectMany(panel => panel.Names).Max(name => typography.Width(name, TextStyle.Tick)) + 8);

    private float ColumnWidth(int column, Typography typography) => NameWidth(typography)
        + Panels.Where((_, i) => i % Columns == column).Max(panel => MathF.Max(Side(panel), typography.Width(panel.Title, TextStyle.Label)));

    private float GridWidth(Typography typography) => Enumerable.Range(0, Columns).Sum(column => ColumnWidth(column, typography)) + (Columns - 1) * Gap;

    private float GridHeight => Enumerable.Range(0, Rows).Sum(RowHeight);

    private static readonly ColorScale Scale = ColorScale.Around(0, 1, (0, 1));

    internal override void Check()
    {
        FigureData.RequireText(Quantity, "the quantity of a grid of matrices");
        FigureData.Require(Panels.Count is >= 1 and <= 12, "a grid of matrices", $"has {Panels.Count} panels", "1 to 12", nameof(Panels));
        foreach ((string title, IReadOnlyList<string> names, double[,] values) in Panels)
        {
            (int n, int rows, int columns) = (names.Count, values.GetLength(0), values.GetLength(1));
            bool fits = n is >= 2 and <= 32 && rows == n && columns == n;
            FigureData.Require(fits, $"matrix '{title}'", $"has {n} names and shape [{rows}, {columns}]", "2 to 32 names, one a row and column", nameof(Panels));
        }
        FigureData.RequireOnce(Panels.Select(panel => panel.Title), "matrix", "a grid of matrices", nameof(Panels));
    }

    internal override string Describe() =>
        $"Matrices of {Quantity} between pairs of {AxisName}s. " + string.Join(" ", Panels.Select(panel =>
        {
            double[] values = [.. panel.Values.Cast<double>().Where(double.IsFinite)];
            return values.Length == 0 ? $"{panel.Title}: undefined." : $"{panel.Title}: from {LinearAxis.Rounded(values.Min())} to {LinearAxis.Rounded(values.Max())}.";
        }));

    internal override (float Width, float Height) MeasureBody(Typography typography)
    {
        float bar = BarSpace + BarWidth + 10 + typography.Widest(Scale.Ticks) + 10 + Theme.LabelSize;
        return (GridWidth(typography) + bar, MathF.Max(GridHeight + Theme.LabelSize * 1.2f, typography.Width(Quantity, TextStyle.Label)));
    }

    internal override void DrawBody(DrawingSurface sheet)
    {
        float top = 0;
        for (int row = 0; row < Rows; row++)
        {
            float left = NameWidth(sheet.Typography);
            for (int column = 0; column < Columns && row * Columns + column < Panels.Count; column++)
            {
                DrawMatrix(sheet, Panels[row * Columns + column], left, top + Head, nameRows: column == 0);
                left += ColumnWidth(column, sheet.Typography) + Gap;
            }
            top += RowHeight(row);
        }
        float width = GridWidth(sheet.Typography);
        sheet.Text(AxisName, width / 2, top + Theme.LabelSize * 0.5f, TextStyle.Label, SKTextAlign.Center);
        ColorBar.Draw(sheet, Scale, Quantity, SKRect.Create(width + BarSpace, Head, BarWidth, GridHeight - Head - Foot - 16), MeasureBody(sheet.Typography).Height);
    }

    private void DrawMatrix(DrawingSurface sheet, MatrixPanel panel, float x, float y, bool nameRows)
    {
        (int n, int cell, float capital) = (panel.Names.Count, Cell(panel), sheet.Typography.CapHeight(TextStyle.Tick));
        sheet.Text(panel.Title, x, y - Theme.LabelSize * 0.45f, TextStyle.Label);
        SKColor[] colors = [.. panel.Values.Cast<double>().Select(value => double.IsFinite(value) ? Scale.Color(value) : Theme.Grid)];
        sheet.Picture(new(n, n, colors), SKRect.Create(x, y, Side(panel), Side(panel)));
        // As many names as fit side by side.
        int every = (int)MathF.Ceiling((panel.Names.Max(name => sheet.Typography.Width(name, TextStyle.Tick)) + 8) / cell);
        for (int i = 0; i < n; i++)
        {
            float middle = (i + 0.5f) * cell;
            if (i % every == 0) sheet.Text(panel.Names[i], x - 8, y + middle + capital / 2, TextStyle.Tick, SKTextAlign.Right);
            if (i % every == 0) sheet.Text(panel.Names[i], x + middle, y + Side(panel) + Theme.TickSize * 1.1f, TextStyle.Tick, SKTextAlign.Center);
            if (cell < LeastForNumbers) continue;
            for (int j = 0; j < n; j++)
            {
                if (!double.IsFinite(panel.Values[i, j])) continue;
                // .93 instead of 0.93: the cells are small.
                string number = LinearAxis.Rounded(panel.Values[i, j]).Replace("0.", ".", StringComparison.Ordinal);
                sheet.Text(number, x + (j + 0.5f) * cell, y + middle + capital / 2, TextStyle.Tick, SKTextAlign.Center, ClassPalette.TextOn(colors[i * n + j]));
            }
        }
        if (nameRows) sheet.TextUpwards(AxisName, x - NameWidth(sheet.Typography) + Theme.LabelSize * 0.5f, y + Side(panel) / 2f, TextStyle.Label, float.PositiveInfinity);
    }
}

/// <summary>The bar beside maps: colours, numbers, and what they measure, in as many lines as its height asks for.</summary>
internal static class ColorBar
{
    // How far a name may reach beyond its bar.
    private const float TickLength = 6, MostOfHeight = 1.7f, LinePitch = Theme.LabelSize * 1.35f;

    public static float Width(Typography typography, ColorScale scale, string quantity, float height) =>
        10 + typography.Widest(scale.Ticks) + 10 + Lines(typography, quantity, height).Length * LinePitch;

    /// <summary>Draws it into a rectangle, numbers and name right of it; the name stays within the height of the figure.</summary>
    public static void Draw(DrawingSurface sheet, ColorScale scale, string quantity, SKRect bar, float figureHeight)
    {
        Typography typography = sheet.Typography;
        int rows = (int)bar.Height;
        sheet.Picture(new(1, rows, [.. Enumerable.Range(0, rows).Select(row => ColorScale.ColorAt(1 - row / (float)(rows - 1)))]), bar);
        foreach (AxisTick tick in scale.Ticks)
        {
            float y = bar.Bottom - (float)tick.Place * bar.Height;
            sheet.Line(bar.Right, y, bar.Right + TickLength, y, Theme.Ink, 1.5f);
            sheet.Text(tick.Text, bar.Right + 10, y + typography.CapHeight(TextStyle.Tick) / 2, TextStyle.Tick);
        }
        float x = bar.Right + 20 + typography.Widest(scale.Ticks) + Theme.LabelSize / 2;
        foreach (string line in Lines(typography, quantity, MathF.Min(bar.Height, figureHeight / MostOfHeight)))
        {
            sheet.TextUpwards(line, x, bar.MidY, TextStyle.Label, figureHeight);
            x += LinePitch;
        }
    }

    private static string[] Lines(Typography typography, string quantity, float height) => typography.Lines(quantity, TextStyle.Label, height * MostOfHeight);
}
