namespace RepDynamics.Baselines;

// Figures are compared as decoded pixels and by plain C#, so that a comparison says the same on every stack that drew or decoded them.

/// <summary>A decoded picture: 8-bit red, green, blue and alpha, not premultiplied, row by row from the top left.</summary>
public sealed class PixelImage
{
    /// <summary>Wraps decoded pixels; the array is kept, not copied.</summary>
    /// <param name="width">In pixels, at least 1.</param>
    /// <param name="height">In pixels, at least 1.</param>
    /// <param name="rgba">Shape <c>[height, width, 4]</c>, flattened.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1.</exception>
    /// <exception cref="ArgumentException">The array does not hold 4 bytes a pixel.</exception>
    public PixelImage(int width, int height, byte[] rgba)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(rgba);
        if (rgba.Length != 4L * width * height)
            throw new ArgumentException(
                $"An image of {width} x {height} has {4L * width * height} bytes of RGBA, not {rgba.Length}: decode it to 8-bit RGBA without row padding.",
                nameof(rgba));
        (Width, Height, Rgba) = (width, height, rgba);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Shape <c>[height, width, 4]</c>: red, green, blue, alpha of each pixel, 0 to 255, not premultiplied.</summary>
    public byte[] Rgba { get; }

    /// <summary>Whether width and height are those of <paramref name="other"/>.</summary>
    public bool HasSizeOf(PixelImage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Width == other.Width && Height == other.Height;
    }

    /// <summary>Whether size and every byte are those of <paramref name="other"/>.</summary>
    public bool HasPixelsOf(PixelImage other) => HasSizeOf(other) && Rgba.AsSpan().SequenceEqual(other.Rgba);

    /// <summary>This image at the size of another: every pixel is the nearest of this one.</summary>
    internal PixelImage StretchedTo(PixelImage other)
    {
        var stretched = new byte[4 * other.Width * other.Height];
        for (var y = 0; y < other.Height; y++)
        for (var x = 0; x < other.Width; x++)
        {
            var from = ((long)y * Height / other.Height * Width) + ((long)x * Width / other.Width);
            Rgba.AsSpan((int)(4 * from), 4).CopyTo(stretched.AsSpan(4 * ((y * other.Width) + x)));
        }
        return new(other.Width, other.Height, stretched);
    }

    /// <summary>The pixel as it looks on white paper: <c>(r, g, b)</c>, 0 to 255. Comparisons see a figure as its reader does.</summary>
    internal (byte R, byte G, byte B) OnWhite(int x, int y)
    {
        var at = 4 * ((y * Width) + x);
        var alpha = Rgba[at + 3];
        return alpha == 255
            ? (Rgba[at], Rgba[at + 1], Rgba[at + 2])
            : (Blend(Rgba[at], alpha), Blend(Rgba[at + 1], alpha), Blend(Rgba[at + 2], alpha));
    }

    /// <summary>Refuses two images that cannot be compared pixel by pixel.</summary>
    /// <exception cref="ArgumentException">Their sizes differ.</exception>
    internal static void RequireSameSize(PixelImage baseline, PixelImage received)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        if (!baseline.HasSizeOf(received))
            throw new ArgumentException(
                $"The received image is {received.Width} x {received.Height}, the baseline {baseline.Width} x {baseline.Height}: only images of one size can be measured.",
                nameof(received));
    }

    private static byte Blend(byte ink, byte alpha) => (byte)(((ink * alpha) + (255 * (255 - alpha)) + 127) / 255);
}
