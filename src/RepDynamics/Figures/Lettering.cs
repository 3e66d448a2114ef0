using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>The kinds of text in a figure.</summary>
internal enum TextStyle
{
    Title,
    Heading,
    Label,
    Tick,
}

/// <summary>The fonts of a theme, unhinted so that widths scale with the size on every platform.</summary>
internal sealed class Lettering : IDisposable
{
    private readonly SKTypeface regular;
    private readonly SKTypeface bold;
    private readonly Dictionary<TextStyle, SKFont> fonts;

    public Lettering(FigureTheme theme)
    {
        regular = Find(theme.FontFamily, SKFontStyle.Normal);
        bold = Find(theme.FontFamily, SKFontStyle.Bold);
        fonts = new()
        {
            [TextStyle.Title] = Font(bold, theme.TitleSize),
            [TextStyle.Heading] = Font(bold, theme.HeadingSize),
            [TextStyle.Label] = Font(regular, theme.LabelSize),
            [TextStyle.Tick] = Font(regular, theme.TickSize),
        };
    }

    public SKFont this[TextStyle style] => fonts[style];

    public float Width(string text, TextStyle style) => fonts[style].MeasureText(text);

    /// <summary>Height of a capital, by which text is centred on a line.</summary>
    public float CapHeight(TextStyle style) => fonts[style].Size * 0.73f;

    public void Dispose()
    {
        foreach (var font in fonts.Values)
            font.Dispose();
        regular.Dispose();
        bold.Dispose();
    }

    private static SKFont Font(SKTypeface typeface, float size) =>
        new(typeface, size) { Subpixel = true, Hinting = SKFontHinting.None };

    // The library quietly falls back to any other font; labels would then be measured and drawn differently on every machine.
    private static SKTypeface Find(string family, SKFontStyle style)
    {
        var typeface = SKTypeface.FromFamilyName(family, style);
        if (string.Equals(typeface?.FamilyName, family, StringComparison.OrdinalIgnoreCase))
            return typeface!;

        throw new InvalidOperationException(
            $"The font family '{family}' of the figure theme is not installed (found '{typeface?.FamilyName}'): " +
            "run ./setup.sh, which installs DejaVu Sans, or name an installed family in FigureTheme.FontFamily.");
    }
}
