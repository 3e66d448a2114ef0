using SkiaSharp;

namespace RepDynamics.Baselines;

/// <summary>Pixels from a PNG file and back.</summary>
public static class PngImage
{
    /// <summary>The pixels of a PNG.</summary>
    /// <param name="png">Read from its position to its end; left open.</param>
    /// <exception cref="InvalidDataException">The stream holds no readable PNG.</exception>
    public static PixelImage Decode(Stream png)
    {
        ArgumentNullException.ThrowIfNull(png);
        // Decoders close the stream they read.
        using MemoryStream copy = new();
        png.CopyTo(copy);
        copy.Position = 0;
        using SKBitmap bitmap = SKBitmap.Decode(copy) ?? throw new InvalidDataException("The stream holds no readable PNG.");
        return new PixelImage(bitmap.Width, bitmap.Height, [.. bitmap.Pixels.SelectMany(c => (byte[])[c.Red, c.Green, c.Blue, c.Alpha])]);
    }

    /// <summary>A PNG of the pixels.</summary>
    public static byte[] Encode(PixelImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using SKBitmap bitmap = new(image.Width, image.Height);
        byte[] rgba = image.Rgba;
        bitmap.Pixels =
        [
            .. Enumerable.Range(0, image.Width * image.Height)
                .Select(i => new SKColor(rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2], rgba[4 * i + 3])),
        ];
        using SKImage picture = SKImage.FromBitmap(bitmap);
        using SKData data = picture.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
