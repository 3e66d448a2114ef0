using System.Security;
using System.Text;
using System.Xml;
using SkiaSharp;

namespace RepDynamics.Figures;

// SKSvgCanvas places every letter on its own and embeds pictures in true colour: several times the bytes, and no title.

/// <summary>
/// An SVG file, the same bytes for the same figure. It has attributes only, neither styles nor scripts nor ids, so that it stands within a page under any
/// content security policy that allows <c>img-src data:</c>, any number of times.
/// </summary>
/// <param name="typography">The fonts that the figure was measured with.</param>
/// <param name="outlines">
/// Whether letters become outlines, the same look everywhere in several times the bytes. Otherwise text stays text, its width pinned
/// by <c>textLength</c>: only the shapes of letters differ where Inter is not installed.
/// </param>
internal sealed class SvgTarget(Typography typography, bool outlines) : DrawingTarget
{
    private readonly StringBuilder body = new(), fills = new();
    private SKColor fill;
    private string group = "";

    /// <param name="size">Width and height for programs that need one, such as <c>396pt</c>.</param>
    /// <param name="title">A short name; none where it is empty.</param>
    public byte[] ToFile(int width, int height, (string Width, string Height) size, string? title, string description)
    {
        Use("");
        string name = string.IsNullOrEmpty(title) ? "" : $"<title>{Escaped(title)}</title>";
        return Encoding.UTF8.GetBytes(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size.Width}\" height=\"{size.Height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" "
            + $"font-family=\"Inter,Helvetica,Arial,sans-serif\">{name}<desc>{Escaped(description)}</desc>"
            + $"<path fill=\"{Hex(Theme.Background)}\" d=\"M0 0h{width}v{height}h-{width}z\"/>{body}</svg>\n");
    }

    public override void Text(string text, SKPoint start, TextStyle style, SKColor color, bool upwards)
    {
        SKFont font = typography[style];
        if (outlines)
        {
            using SKPath path = font.GetTextPath(text, upwards ? default : start);
            if (upwards) path.Transform(SKMatrix.CreateTranslation(start.X, start.Y).PreConcat(SKMatrix.CreateRotationDegrees(-90)));
            Use($"fill=\"{Hex(color)}\"");
            body.Append($"<path d=\"{Outline(path)}\"/>");
            return;
        }
        Use($"fill=\"{Hex(color)}\" font-size=\"{Number(font.Size)}\"{(Typography.IsBold(style) ? " font-weight=\"bold\"" : "")}");
        string place = upwards ? $"transform=\"translate({Point(start)})rotate(-90)\"" : $"x=\"{Number(start.X)}\" y=\"{Number(start.Y)}\"";
        string length = text.Length > 1 ? $" textLength=\"{Number(font.MeasureText(text))}\"" : "";
        body.Append($"<text {place}{length}>{Escaped(text)}</text>");
    }

    // Rectangles of one colour, such as the marks of an axis, share an element.
    public override void Fill(SKRect rect, SKColor color)
    {
        if (fill != color) Use("");
        fill = color;
        fills.Append($"M{Point(rect.Location)}h{Number(rect.Width)}v{Number(rect.Height)}h{Number(-rect.Width)}z");
    }

    public override void Frame(SKRect rect, SKColor color, float width)
    {
        Use($"fill=\"none\" stroke=\"{Hex(color)}\"");
        rect.Inflate(width / 2, width / 2);
        body.Append($"<rect {Place(rect)} stroke-width=\"{Number(width)}\"/>");
    }

    public override void Stroke(IReadOnlyList<SKPoint> points, SKColor color, float width, float[] dash)
    {
        string dashes = dash.Length == 0 ? "" : $" stroke-dasharray=\"{string.Join(' ', dash.Select(Number))}\"";
        Use($"fill=\"none\" stroke=\"{Hex(color)}\"");
        body.Append($"<path stroke-width=\"{Number(width)}\" stroke-linejoin=\"round\"{dashes} d=\"M{string.Join('L', points.Select(Point))}\"/>");
    }

    public override void Polygon(IReadOnlyList<SKPoint> corners, SKColor color)
    {
        Use(Paint(color));
        body.Append($"<path d=\"M{string.Join('L', corners.Select(Point))}z\"/>");
    }

    public override void Circle(SKPoint centre, float radius, SKColor color, float? width)
    {
        Use(width is null ? Paint(color) : $"fill=\"none\" stroke=\"{Hex(color)}\"");
        string stroke = width is { } line ? $" stroke-width=\"{Number(line)}\"" : "";
        body.Append($"<circle cx=\"{Number(centre.X)}\" cy=\"{Number(centre.Y)}\" r=\"{Number(radius)}\"{stroke}/>");
    }

    public override void Picture(CellPicture picture, SKRect place)
    {
        Use("");
        string png = Convert.ToBase64String(PalettePng.Encode(picture));
        body.Append($"<image {Place(place)} preserveAspectRatio=\"none\" image-rendering=\"pixelated\" href=\"data:image/png;base64,{png}\"/>");
    }

    // Writes the rectangles that wait, and opens the group whose attributes the next element needs.
    private void Use(string attributes)
    {
        if (fills.Length > 0)
        {
            string path = $"<path d=\"{fills}\"/>";
            fills.Clear();
            Use(Paint(fill));
            body.Append(path);
        }
        fill = default;
        if (attributes == group) return;
        if (group.Length > 0) body.Append("</g>");
        if (attributes.Length > 0) body.Append($"<g {attributes}>");
        group = attributes;
    }

    private static string Outline(SKPath path)
    {
        StringBuilder text = new();
        using SKPath.RawIterator segments = path.CreateRawIterator();
        var points = new SKPoint[4];
        for (SKPathVerb verb; (verb = segments.Next(points)) != SKPathVerb.Done;)
        {
            text.Append(verb switch
            {
                SKPathVerb.Move => $"M{Point(points[0])}",
                SKPathVerb.Line => $"L{Point(points[1])}",
                SKPathVerb.Quad => $"Q{Point(points[1])} {Point(points[2])}",
                SKPathVerb.Cubic => $"C{Point(points[1])} {Point(points[2])} {Point(points[3])}",
                SKPathVerb.Close => "z",
                _ => throw new InvalidOperationException($"An outline of Inter has a segment of kind {verb}."),
            });
        }
        return text.ToString();
    }

    private static string Place(SKRect rect) => $"x=\"{Number(rect.Left)}\" y=\"{Number(rect.Top)}\" width=\"{Number(rect.Width)}\" height=\"{Number(rect.Height)}\"";

    private static string Point(SKPoint point) => $"{Number(point.X)} {Number(point.Y)}";

    // Two decimals: a hundredth of a pixel.
    private static string Number(float value)
    {
        double rounded = Math.Round(value, 2);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }

    private static string Hex(SKColor color)
    {
        string hex = string.Create(CultureInfo.InvariantCulture, $"#{color.Red:x2}{color.Green:x2}{color.Blue:x2}");
        return hex[1] == hex[2] && hex[3] == hex[4] && hex[5] == hex[6] ? $"#{hex[1]}{hex[3]}{hex[5]}" : hex;
    }

    private static string Paint(SKColor color) => $"fill=\"{Hex(color)}\"{(color.Alpha == 255 ? "" : $" fill-opacity=\"{Number(color.Alpha / 255f)}\"")}";

    private static string Escaped(string text) =>
        SecurityElement.Escape(string.Concat(text.Select(letter => XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter) ? letter : '\uFFFD')));
}
