using SkiaSharp;

namespace RepDynamics.Figures;

// One type family and few sizes, so that figures beside each other read as one document. Sizes are chosen for a picture of
// about 2000 pixels shown at half its size: text is then still set in 11 to 16 pixels.

/// <summary>The look of all figures: colours, letter sizes, line widths. Lengths are in pixels.</summary>
internal static class Theme
{
    /// <summary>Letter size of a figure's title.</summary>
    public const float TitleSize = 32;

    /// <summary>Letter size of headings inside a figure, such as the name of a network.</summary>
    public const float HeadingSize = 28;

    /// <summary>Letter size of axis labels, names of taps and legends.</summary>
    public const float LabelSize = 26;

    /// <summary>Letter size of the numbers along an axis.</summary>
    public const float TickSize = 23;

    /// <summary>Empty space around a figure.</summary>
    public const float Margin = 28;

    /// <summary>Width of a curve.</summary>
    public const float CurveWidth = 4;

    /// <summary>Length of the marks at the axes of a chart.</summary>
    public const float TickLength = 8;

    /// <summary>Width of axes and frames.</summary>
    public const float AxisWidth = 2;

    public static readonly SKColor Background = new(0xFF, 0xFF, 0xFF), Ink = new(0x22, 0x22, 0x22);

    /// <summary>Colour of secondary text and lines.</summary>
    public static readonly SKColor MutedInk = new(0x55, 0x55, 0x55);

    /// <summary>Colour of the lines behind the data.</summary>
    public static readonly SKColor Grid = new(0xDD, 0xDD, 0xDD);
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
