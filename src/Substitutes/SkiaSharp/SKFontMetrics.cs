namespace SkiaSharp;

/// <summary>Distances from the baseline in pixels; y grows downwards, so the ascent is negative.</summary>
public struct SKFontMetrics
{
    internal SKFontMetrics(float ascent, float descent, float capHeight)
    {
        Ascent = ascent;
        Descent = descent;
        CapHeight = capHeight;
    }

    public float Ascent { get; }

    public float Descent { get; }

    public float CapHeight { get; }
}
