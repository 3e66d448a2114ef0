using SkiaSharp;

namespace RepDynamics.Tests.Baselines;

/// <summary>Test images as integer formulas, the same as in make_ssim_golden.py, and small changes to them.</summary>
internal static class Pattern
{
    public static SKBitmap Of(int width, int height, string kind = "plain", int seed = 0) => kind switch
    {
        "plain" => Draw(width, height, Plain),
        "shifted" => Draw(width, height, (x, y, c) => Plain(x + 1, y, c)),
        "flat" => Draw(width, height, (x, y, c) => ((Plain(x, y, c) * 3) >> 2) + 32),
        "swapped" => Draw(width, height, (x, y, c) => Plain(x, y, 2 - c)),
        "grey" => Draw(width, height, (_, _, _) => 128),
        _ when kind.StartsWith("noise", StringComparison.Ordinal) => Noisy(width, height, int.Parse(kind.AsSpan(5)), seed),
        _ => throw new ArgumentException($"No such pattern: {kind}", nameof(kind)),
    };

    /// <summary>The value of channel c (red, green, blue) at every pixel; opaque.</summary>
    public static SKBitmap Draw(int width, int height, Func<int, int, int, int> channel)
    {
        var pixels = new SKColor[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                pixels[(y * width) + x] = new(checked((byte)channel(x, y, 0)), checked((byte)channel(x, y, 1)), checked((byte)channel(x, y, 2)));
        }

        return new(width, height, isOpaque: true) { Pixels = pixels };
    }

    public static SKBitmap Uniform(int width, int height, byte r, byte g, byte b) =>
        Draw(width, height, (_, _, c) => c == 0 ? r : c == 1 ? g : b);

    /// <summary>A copy with a rectangle painted in one colour.</summary>
    public static SKBitmap WithRectangle(this SKBitmap image, int left, int top, int width, int height, byte r, byte g, byte b)
    {
        SKBitmap copy = image.Copy();
        copy.Erase(new(r, g, b), SKRectI.Create(left, top, width, height));
        return copy;
    }

    private static int Plain(int x, int y, int c) => ((x * x * (c + 1)) + (3 * x * y) + (7 * y * (c + 2))) >> 3 & 255;

    private static SKBitmap Noisy(int width, int height, int amplitude, int seed) => Draw(width, height, (x, y, c) =>
    {
        unchecked
        {
            uint h = ((uint)x * 374761393u) + ((uint)y * 668265263u) + ((uint)c * 974634541u) + ((uint)seed * 1274126177u);
            h = (h ^ (h >> 13)) * 1274126177u;
            int noise = (int)((h ^ (h >> 16)) & 255);
            return Math.Clamp(Plain(x, y, c) + ((noise * ((2 * amplitude) + 1)) >> 8) - amplitude, 0, 255);
        }
    });
}
