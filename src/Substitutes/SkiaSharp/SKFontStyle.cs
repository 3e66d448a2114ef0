namespace SkiaSharp;

public class SKFontStyle : SKObject
{
    private readonly bool isShared;

    public SKFontStyle(SKFontStyleWeight weight, SKFontStyleWidth width, SKFontStyleSlant slant)
        : this((int)weight, (int)width, slant)
    {
    }

    public SKFontStyle(int weight, int width, SKFontStyleSlant slant)
    {
        Weight = weight;
        Width = width;
        Slant = slant;
    }

    private SKFontStyle(SKFontStyleWeight weight)
        : this(weight, SKFontStyleWidth.Normal, SKFontStyleSlant.Upright) => isShared = true;

    public static SKFontStyle Normal { get; } = new(SKFontStyleWeight.Normal);

    public static SKFontStyle Bold { get; } = new(SKFontStyleWeight.Bold);

    public int Weight { get; }

    public int Width { get; }

    public SKFontStyleSlant Slant { get; }

    private protected override bool IsShared => isShared;
}
