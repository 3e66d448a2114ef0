using SkiaSharp;

namespace RepDynamics.Figures;

// Colours that people with any common form of colour blindness tell apart: M. Okabe and K. Ito, Color Universal Design, 2008.
// Their yellow is left out: too faint on white. The dashes tell the curves apart without colour.

/// <summary>The looks of curves in their order: a colour and a dash pattern each.</summary>
internal static class SeriesStyle
{
    public static readonly (SKColor Color, float[] Dash)[] InOrder =
    [
        (0xFF0072B2, []), // blue
        (0xFFD55E00, [16, 8]), // vermillion
        (0xFF009E73, [4, 6]), // bluish green
        (0xFF000000, [18, 6, 4, 6]), // black
        (0xFFCC79A7, [30, 8]), // reddish purple
        (0xFFE69F00, [10, 6]), // orange
        (0xFF56B4E9, [18, 6, 4, 6, 4, 6]), // sky blue
    ];
}
