using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>A text that was drawn and the rectangle around its ink, in pixels of the picture.</summary>
internal sealed record PlacedLabel(string Text, SKRect Bounds);

/// <summary>The canvas of a figure, with the theme's lines and letters; it records the place of every label.</summary>
internal sealed class DrawingSurface(SKCanvas canvas, Typography typography)
{
    private readonly List<PlacedLabel> labels = [];
    private SKPoint origin;

    public Typography Typography => typography;

    public IReadOnlyList<PlacedLabel> Labels => labels;

    public void MoveOrigin(float x, float y)
    {
        canvas.Translate(x, y);
        origin = new SKPoint(origin.X + x, origin.Y + y);
    }

    /// <summary>One line of text; y is its baseline.</summary>
    public void Text(
        string text, float x, float y, TextStyle style, SKTextAlign align = SKTextAlign.Left, SKColor? color = null)
    {
        SKFont font = typography[style];
        y = MathF.Round(y);
        using var paint = new SKPaint { Color = color ?? Theme.Ink, IsAntialias = true };
        canvas.DrawText(text, x, y, align, font, paint);

        float advance = font.MeasureText(text, out SKRect ink);
        float left = x - (align == SKTextAlign.Left ? 0 : align == SKTextAlign.Center ? advance / 2 : advance);
        Remember(text, SKRect.Create(left + ink.Left, y + ink.Top, ink.Width, ink.Height));
    }

    /// <summary>One line of text centred on x, moved where it would leave the range from 0 to the width.</summary>
    public void TextWithin(string text, float x, float y, TextStyle style, float width, SKColor? color = null) =>
        Text(text, Within(x, typography.Width(text, style), width), y, style, SKTextAlign.Center, color);

    /// <summary>One line of text that reads upwards, centred on (x, y), moved where it would leave the range from 0 to the height.</summary>
    public void TextUpwards(string text, float x, float y, TextStyle style, float height)
    {
        SKFont font = typography[style];
        y = Within(y, font.MeasureText(text), height);
        float down = typography.CapHeight(style) / 2;
        using var paint = new SKPaint { Color = Theme.Ink, IsAntialias = true };
        canvas.Save();
        canvas.Translate(x, y);
        canvas.RotateDegrees(-90);
        canvas.DrawText(text, 0, down, SKTextAlign.Center, font, paint);
        canvas.Restore();

        float advance = font.MeasureText(text, out SKRect ink);
        Remember(text, SKRect.Create(x + down + ink.Top, y + advance / 2 - ink.Right, ink.Height, ink.Width));
    }

    /// <summary>One line of text above a plot, centred on x, moved where it would leave the plot's width.</summary>
    public void TextAbove(SKRect plot, string text, float x, SKColor? color = null)
    {
        float half = typography.Width(text, TextStyle.Label) / 2;
        Text(text, Math.Clamp(x, plot.Left + half, plot.Right - half), plot.Top - 14, TextStyle.Label, SKTextAlign.Center, color);
    }

    /// <summary>The horizontal axis of a plot: line, marks, numbers, and a name that stays within the width of the figure.</summary>
    public void XAxis(
        SKRect plot, IEnumerable<double> marks, IEnumerable<AxisTick> ticks, string name, float width = float.PositiveInfinity)
    {
        float below = plot.Bottom + Theme.TickLength;
        foreach (float x in marks.Select(mark => plot.Left + (float)mark * plot.Width))
            Line(x, plot.Bottom, x, below, Theme.Ink, Theme.AxisWidth);
        foreach (AxisTick tick in ticks)
            Text(tick.Text, plot.Left + (float)tick.Place * plot.Width, below + Theme.TickSize * 1.05f, TextStyle.Tick, SKTextAlign.Center);
        Line(plot.Left, plot.Bottom, plot.Right, plot.Bottom, Theme.Ink, Theme.AxisWidth);
        TextWithin(name, plot.MidX, below + Theme.TickSize * 1.3f + Theme.LabelSize, TextStyle.Label, width);
    }

