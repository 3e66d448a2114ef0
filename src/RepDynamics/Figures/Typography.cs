using SkiaSharp;

namespace RepDynamics.Figures;

internal enum TextStyle
{
    Title,
    Heading,
    Label,
    Tick,
}

/// <summary>
/// The fonts of figures. Typeface: Inter (SIL Open Font License 1.1), embedded in this assembly, so that a figure is the same on every machine,
/// whatever fonts it has. Unhinted: widths scale with the size.
/// </summary>
internal sealed class Typography : IDisposable
{
    private readonly SKTypeface regular;
    private readonly SKTypeface bold;
    private readonly Dictionary<TextStyle, SKFont> fonts;

    public Typography()
    {
        regular = Load("Inter-Regular.ttf");
        bold = Load("Inter-Bold.ttf");
        fonts = new()
        {
            [TextStyle.Title] = Font(bold, Theme.TitleSize),
            [TextStyle.Heading] = Font(bold, Theme.HeadingSize),
            [TextStyle.Label] = Font(regular, Theme.LabelSize),
            [TextStyle.Tick] = Font(regular, Theme.TickSize),
        };
    }

    public SKFont this[TextStyle style] => fonts[style];

    public float Width(string text, TextStyle style) => fonts[style].MeasureText(text);

    /// <summary>Height of a capital, by which text is centred on a line.</summary>
    public float CapHeight(TextStyle style) => fonts[style].Size * 0.73f;

    public void Dispose()
    {
        foreach (SKFont font in fonts.Values)
            font.Dispose();
        regular.Dispose();
        bold.Dispose();
    }

    private static SKFont Font(SKTypeface typeface, float size) =>
        new(typeface, size) { Subpixel = true, Hinting = SKFontHinting.None };

    private static SKTypeface Load(string file)
    {
        using Stream font = typeof(Typography).Assembly.GetManifestResourceStream($"RepDynamics.Figures.{file}")!;
        return SKTypeface.FromStream(font);
    }
}
