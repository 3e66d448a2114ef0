using SkiaSharp;

namespace RepDynamics.Figures;

// How the colours were found: n steps of equal CIE L* between about 25 and 90, chroma at most 50, and for each step the hue, out of 36, by a random search that
// keeps the smallest distance in CIELAB of any two colours large, as people with full colour vision see them and as people without red, green or blue cones do
// (G. Machado, M. Oliveira and L. Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, 2009). The lightest ones of 2 to 4
// classes were then made paler by hand. The order keeps colours of following classes far apart. The tests measure what is promised below.

/// <summary>
/// Colours of classes: each has another lightness, so that regions differ in grey print, and any two differ
/// for the common forms of colour blindness too. They depend on the number of classes: few are farther apart.
/// </summary>
internal static class ClassPalette
{
    /// <summary>The fewest classes that have a palette.</summary>
    public const int Fewest = 2;

    /// <summary>The most classes that have a palette: the lightness of more would not differ enough.</summary>
    public const int Most = 10;

    private static readonly ImmutableArray<SKColor>[] Palettes =
    [
        [0xFF163E8B, 0xFFFFDF9A],
        [0xFF163E8B, 0xFFBD8038, 0xFFB9EDE6],
        [0xFF5A6EC3, 0xFFC4A74C, 0xFFB4F3EA, 0xFF840C37],
        [0xFF7B6502, 0xFF163E8B, 0xFFDF6781, 0xFF4BC2FF, 0xFFD0EE8E],
        [0xFFA43150, 0xFF47A2F7, 0xFF857E1F, 0xFFFFAD97, 0xFF363380, 0xFFD9E6FC],
        [0xFF3170C3, 0xFFD2A24F, 0xFFDE6680, 0xFF54D8FE, 0xFF700D56, 0xFF4F5B00, 0xFFFEE4CC],
        [0xFF7B6501, 0xFF7F74CA, 0xFF1BAB97, 0xFF942437, 0xFFFEE5C3, 0xFFB0CFFD, 0xFF64155F, 0xFFF29F64],
        [0xFF5D55A7, 0xFF7E7717, 0xFF59E3FF, 0xFFDC647E, 0xFFFFE6D7, 0xFFFBA76B, 0xFF004109, 0xFF822466, 0xFF71A2FB],
        [0xFF746F0B, 0xFF1E4290, 0xFF14ECF1, 0xFFFC83AB, 0xFFB3FDAB, 0xFF2D9153, 0xFF4E2D00, 0xFF9689E1, 0xFF9A3068, 0xFFCCC161],
    ];

    /// <summary>The colours of a number of classes, the first for class 0.</summary>
    /// <returns>As many colours, none of them grey. The CIE L* (0 to 100) of any two differ by at least 58 / (classes - 1), so 6.4 for 10 classes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no palette for so many classes.</exception>
    public static ImmutableArray<SKColor> Of(int classes) => classes is >= Fewest and <= Most
        ? Palettes[classes - Fewest]
        : throw new ArgumentOutOfRangeException(nameof(classes), classes, $"There are palettes for {Fewest} to {Most} classes; merge or leave out classes.");

    /// <summary>The colour of text on a colour: black or white, whichever stands out more.</summary>
    /// <returns>A colour with a contrast of at least 4.5 to 1 (W3C, Web Content Accessibility Guidelines 2.2, level AA).</returns>
    public static SKColor TextOn(SKColor background)
    {
        // White and black stand out alike where (1.05 / (Y + 0.05)) = ((Y + 0.05) / 0.05).
        double luminance = 0.2126 * CieLab.Linear[background.Red] + 0.7152 * CieLab.Linear[background.Green] + 0.0722 * CieLab.Linear[background.Blue];
        return luminance + 0.05 < Math.Sqrt(1.05 * 0.05) ? SKColors.White : SKColors.Black;
    }
}
