using SkiaSharp;

namespace RepDynamics.Figures;

// One type family and few sizes, so that figures beside each other read as one document. Sizes are chosen for a picture of
// about 2000 pixels shown at half its size: text is then still set in 11 to 16 pixels.

/// <summary>The look of all figures: colours, letter sizes, line widths. Lengths are in pixels.</summary>
internal static class Theme
{
    public const float TitleSize = 32, HeadingSize = 28, LabelSize = 26, TickSize = 23;

    public const float CurveWidth = 4, AxisWidth = 2, TickLength = 8;

    public const float Margin = 28;

    /// <summary>The margin on paper, where the column has one.</summary>
    public const float PaperMargin = 4;

    /// <summary>The smallest letters, those of numbers on axes, are 7 points on paper.</summary>
    public const float PointsPerPixel = 7 / TickSize;

    /// <summary>The widest figure on paper: 5.5 inches.</summary>
    public const float PaperWidth = 5.5f * 72 / PointsPerPixel;

    public static readonly SKColor Background = 0xFFFFFFFF, Ink = 0xFF222222, MutedInk = 0xFF555555, Grid = 0xFFDDDDDD;
}

// Colours that differ for the common forms of colour blindness: M. Okabe and K. Ito, Color Universal Design, 2008.
// Their yellow is left out: too faint on white. The dashes distinguish the curves without colour.

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
