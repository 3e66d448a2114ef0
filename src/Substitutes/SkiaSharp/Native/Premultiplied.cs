namespace SkiaSharp.Native;

/// <summary>A pixel as it lies in memory: 0xAARRGGBB with the colour already multiplied by alpha.</summary>
internal static class Premultiplied
{
    public static uint FromColor(SKColor color, bool isOpaque)
    {
        uint alpha = color.Alpha;
        var pixel = (alpha << 24) | (Times(color.Red, alpha) << 16) | (Times(color.Green, alpha) << 8) | Times(color.Blue, alpha);
        return isOpaque ? pixel | 0xFF000000 : pixel;
    }

    public static SKColor ToColor(uint pixel)
    {
        var alpha = pixel >> 24;
        return alpha switch
        {
            0 => SKColor.Empty,
            255 => new SKColor(pixel),
            _ => new SKColor(Over(pixel >> 16, alpha), Over(pixel >> 8, alpha), Over(pixel, alpha), (byte)alpha),
        };
    }

    private static uint Times(uint component, uint alpha) => (component * alpha + 127) / 255;

    private static byte Over(uint component, uint alpha) =>
        (byte)Math.Min(255, ((component & 0xFF) * 255 + alpha / 2) / alpha);
}
