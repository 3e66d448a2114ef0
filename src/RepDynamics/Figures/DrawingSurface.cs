using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>A text that was drawn and the rectangle around its ink, in pixels of the picture.</summary>
internal sealed record PlacedLabel(string Text, SKRect Bounds);

/// <summary>The surface of a figure, with the theme's lines and letters; it records the place of every label.</summary>
internal sealed class DrawingSurface(DrawingTarget target, Typography typography)
{
    private readonly List<PlacedLabel> labels = [];
    private SKPoint origin;

    public Typography Typography => typography;

    public IReadOnlyList<PlacedLabel> Labels => labels;

    public void MoveOrigin(float x, float y) => origin = At(x, y);

    /// <summary>One line of text; y is its baseline.</summary>
    public void Text(string text, float x, float y, TextStyle style, SKTextAlign align = SKTextAlign.Left, SKColor? color = null)
    {
        y = MathF.Round(y);
        float advance = typography[style].MeasureText(text, out SKRect ink);
        float left = x - (align == SKTextAlign.Left ? 0 : align == SKTextAlign.Center ? advance / 2 : advance);
        target.Text(text, At(left, y), style, color ?? Theme.Ink, upwards: false);
        labels.Add(new(text, At(SKRect.Create(left + ink.Left, y + ink.Top, ink.Width, ink.Height))));
    }

    /// <summary>One line of text centred on x, moved where it would leave the range from 0 to the width.</summary>
    public void TextWithin(string text, float x, float y, TextStyle style, float width, SKColor? color = null) =>
        Text(text, Within(x, typography.Width(text, style), width), y, style, SKTextAlign.Center, color);

    /// <summary>One line of text that reads upwards, centred on (x, y), moved where it would leave the range from 0 to the height.</summary>
    public void TextUpwards(string text, float x, float y, TextStyle style, float height)
    {
        float advance = typography[style].MeasureText(text, out SKRect ink);
        y = Within(y, advance, height);
        float down = typography.CapHeight(style) / 2;
        target.Text(text, At(x + down, y + advance / 2), style, Theme.Ink, upwards: true);
        labels.Add(new(text, At(SKRect.Create(x + down + ink.Top, y + advance / 2 - ink.Right, ink.Height, ink.Width))));
    }

    /// <summary>A straight line; solid ones along an axis lie on whole pixels, so that they are sharp.</summary>
    public void Line(float x0, float y0, float x1, float y1, SKColor color, float width, params float[] dash)
    {
        (float thick, bool isLevel) = (MathF.Max(1, MathF.Round(width)), y0 == y1);
        (float left, float top) = (MathF.Round(MathF.Min(x0, x1)), MathF.Round(MathF.Min(y0, y1)));
        (float right, float bottom) = (MathF.Round(MathF.Max(x0, x1)), MathF.Round(MathF.Max(y0, y1)));
        if (dash.Length > 0 || (x0 != x1 && !isLevel)) target.Stroke([At(x0, y0), At(x1, y1)], color, width, dash);
        else if (isLevel) Fill(SKRect.Create(left, MathF.Round(y0 - thick / 2), right - left, thick), color);
        else Fill(SKRect.Create(MathF.Round(x0 - thick / 2), top, thick, bottom - top), color);
    }

    /// <summary>Thin dark lines between light ones, visible on every colour of a heat map.</summary>
    public void CasedLines(params (SKPoint From, SKPoint To)[] lines)
    {
        foreach ((SKPoint from, SKPoint to) in lines) Line(from.X, from.Y, to.X, to.Y, Theme.Background, 4);
        foreach ((SKPoint from, SKPoint to) in lines) Line(from.X, from.Y, to.X, to.Y, Theme.Ink, 2);
    }

    public void Curve(IReadOnlyList<SKPoint> points, SKColor color, float width, params float[] dash) =>
        target.Stroke([.. points.Select(point => At(point.X, point.Y))], color, width, dash);

    public void Fill(SKRect rect, SKColor color) => target.Fill(At(rect), color);

    public void Frame(SKRect rect, SKColor color, float width) => target.Frame(At(rect), color, width);

    public void Dot(float x, float y, float radius, SKColor color) => target.Circle(At(x, y), radius, color, width: null);

    public void Polygon(IReadOnlyList<SKPoint> corners, SKColor color) => target.Polygon([.. corners.Select(corner => At(corner.X, corner.Y))], color);

    /// <summary>An open circle: nothing behind it is seen.</summary>
    public void Ring(float x, float y, float radius, SKColor color, float width)
    {
        Dot(x, y, radius, Theme.Background);
        target.Circle(At(x, y), radius, color, width);
    }

    /// <summary>A picture in a thin frame.</summary>
    public void Picture(CellPicture picture, SKRect place)
    {
        target.Picture(picture, At(place));
        Frame(place, Theme.Ink, 1);
    }

    /// <summary>A sample of a colour in a thin frame.</summary>
    public void Swatch(SKRect place, SKColor color)
    {
        Fill(place, color);
        Frame(place, Theme.Ink, 1);
    }

    private SKPoint At(float x, float y) => new(origin.X + x, origin.Y + y);

    private SKRect At(SKRect rect) => SKRect.Create(origin.X + rect.Left, origin.Y + rect.Top, rect.Width, rect.Height);

    private static float Within(float centre, float length, float limit) => MathF.Max(length / 2, MathF.Min(centre, limit - length / 2));
}