    /// <summary>A straight line; solid ones along an axis lie on whole pixels, so that they are sharp.</summary>
    public void Line(float x0, float y0, float x1, float y1, SKColor color, float width, params float[] dash)
    {
        if (dash.Length == 0 && (x0 == x1 || y0 == y1))
        {
            float thick = MathF.Max(1, MathF.Round(width));
            (float left, float top) = (MathF.Round(MathF.Min(x0, x1)), MathF.Round(MathF.Min(y0, y1)));
            (float right, float bottom) = (MathF.Round(MathF.Max(x0, x1)), MathF.Round(MathF.Max(y0, y1)));
            Fill(
                y0 == y1
                    ? SKRect.Create(left, MathF.Round(y0 - thick / 2), right - left, thick)
                    : SKRect.Create(MathF.Round(x0 - thick / 2), top, thick, bottom - top),
                color);
            return;
        }

        using SKPathEffect? effect = dash.Length == 0 ? null : SKPathEffect.CreateDash(dash, 0);
        using SKPaint paint = Stroke(color, width, effect);
        canvas.DrawLine(x0, y0, x1, y1, paint);
    }

    /// <summary>Thin dark lines between light ones, visible on every colour of a heat map.</summary>
    public void CasedLines(params (SKPoint From, SKPoint To)[] lines)
    {
        foreach ((SKPoint from, SKPoint to) in lines)
            Line(from.X, from.Y, to.X, to.Y, Theme.Background, 4);
        foreach ((SKPoint from, SKPoint to) in lines)
            Line(from.X, from.Y, to.X, to.Y, Theme.Ink, 2);
    }

    public void Curve(IReadOnlyList<SKPoint> points, SKColor color, float width, params float[] dash)
    {
        using SKPath path = Path(points, close: false);
        using SKPathEffect? effect = dash.Length == 0 ? null : SKPathEffect.CreateDash(dash, 0);
        using SKPaint paint = Stroke(color, width, effect);
        paint.StrokeJoin = SKStrokeJoin.Round;
        canvas.DrawPath(path, paint);
    }

    public void Fill(SKRect rect, SKColor color)
    {
        using var paint = new SKPaint { Color = color };
        canvas.DrawRect(rect, paint);
    }

    /// <summary>A frame just outside the rectangle.</summary>
    public void Frame(SKRect rect, SKColor color, float width)
    {
        Fill(new SKRect(rect.Left - width, rect.Top - width, rect.Right + width, rect.Top), color);
        Fill(new SKRect(rect.Left - width, rect.Bottom, rect.Right + width, rect.Bottom + width), color);
        Fill(new SKRect(rect.Left - width, rect.Top, rect.Left, rect.Bottom), color);
        Fill(new SKRect(rect.Right, rect.Top, rect.Right + width, rect.Bottom), color);
    }

    public void Dot(float x, float y, float radius, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawCircle(x, y, radius, paint);
    }

    public void Polygon(IReadOnlyList<SKPoint> corners, SKColor color)
    {
        using SKPath path = Path(corners, close: true);
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    public void Ring(float x, float y, float radius, SKColor color, float width)
    {
        using SKPaint paint = Stroke(color, width, null);
        canvas.DrawCircle(x, y, radius, paint);
    }

    public void Picture(SKBitmap bitmap, float x, float y) => canvas.DrawBitmap(bitmap, x, y, new SKSamplingOptions(SKFilterMode.Nearest));

    private static SKPath Path(IReadOnlyList<SKPoint> points, bool close)
    {
        using var builder = new SKPathBuilder();
        builder.MoveTo(points[0]);
        for (int i = 1; i < points.Count; i++)
            builder.LineTo(points[i]);
        if (close) builder.Close();
        return builder.Detach();
    }

    private static SKPaint Stroke(SKColor color, float width, SKPathEffect? effect) =>
        new()
        {
            Color = color,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = width,
            IsAntialias = true,
            PathEffect = effect,
        };

    private static float Within(float centre, float length, float limit) =>
        MathF.Max(length / 2, MathF.Min(centre, limit - length / 2));

    private void Remember(string text, SKRect at) =>
        labels.Add(new PlacedLabel(text, SKRect.Create(origin.X + at.Left, origin.Y + at.Top, at.Width, at.Height)));
}
