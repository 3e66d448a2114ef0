using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>What figures are made for.</summary>
public enum FigureTheme
{
    /// <summary>A page on a screen: as wide as the data asks for, with a title.</summary>
    Screen,

    /// <summary>A column of 5.5 inches in a paper: no letters below 7 points, and no title, which the caption takes the place of.</summary>
    Paper,
}

/// <summary>
/// A figure: a plain object of options that checks, measures and draws itself. The same options give the same bytes on the same
/// machine. Bad data is an <see cref="ArgumentException"/> that names the panel, at the first call that needs a layout.
/// </summary>
public abstract class Figure
{
    private protected Figure()
    {
    }

    /// <summary>The line above the figure; none where it is null or empty.</summary>
    public string? Title { get; init; }

    /// <summary>Size of the picture in pixels. It follows from the data, so that no label is cut.</summary>
    public (int Width, int Height) Measure(FigureTheme theme = FigureTheme.Screen)
    {
        Check();
        using Typography typography = new(theme);
        return Measure(typography);
    }

    /// <summary>The picture as a PNG file, opaque.</summary>
    public byte[] ToPng(FigureTheme theme = FigureTheme.Screen)
    {
        using SKBitmap bitmap = Render(theme, out _);
        SmoothInSixteenGreys(bitmap);
        using var image = SKImage.FromBitmap(bitmap);
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The picture as an SVG file, with title and description, by the same drawing code.</summary>
    /// <param name="outlines">
    /// Whether letters become outlines: the same look everywhere, in several times the bytes. Otherwise text stays text of a fixed width.
    /// </param>
    public byte[] ToSvg(FigureTheme theme = FigureTheme.Screen, bool outlines = false)
    {
        Check();
        using Typography typography = new(theme);
        (int width, int height) = Measure(typography);
        SvgTarget target = new(typography, outlines);
        Draw(new DrawingSurface(target, typography));
        (string, string) size = theme == FigureTheme.Screen ? ($"{width}", $"{height}") : (Points(width), Points(height));
        return target.ToFile(width, height, size, Title, Describe());

        static string Points(int pixels) => FormattableString.Invariant($"{pixels * Theme.PointsPerPixel:0.##}pt");
    }

    /// <summary>The picture as a PDF file of one page, with the letters of its texts embedded.</summary>
    public byte[] ToPdf(FigureTheme theme = FigureTheme.Paper)
    {
        Check();
        using Typography typography = new(theme);
        (int width, int height) = Measure(typography);
        using MemoryStream file = new();
        // 101: pictures stay lossless. Without dates, the same figure gives the same bytes.
        using (var document = SKDocument.CreatePdf(file, new SKDocumentPdfMetadata { Title = Title ?? "", Subject = Describe(), Creator = "RepDynamics", RasterDpi = 300, EncodingQuality = 101 }))
        {
            using SKCanvas canvas = document.BeginPage(width * Theme.PointsPerPixel, height * Theme.PointsPerPixel);
            canvas.Scale(Theme.PointsPerPixel);
            Draw(new DrawingSurface(new SkiaTarget(canvas, typography, enlarged: 4), typography));
            document.EndPage();
        }
        return file.ToArray();
    }

    /// <summary>Every label with the rectangle around its ink, for checks of the layout.</summary>
    internal IReadOnlyList<PlacedLabel> PlaceLabels(FigureTheme theme = FigureTheme.Screen)
    {
        using SKBitmap bitmap = Render(theme, out IReadOnlyList<PlacedLabel>? labels);
        return labels;
    }

    internal abstract void Check();

    /// <summary>What the figure shows, in words, for readers who do not see it.</summary>
    internal abstract string Describe();

    internal abstract (float Width, float Height) MeasureBody(Typography typography);

    /// <summary>Draws everything but the title, with the origin at the body's upper left corner.</summary>
    internal abstract void DrawBody(DrawingSurface sheet);

    // In a paper the caption is the title.
    private string[] TitleLines(Typography typography) => typography.Theme == FigureTheme.Paper || string.IsNullOrEmpty(Title)
        ? []
        : typography.Lines(Title, TextStyle.Title, MathF.Max(MeasureBody(typography).Width, LeastTitleWidth));

    private const float LeastTitleWidth = 1000, TitlePitch = Theme.TitleSize * 1.25f;

    private static float TitleHeight(string[] lines) => lines.Length == 0 ? 0 : MathF.Round(Theme.TitleSize * 1.7f + (lines.Length - 1) * TitlePitch);

    private (int Width, int Height) Measure(Typography typography)
    {
        (float width, float height) = MeasureBody(typography);
        string[] title = TitleLines(typography);
        float titleWidth = title.Select(line => typography.Width(line, TextStyle.Title)).DefaultIfEmpty().Max();
        return ((int)MathF.Ceiling(MathF.Max(width, titleWidth) + 2 * typography.Margin),
            (int)MathF.Ceiling(height + TitleHeight(title) + 2 * typography.Margin));
    }

    private SKBitmap Render(FigureTheme theme, out IReadOnlyList<PlacedLabel> labels)
    {
        Check();
        using Typography typography = new(theme);
        (int width, int height) = Measure(typography);
        var bitmap = new SKBitmap(width, height, isOpaque: true);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Theme.Background);
        DrawingSurface sheet = new(new SkiaTarget(canvas, typography), typography);
        Draw(sheet);
        labels = sheet.Labels;
        return bitmap;
    }

    private void Draw(DrawingSurface sheet)
    {
        float margin = sheet.Typography.Margin;
        string[] title = TitleLines(sheet.Typography);
        for (int i = 0; i < title.Length; i++)
            sheet.Text(title[i], margin, margin + Theme.TitleSize * 0.85f + i * TitlePitch, TextStyle.Title);
        sheet.MoveOrigin(margin, margin + TitleHeight(title));
        DrawBody(sheet);
    }

    // The edges of letters hold most of a figure's bytes. In 16 instead of 256 greys they look the same and take half the space.
    private static void SmoothInSixteenGreys(SKBitmap bitmap)
    {
        SKColor[] pixels = bitmap.Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            SKColor color = pixels[i];
            if (color.Red == color.Green && color.Green == color.Blue)
            {
                byte grey = (byte)((color.Red + 8) / 17 * 17);
                pixels[i] = new SKColor(grey, grey, grey);
            }
        }

        bitmap.Pixels = pixels;
    }
}
