using SkiaSharp;

namespace RepDynamics.Figures;

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
    /// <exception cref="ArgumentException">The data is not usable.</exception>
    public (int Width, int Height) Measure()
    {
        Check();
        using var typography = new Typography();
        return Measure(typography);
    }

    /// <summary>The picture as a PNG file, opaque.</summary>
    /// <exception cref="ArgumentException">The data is not usable.</exception>
    public byte[] ToPng()
    {
        using SKBitmap bitmap = Render(out _);
        SmoothInSixteenGreys(bitmap);
        using var image = SKImage.FromBitmap(bitmap);
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>Writes the PNG file, making its folder where needed and replacing a file of that name.</summary>
    /// <exception cref="ArgumentException">The data is not usable, or the path is empty.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        byte[] png = ToPng();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllBytes(path, png);
    }

    /// <summary>Every label with the rectangle around its ink, for checks of the layout.</summary>
    internal IReadOnlyList<PlacedLabel> PlaceLabels()
    {
        using SKBitmap bitmap = Render(out IReadOnlyList<PlacedLabel>? labels);
        return labels;
    }

    private protected abstract void Check();

    private protected abstract (float Width, float Height) MeasureBody(Typography typography);

    /// <summary>Draws everything but the title, with the origin at the body's upper left corner.</summary>
    private protected abstract void DrawBody(DrawingSurface sheet);

    private float TitleHeight => string.IsNullOrEmpty(Title) ? 0 : Theme.TitleSize * 1.7f;

    private (int Width, int Height) Measure(Typography typography)
    {
        (float width, float height) = MeasureBody(typography);
        float titleWidth = string.IsNullOrEmpty(Title) ? 0 : typography.Width(Title, TextStyle.Title);
        return ((int)MathF.Ceiling(MathF.Max(width, titleWidth) + 2 * Theme.Margin),
            (int)MathF.Ceiling(height + TitleHeight + 2 * Theme.Margin));
    }

    private SKBitmap Render(out IReadOnlyList<PlacedLabel> labels)
    {
        Check();
        using var typography = new Typography();
        (int width, int height) = Measure(typography);
        var bitmap = new SKBitmap(width, height, isOpaque: true);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Theme.Background);
        var sheet = new DrawingSurface(canvas, typography);
        if (!string.IsNullOrEmpty(Title))
            sheet.Text(Title, Theme.Margin, Theme.Margin + Theme.TitleSize * 0.85f, TextStyle.Title);
        sheet.MoveOrigin(Theme.Margin, Theme.Margin + TitleHeight);
        DrawBody(sheet);
        labels = sheet.Labels;
        return bitmap;
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
