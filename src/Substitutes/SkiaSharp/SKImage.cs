using SkiaSharp.Native;
using SkiaSharp.Png;

namespace SkiaSharp;

/// <summary>An immutable picture: a copy of a bitmap's pixels at the time it was made.</summary>
public class SKImage : SKObject
{
    private readonly PixelSurface pixels;

    private SKImage(PixelSurface pixels) => this.pixels = pixels;

    public int Width => Pixels.Width;

    public int Height => Pixels.Height;

    private PixelSurface Pixels
    {
        get
        {
            ThrowIfDisposed();
            return pixels;
        }
    }

    public static SKImage FromBitmap(SKBitmap bitmap)
    {
        ArgumentNullException.ThrowIfNull(bitmap);
        return new SKImage(bitmap.Surface.Copy());
    }

    public SKData Encode() => Encode(SKEncodedImageFormat.Png, 100);

    /// <summary>Encodes the picture. PNG is lossless, so the quality (0 to 100) changes nothing.</summary>
    public SKData Encode(SKEncodedImageFormat format, int quality)
    {
        if (format != SKEncodedImageFormat.Png)
            throw new NotSupportedException($"This substitute for SkiaSharp encodes PNG only, not format {format}.");

        return new SKData(PngEncoder.Encode(Pixels));
    }

    private protected override void Release() => pixels.Dispose();
}
