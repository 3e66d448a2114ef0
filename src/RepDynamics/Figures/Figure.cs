using System.Runtime.InteropServices;
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
    public (int Width, int Height) Measure(FigureTheme theme = FigureTheme.Screen) => Measure(new Typography(theme));

    /// <summary>The picture as a PNG file, opaque.</summary>
    public byte[] ToPng(FigureTheme theme = FigureTheme.Screen)
    {
        using SKBitmap bitmap = Render(theme, out _);
        // The edges of letters hold most of a figure's bytes. In 16 instead of 256 greys they look the same and take half the space.
        foreach (ref uint pixel in MemoryMarshal.Cast<byte, uint>(bitmap.GetPixelSpan()))
        {
            uint grey = pixel & 0xFF;
            if ((pixel & 0xFFFFFF) == grey * 0x010101) pixel = 0xFF000000 | ((grey + 8) / 17 * 17 * 0x010101);
        }
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The picture as an SVG file, with title and description, by the same drawing code.</summary>
    /// <param name="outlines">Whether letters become outlines: the same look everywhere, in several times the bytes. Otherwise text stays text of a fixed width.</param>
    public byte[] ToSvg(FigureTheme theme = FigureTheme.Screen, bool outlines = false)
    {
        Typography typography = new(theme);
        (int width, int height) = Measure(typography);
        SvgTarget target = new(typography, outlines);
        Draw(new(target, typography));
        return target.ToFile(width, height, typography.IsPaper ? (Points(width), Points(height)) : ($"{width}", $"{height}"), Title, Describe());

        static string Points(int pixels) => FormattableString.Invariant($"{pixels * Theme.PointsPerPixel:0.##}pt");
    }

    /// <summary>The picture as a PDF file of one page, with the letters of its texts embedded.</summary>
    public byte[] ToPdf(FigureTheme theme = FigureTheme.Paper)
    {
        Typography typography = new(theme);
        (int width, int height) = Measure(typography);
        using MemoryStream file = new();
        // 101: pictures stay lossless. Without dates, the same figure gives the same bytes.
        using (var document = SKDocument.CreatePdf(file, new SKDocumentPdfMetadata { Title = Title ?? "", Subject = Describe(), Creator = "RepDynamics", RasterDpi = 300, EncodingQuality = 101 }))
        {
            using SKCanvas canvas = document.BeginPage(width * Theme.PointsPerPixel, height * Theme.PointsPerPixel);
            canvas.Scale(Theme.PointsPerPixel);
            Draw(new(new SkiaTarget(canvas, typography, enlarged: 4), typography));
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
    private string[] TitleLines(Typography typography) => typography.IsPaper || string.IsNullOrEmpty(Title)
        ? []
        : typography.Lines(Title, TextStyle.Title, MathF.Max(MeasureBody(typography).Width, LeastTitleWidth));

    private const float LeastTitleWidth = 1000, TitlePitch = Theme.TitleSize * 1.25f;

    private static float TitleHeight(string[] lines) => lines.Length == 0 ? 0 : MathF.Round(Theme.TitleSize * 1.7f + (lines.Length - 1) * TitlePitch);

    private (int Width, int Height) Measure(Typography typography)
    {
        Check();
        (float width, float height) = MeasureBody(typography);
        string[] title = TitleLines(typography);
        width = title.Select(line => typography.Width(line, TextStyle.Title)).Append(width).Max();
        return ((int)MathF.Ceiling(width + 2 * typography.Margin), (int)MathF.Ceiling(height + TitleHeight(title) + 2 * typography.Margin));
    }

    private SKBitmap Render(FigureTheme theme, out IReadOnlyList<PlacedLabel> labels)
    {
        Typography typography = new(theme);
        (int width, int height) = Measure(typography);
        SKBitmap bitmap = new(width, height, isOpaque: true);
        using SKCanvas canvas = new(bitmap);
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
        for (int i = 0; i < title.Length; i++) sheet.Text(title[i], margin, margin + Theme.TitleSize * 0.85f + i * TitlePitch, TextStyle.Title);
        sheet.MoveOrigin(margin, margin + TitleHeight(title));
        DrawBody(sheet);
    }
}
