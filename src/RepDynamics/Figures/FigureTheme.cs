using SkiaSharp;

namespace RepDynamics.Figures;

// One type family and few sizes, so that figures beside each other read as one document. Sizes are chosen for a picture of
// about 2000 pixels shown at half its size: text is then still set in 11 to 16 pixels.

/// <summary>The look that all figures share: colours, letter sizes, line widths. Lengths are in pixels.</summary>
public sealed record FigureTheme
{
    /// <summary>The light theme, the default of every figure.</summary>
    public static FigureTheme Light { get; } = new();

    /// <summary>Letter size of a figure's title.</summary>
    public float TitleSize { get; init; } = 32;

    /// <summary>Letter size of headings inside a figure, such as the name of a network.</summary>
    public float HeadingSize { get; init; } = 28;

    /// <summary>Letter size of axis labels, names of taps and legends.</summary>
    public float LabelSize { get; init; } = 26;

    /// <summary>Letter size of the numbers along an axis.</summary>
    public float TickSize { get; init; } = 23;

    /// <summary>Empty space around a figure.</summary>
    public float Margin { get; init; } = 28;

    /// <summary>Width of a curve.</summary>
    public float CurveWidth { get; init; } = 4;

    /// <summary>Width of axes and frames.</summary>
    public float AxisWidth { get; init; } = 2;

    /// <summary>Colour of the paper.</summary>
    public SKColor Background { get; init; } = new(0xFF, 0xFF, 0xFF);

    /// <summary>Colour of text and axes.</summary>
    public SKColor Ink { get; init; } = new(0x22, 0x22, 0x22);

    /// <summary>Colour of text and lines that should step back.</summary>
    public SKColor MutedInk { get; init; } = new(0x55, 0x55, 0x55);

    /// <summary>Colour of the lines behind the data.</summary>
    public SKColor Grid { get; init; } = new(0xDD, 0xDD, 0xDD);
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
