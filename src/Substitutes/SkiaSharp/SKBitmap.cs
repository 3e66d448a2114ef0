using SkiaSharp.Native;
using SkiaSharp.Png;

namespace SkiaSharp;

/// <summary>Pixels that can be read, written and drawn on. A new bitmap is transparent, or black where it is opaque.</summary>
public class SKBitmap : SKObject
{
    private readonly PixelSurface surface;

    private SKBitmap(PixelSurface surface) => this.surface = surface;

    public SKBitmap(int width, int height, bool isOpaque = false)
        : this(new SKImageInfo(width, height, isOpaque ? SKAlphaType.Opaque : SKAlphaType.Premul))
    {
    }

    public SKBitmap(SKImageInfo info)
        : this(PixelSurface.Create(info.Width, info.Height, info.IsOpaque))
    {
    }

    public SKImageInfo Info =>
        new(Surface.Width, Surface.Height, Surface.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Premul);

    public int Width => Surface.Width;

    public int Height => Surface.Height;

    public SKAlphaType AlphaType => Info.AlphaType;

    /// <summary>The colours row by row, not premultiplied.</summary>
    public SKColor[] Pixels
    {
        get => Array.ConvertAll(Surface.Read(), Premultiplied.ToColor);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            var count = Surface.Width * Surface.Height;
            if (value.Length != count)
            {
                throw new ArgumentException(
                    $"The number of pixels must equal Width x Height, or {count}.", nameof(value));
            }

            Surface.Write(Array.ConvertAll(value, color => Premultiplied.FromColor(color, Surface.IsOpaque)));
        }
    }

    internal PixelSurface Surface
    {
        get
        {
            ThrowIfDisposed();
            return surface;
        }
    }

    public SKColor GetPixel(int x, int y)
    {
        ThrowIfOutside(x, y);
        return Premultiplied.ToColor(Surface.Read(x, y));
    }

    public void SetPixel(int x, int y, SKColor color)
    {
        ThrowIfOutside(x, y);
        Surface.Write(x, y, Premultiplied.FromColor(color, Surface.IsOpaque));
    }

    /// <summary>Reads a PNG; null where there is no such file or it cannot be decoded.</summary>
    public static SKBitmap? Decode(string filename)
    {
        ArgumentNullException.ThrowIfNull(filename);
        try
        {
            using var file = File.OpenRead(filename);
            return Decode(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Reads a PNG from the stream's position on; null where it cannot be decoded.</summary>
    public static SKBitmap? Decode(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var surface = PngDecoder.Decode(stream);
        return surface is null ? null : new SKBitmap(surface);
    }

    /// <summary>Reads a PNG. Bytes that cannot be decoded throw, as in the published package, where no codec is an argument error.</summary>
    public static SKBitmap? Decode(byte[] buffer)
    {
        using var stream = new MemoryStream(buffer ?? [], writable: false);
        var codec = Decode(stream);
        ArgumentNullException.ThrowIfNull(codec);
        return codec;
    }

    private protected override void Release() => surface.Dispose();

    private void ThrowIfOutside(int x, int y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, Surface.Width);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Surface.Height);
    }
}
