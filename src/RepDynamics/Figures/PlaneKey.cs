using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>
/// The key of decision regions: thumbnails of the three images with their marks and labels, each with the colour of its regions, then the classes. Beside
/// the maps from top to bottom, or below them from left to right.
/// </summary>
/// <param name="typography">The fonts, and the width below the maps: a column of paper has no room beside them.</param>
internal sealed class PlaneKey(IReadOnlyList<string> classNames, IReadOnlyList<PlaneImage> corners, Typography typography)
{
    private const string ImagesHeading = "images of the plane", ClassesHeading = "regions: classified as";
    private const int ThumbnailSize = 96;
    private const float MarkRadius = 11, MarkWidth = 4 * MarkRadius, TextLeft = MarkWidth + ThumbnailSize + Theme.LabelSize * 0.7f;
    private static readonly float HeadingHeight = MathF.Round(Theme.HeadingSize * 1.5f), ClassHeight = MathF.Round(Theme.LabelSize * 1.5f);
    private static readonly float CornerHeight = MathF.Round(MathF.Max(ThumbnailSize, Theme.LabelSize * 3.9f) + Theme.LabelSize * 0.9f);
    private static readonly float Swatch = MathF.Round(Theme.LabelSize * 1.25f), SmallSwatch = MathF.Round(Theme.LabelSize * 0.8f);

    public float Height => 2 * HeadingHeight + Rows(corners.Count, CornersARow) * CornerHeight + Rows(classNames.Count, ClassesARow) * ClassHeight;

    public float Width => MathF.Max(
        MathF.Max(CornersARow * CornerWidth, Math.Min(ClassesARow, classNames.Count) * ClassWidth),
        MathF.Max(typography.Width(ImagesHeading, TextStyle.Heading), typography.Width(ClassesHeading, TextStyle.Heading)));

    private int CornersARow => typography.IsPaper ? Math.Clamp((int)(typography.MaxWidth / CornerWidth), 1, corners.Count) : 1;

    private int ClassesARow => typography.IsPaper ? Math.Clamp((int)(typography.MaxWidth / ClassWidth), 1, classNames.Count) : 1;

    private float CornerWidth =>
        TextLeft + corners.SelectMany(Lines).Max(line => (line.Class is null ? 0 : SmallSwatch * 1.5f) + typography.Width(line.Text, TextStyle.Label))
        + (typography.IsPaper ? 30 : 0);

    private float ClassWidth => Swatch * 1.5f + classNames.Max(name => typography.Width(name, TextStyle.Label)) + (typography.IsPaper ? 36 : 0);

    private static int Rows(int count, int each) => (count + each - 1) / each;

    public void Draw(DrawingSurface sheet, IReadOnlyList<SKColor> palette)
    {
        sheet.Text(ImagesHeading, 0, Theme.HeadingSize, TextStyle.Heading);
        float top = HeadingHeight;
        for (int i = 0; i < corners.Count; i++) DrawCorner(sheet, palette, i, i % CornersARow * CornerWidth, top + i / CornersARow * CornerHeight);
        top += Rows(corners.Count, CornersARow) * CornerHeight;

        sheet.Text(ClassesHeading, 0, top + Theme.HeadingSize, TextStyle.Heading);
        top += HeadingHeight;
        for (int i = 0; i < classNames.Count; i++) DrawClass(sheet, i, palette[i], i % ClassesARow * ClassWidth, top + i / ClassesARow * ClassHeight);
    }

