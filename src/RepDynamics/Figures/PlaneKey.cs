using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>The key beside decision regions: thumbnails of the three images with their marks and labels, then the classes.</summary>
internal sealed class PlaneKey(IReadOnlyList<string> classNames, IReadOnlyList<PlaneImage> corners)
{
    private const int ThumbnailSize = 96;
    private const float MarkRadius = 11;

    private const float MarkWidth = 4 * MarkRadius;

    private static float TextLeft => MarkWidth + ThumbnailSize + Theme.LabelSize * 0.7f;

    private static float CornerHeight => MathF.Round(MathF.Max(ThumbnailSize, Theme.LabelSize * 3.9f) + Theme.LabelSize * 0.9f);

    private static float ClassHeight => MathF.Round(Theme.LabelSize * 1.5f);

    private static float Swatch => MathF.Round(Theme.LabelSize * 1.25f);

    private static float HeadingHeight => MathF.Round(Theme.HeadingSize * 1.5f);

    public float Height => 2 * HeadingHeight + corners.Count * CornerHeight + classNames.Count * ClassHeight;

    public float Width(Typography typography) =>
        MathF.Max(
            TextLeft + corners.SelectMany(Lines).Max(line => typography.Width(line.Text, line.Style)),
            MathF.Max(
                Swatch * 1.5f + classNames.Max(name => typography.Width(name, TextStyle.Label)),
                MathF.Max(typography.Width(ImagesHeading, TextStyle.Heading), typography.Width(ClassesHeading, TextStyle.Heading))));

    public void Draw(DrawingSurface sheet, IReadOnlyList<SKColor> palette)
    {
        sheet.Text(ImagesHeading, 0, Theme.HeadingSize, TextStyle.Heading);
        float top = HeadingHeight;
        for (int i = 0; i < corners.Count; i++, top += CornerHeight)
            DrawCorner(sheet, i, top);

        sheet.Text(ClassesHeading, 0, top + Theme.HeadingSize, TextStyle.Heading);
        top += HeadingHeight;
        for (int i = 0; i < classNames.Count; i++, top += ClassHeight)
            DrawClass(sheet, i, palette[i], top);
    }

    private const string ImagesHeading = "images of the plane";

    private const string ClassesHeading = "regions";

    private void DrawCorner(DrawingSurface sheet, int index, float top)
    {
        PlaneImage corner = corners[index];
        List<(string Text, TextStyle Style)> lines = Lines(corner);
        float capital = sheet.Typography.CapHeight(TextStyle.Label);
        SKSizeI size = ThumbnailSizeOf(corner);
        var place = SKRect.Create(MarkWidth + (ThumbnailSize - size.Width) / 2, top + (ThumbnailSize - size.Height) / 2, size.Width, size.Height);
        sheet.Picture(Thumbnail(corner), place);
        sheet.Frame(place, Theme.Ink, 1);
        CornerMark.Draw(sheet, index, MarkRadius * 1.4f, top + ThumbnailSize / 2f, MarkRadius);
        float pitch = Theme.LabelSize * 1.3f;
        float baseline = top + ThumbnailSize / 2f - (lines.Count - 1) * pitch / 2 + capital / 2;
        foreach ((string? text, TextStyle style) in lines)
        {
            sheet.Text(text, TextLeft, baseline, style);
            baseline += pitch;
        }
    }

    private void DrawClass(DrawingSurface sheet, int index, SKColor color, float top)
    {
        var square = SKRect.Create(1, top, Swatch, Swatch);
        sheet.Fill(square, color);
        sheet.Frame(square, Theme.Ink, 1);
        float middle = top + Swatch / 2;
        sheet.Text(
            $"{index}", square.MidX, middle + sheet.Typography.CapHeight(TextStyle.Tick) / 2, TextStyle.Tick, SKTextAlign.Center,
            ClassPalette.TextOn(color));
        sheet.Text(classNames[index], Swatch * 1.5f, middle + sheet.Typography.CapHeight(TextStyle.Label) / 2, TextStyle.Label);
    }

    private List<(string Text, TextStyle Style)> Lines(PlaneImage corner)
    {
        string truth = classNames[corner.TrueClass];
        return corner.TrueClass == corner.GivenClass
            ? [(corner.Name, TextStyle.Label), ($"true: {truth}", TextStyle.Label)]
            :
            [
                (corner.Name, TextStyle.Label),
                ($"true: {truth}, given: {classNames[corner.GivenClass]}", TextStyle.Label),
                ("wrong label", TextStyle.Heading),
            ];
    }

    // Small images grow by a whole factor, so that their pixels stay squares of one size; larger ones show every so many pixels.
    private static SKSizeI ThumbnailSizeOf(PlaneImage image)
    {
        int longest = Math.Max(image.Width, image.Height);
        double scale = longest <= ThumbnailSize ? ThumbnailSize / longest : ThumbnailSize / (double)longest;
        return new(Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
    }

    private static CellPicture Thumbnail(PlaneImage image)
    {
        SKSizeI size = ThumbnailSizeOf(image);
        (int width, int height) = (Math.Min(size.Width, image.Width), Math.Min(size.Height, image.Height));
        var pixels = new SKColor[width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int row, int column) = (i / width * image.Height / height, i % width * image.Width / width);
            int at = (row * image.Width + column) * 3;
            pixels[i] = new SKColor(image.Rgb[at], image.Rgb[at + 1], image.Rgb[at + 2]);
        }

        return new(width, height, pixels);
    }
}

/// <summary>The marks of the three images of a plane: circle, square and triangle, dark with a light edge, seen on any colour.</summary>
internal static class CornerMark
{
    private const float Edge = 2.5f;

    /// <summary>Names of the shapes, in the order of the images.</summary>
    public static readonly string[] Shapes = ["circle", "square", "triangle"];

    /// <summary>Draws the mark of an image, centred; the radius is that of the circle, edge included.</summary>
    public static void Draw(DrawingSurface sheet, int image, float x, float y, float radius)
    {
        (SKColor edge, SKColor fill) = (Theme.Background, Theme.Ink);
        switch (Shapes[image])
        {
            case "circle":
                sheet.Dot(x, y, radius, edge);
                sheet.Dot(x, y, radius - Edge, fill);
                break;
            case "square":
                // Sides on whole pixels keep it sharp.
                float half = MathF.Round(radius * 0.9f);
                var middle = new SKPoint(MathF.Round(x), MathF.Round(y));
                sheet.Fill(new SKRect(middle.X - half, middle.Y - half, middle.X + half, middle.Y + half), edge);
                half -= 2;
                sheet.Fill(new SKRect(middle.X - half, middle.Y - half, middle.X + half, middle.Y + half), fill);
                break;
            default:
                sheet.Polygon(Triangle(x, y, radius * 1.35f), edge);
                sheet.Polygon(Triangle(x, y, radius * 1.35f - 2 * Edge), fill);
                break;
        }
    }

    // Equal sides, a corner upwards; the centre of mass is the place that is marked. The distance of a side from the centre is
    // half that of a corner, so an edge of even width takes twice as much off the corners.
    private static SKPoint[] Triangle(float x, float y, float corner)
    {
        float across = corner * MathF.Sqrt(3) / 2;
        return [new(x, y - corner), new(x + across, y + corner / 2), new(x - across, y + corner / 2)];
    }
}
