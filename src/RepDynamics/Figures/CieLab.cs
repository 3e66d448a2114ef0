namespace RepDynamics.Figures;

/// <summary>
/// Colours in CIE 1976 L*a*b* (ISO/CIE 11664-4) of sRGB (IEC 61966-2-1) under its own white, D65: equal distances look about equally far
/// apart, and a distance near 2.3 is just noticeable (Mahy, Van Eycken and Oosterlinck, Color Research and Application 19(2), 1994).
/// </summary>
internal static class CieLab
{
    // The D65 white of IEC 61966-2-1, which the matrix below maps (1, 1, 1) to, up to its rounding.
    private const double WhiteX = 0.95047, WhiteZ = 1.08883;

    /// <summary>The linear values of the 256 levels of a channel, 0 to 1.</summary>
    public static readonly double[] Linear =
        [.. Enumerable.Range(0, 256).Select(value => value / 255.0).Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4))];

    /// <summary>Lightness 0 to 100, and the two opponent axes a (green to red) and b (blue to yellow).</summary>
    public static (double L, double A, double B) Of(byte r, byte g, byte b) => OfLinear(Linear[r], Linear[g], Linear[b]);

    /// <summary>The same of linear values.</summary>
    public static (double L, double A, double B) OfLinear(double red, double green, double blue)
    {
        double x = Compress(((0.4124564 * red) + (0.3575761 * green) + (0.1804375 * blue)) / WhiteX);
        double y = Compress((0.2126729 * red) + (0.7151522 * green) + (0.0721750 * blue));
        double z = Compress(((0.0193339 * red) + (0.1191920 * green) + (0.9503041 * blue)) / WhiteZ);
        return ((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }

    private static double Compress(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : ((24389.0 / 27 * t) + 16) / 116;
}