    private void DrawCorner(DrawingSurface sheet, IReadOnlyList<SKColor> palette, int index, float left, float top)
    {
        PlaneImage corner = corners[index];
        (string Text, int? Class)[] lines = Lines(corner);
        float capital = sheet.Typography.CapHeight(TextStyle.Label);
        // Small images grow by a whole factor, so that their pixels stay squares of one size; larger ones show every so many pixels.
        int longest = Math.Max(corner.Width, corner.Height);
        double scale = longest <= ThumbnailSize ? ThumbnailSize / longest : ThumbnailSize / (double)longest;
        SKSizeI size = new(Math.Max(1, (int)(corner.Width * scale)), Math.Max(1, (int)(corner.Height * scale)));
        var place = SKRect.Create(left + MarkWidth + (ThumbnailSize - size.Width) / 2, top + (ThumbnailSize - size.Height) / 2, size.Width, size.Height);
        sheet.Picture(Thumbnail(corner, Math.Min(size.Width, corner.Width), Math.Min(size.Height, corner.Height)), place);
        CornerMark.Draw(sheet, index, left + MarkRadius * 1.4f, top + ThumbnailSize / 2f, MarkRadius);
        float pitch = Theme.LabelSize * 1.3f;
        float baseline = top + ThumbnailSize / 2f - (lines.Length - 1) * pitch / 2 + capital / 2;
        foreach ((string text, int? shown) in lines)
        {
            float x = left + TextLeft;
            if (shown is { } label)
            {
                sheet.Swatch(SKRect.Create(x + 1, MathF.Round(baseline - (capital + SmallSwatch) / 2), SmallSwatch, SmallSwatch), palette[label]);
                x += SmallSwatch * 1.5f;
            }
            sheet.Text(text, x, baseline, TextStyle.Label);
            baseline += pitch;
        }
    }

    private void DrawClass(DrawingSurface sheet, int index, SKColor color, float left, float top)
    {
        var square = SKRect.Create(left + 1, top, Swatch, Swatch);
        sheet.Swatch(square, color);
        float middle = top + Swatch / 2;
        sheet.Text($"{index}", square.MidX, middle + sheet.Typography.CapHeight(TextStyle.Tick) / 2, TextStyle.Tick, SKTextAlign.Center, ClassPalette.TextOn(color));
        sheet.Text(classNames[index], left + Swatch * 1.5f, middle + sheet.Typography.CapHeight(TextStyle.Label) / 2, TextStyle.Label);
    }

    private (string Text, int? Class)[] Lines(PlaneImage corner) => corner.TrueClass == corner.GivenClass
        ? [(corner.Name, null), (classNames[corner.TrueClass], corner.TrueClass)]
        : [(corner.Name, null), ($"{classNames[corner.TrueClass]},", corner.TrueClass), ($"labelled {classNames[corner.GivenClass]}", corner.GivenClass)];

    private static CellPicture Thumbnail(PlaneImage image, int width, int height) => new(width, height,
    [
        .. from row in Enumerable.Range(0, height)
           from column in Enumerable.Range(0, width)
           let at = (row * image.Height / height * image.Width + column * image.Width / width) * 3
           select new SKColor(image.Rgb[at], image.Rgb[at + 1], image.Rgb[at + 2]),
    ]);
}

/// <summary>The marks of the three images of a plane: circle, square and triangle, dark with a light edge, seen on any colour.</summary>
internal static class CornerMark
{
    private const float Edge = 2.5f;

    /// <summary>Draws the mark of an image, centred; the radius is that of the circle, edge included.</summary>
    public static void Draw(DrawingSurface sheet, int image, float x, float y, float radius)
    {
        switch (image)
        {
            case 0:
                sheet.Dot(x, y, radius, Theme.Background);
                sheet.Dot(x, y, radius - Edge, Theme.Ink);
                break;
            case 1:
                // Sides on whole pixels keep it sharp.
                float half = MathF.Round(radius * 0.9f);
                var square = SKRect.Inflate(SKRect.Create(MathF.Round(x), MathF.Round(y), 0, 0), half, half);
                sheet.Fill(square, Theme.Background);
                sheet.Fill(SKRect.Inflate(square, -2, -2), Theme.Ink);
                break;
            default:
                sheet.Polygon(Triangle(x, y, radius * 1.35f), Theme.Background);
                sheet.Polygon(Triangle(x, y, radius * 1.35f - 2 * Edge), Theme.Ink);
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
