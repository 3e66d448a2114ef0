using SkiaSharp;

namespace RepDynamics.Baselines;

/// <summary>Decodes figures for comparisons, and encodes pictures.</summary>
internal static class PngImage
{
    // Several hundred times a figure; a file of a few bytes can claim any size.
    private const long MostPixels = 1L << 28;

    /// <summary>Returns the pixels of a PNG as they look on white paper: opaque.</summary>
    /// <param name="png">Read from its position to its end; left open.</param>
    /// <exception cref="InvalidDataException">The stream is not a whole PNG, or the picture is too large.</exception>
    public static SKBitmap Decode(Stream png)
    {
        using var data = SKData.Create(png);
        using SKCodec codec = SKCodec.Create(data) ?? throw new InvalidDataException("The stream holds no readable PNG.");
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MostPixels) throw new InvalidDataException($"The picture is {width} x {height} pixels: too large to compare.");
        using SKBitmap decoded = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        if (codec.GetPixels(decoded.Info, decoded.GetPixels()) != SKCodecResult.Success) throw new InvalidDataException("The stream holds no readable PNG.");
        SKBitmap paper = new(width, height, isOpaque: true);
        using SKCanvas canvas = new(paper);
        canvas.Clear(SKColors.White);
        canvas.DrawBitmap(decoded, 0, 0, SKSamplingOptions.Default);
        return paper;
    }

    public static byte[] Encode(SKBitmap image)
    {
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
