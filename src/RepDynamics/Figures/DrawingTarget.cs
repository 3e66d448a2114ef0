using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>A small picture, a colour a cell, that a figure scales without smoothing.</summary>
/// <param name="Width">Cells a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Colors">The cells, row by row from the top, opaque.</param>
internal sealed record CellPicture(int Width, int Height, SKColor[] Colors);

/// <summary>What a figure is drawn on: pixels, a page of a PDF file, or an SVG file. Lengths are in the figure's pixels.</summary>
internal abstract class DrawingTarget
{
    /// <summary>One line of text that starts at a point of its baseline, to the right or upwards.</summary>
    public abstract void Text(string text, SKPoint start, TextStyle style, SKColor color, bool upwards);

    public abstract void Fill(SKRect rect, SKColor color);

    /// <summary>A frame just outside the rectangle.</summary>
    public abstract void Frame(SKRect rect, SKColor color, float width);

    public abstract void Stroke(IReadOnlyList<SKPoint> points, SKColor color, float width, float[] dash);

    public abstract void Polygon(IReadOnlyList<SKPoint> corners, SKColor color);

    /// <summary>A circle: filled, or a line of a width.</summary>
    public abstract void Circle(SKPoint centre, float radius, SKColor color, float? width);

    public abstract void Picture(CellPicture picture, SKRect place);
}

/// <summary>A canvas of Skia: of a bitmap or of a page of a PDF file.</summary>
/// <param name="enlarged">How many times a picture's cells are enlarged before it is drawn: readers of PDF files smooth the pictures that they scale.</param>
internal sealed class SkiaTarget(SKCanvas canvas, Typography typography, int enlarged = 1) : DrawingTarget
{
    public override void Text(string text, SKPoint start, TextStyle style, SKColor color, bool upwards)
    {
        using SKPaint paint = Filled(color);
        using SKAutoCanvasRestore restore = new(canvas);
        if (upwards)
        {
            canvas.Translate(start.X, start.Y);
            canvas.RotateDegrees(-90);
            start = default;
        }
        canvas.DrawText(text, start.X, start.Y, SKTextAlign.Left, typography[style], paint);
    }

    public override void Fill(SKRect rect, SKColor color)
    {
        using var paint = new SKPaint { Color = color };
        canvas.DrawRect(rect, paint);
    }

    public override void Frame(SKRect rect, SKColor color, float width)
    {
        Fill(new SKRect(rect.Left - width, rect.Top - width, rect.Right + width, rect.Top), color);
        Fill(new SKRect(rect.Left - width, rect.Bottom, rect.Right + width, rect.Bottom + width), color);
        Fill(new SKRect(rect.Left - width, rect.Top, rect.Left, rect.Bottom), color);
        Fill(new SKRect(rect.Right, rect.Top, rect.Right + width, rect.Bottom), color);
    }

    public override void Stroke(IReadOnlyList<SKPoint> points, SKColor color, float width, float[] dash)
    {
        using SKPath path = Path(points, close: false);
        using SKPathEffect? effect = dash.Length == 0 ? null : SKPathEffect.CreateDash(dash, 0);
        using SKPaint paint = Stroked(color, width);
        paint.PathEffect = effect;
        paint.StrokeJoin = SKStrokeJoin.Round;
        canvas.DrawPath(path, paint);
    }

    public override void Polygon(IReadOnlyList<SKPoint> corners, SKColor color)
    {
        using SKPath path = Path(corners, close: true);
        using SKPaint paint = Filled(color);
        canvas.DrawPath(path, paint);
    }

    public override void Circle(SKPoint centre, float radius, SKColor color, float? width)
    {
        using SKPaint paint = width is { } line ? Stroked(color, line) : Filled(color);
        canvas.DrawCircle(centre, radius, paint);
    }

    public override void Picture(CellPicture picture, SKRect place)
    {
        (int width, int height) = (picture.Width * enlarged, picture.Height * enlarged);
        SKColor[] pixels = enlarged == 1
            ? picture.Colors
            : [.. Enumerable.Range(0, width * height).Select(i => picture.Colors[i / width / enlarged * picture.Width + i % width / enlarged])];
        using SKBitmap bitmap = new(width, height, isOpaque: true) { Pixels = pixels };
        canvas.DrawBitmap(bitmap, place, new SKSamplingOptions(SKFilterMode.Nearest));
    }

    private static SKPaint Filled(SKColor color) => new() { Color = color, IsAntialias = true };

    private static SKPaint Stroked(SKColor color, float width) => new() { Color = color, Style = SKPaintStyle.Stroke, StrokeWidth = width, IsAntialias = true };

    private static SKPath Path(IReadOnlyList<SKPoint> points, bool close)
    {
        using SKPathBuilder builder = new();
        builder.AddPoly([.. points], close);
        return builder.Detach();
    }
}
