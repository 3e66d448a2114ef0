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
/// The fonts of figures, and the space that a theme gives them. Typeface: Inter (SIL Open Font License 1.1), embedded in this assembly, so that a figure is the same on every machine,
/// whatever fonts it has. Unhinted: widths scale with the size.
/// </summary>
internal sealed class Typography : IDisposable
{
    private readonly SKTypeface regular;
    private readonly SKTypeface bold;
    private readonly Dictionary<TextStyle, SKFont> fonts;

    public Typography(FigureTheme theme = FigureTheme.Screen)
    {
        Theme = theme;
        regular = Load("Inter-Regular.ttf");
        bold = Load("Inter-Bold.ttf");
        fonts = new()
        {
            [TextStyle.Title] = Font(bold, Figures.Theme.TitleSize),
            [TextStyle.Heading] = Font(bold, Figures.Theme.HeadingSize),
            [TextStyle.Label] = Font(regular, Figures.Theme.LabelSize),
            [TextStyle.Tick] = Font(regular, Figures.Theme.TickSize),
        };
    }

    public FigureTheme Theme { get; }

    /// <summary>The empty space around the body.</summary>
    public float Margin => Theme == FigureTheme.Paper ? Figures.Theme.PaperMargin : Figures.Theme.Margin;

    /// <summary>The widest that a body should be.</summary>
    public float MaxWidth => Theme == FigureTheme.Paper ? Figures.Theme.PaperWidth - 2 * Margin : float.PositiveInfinity;

    public SKFont this[TextStyle style] => fonts[style];

    public float Width(string text, TextStyle style) => fonts[style].MeasureText(text);

    /// <summary>The text in lines no wider than a width, broken at spaces.</summary>
    public string[] Lines(string text, TextStyle style, float width)
    {
        List<string> lines = [];
        foreach (string word in text.Split(' '))
        {
            if (lines.Count > 0 && Width($"{lines[^1]} {word}", style) <= width) lines[^1] += $" {word}";
            else lines.Add(word);
        }
        return [.. lines];
    }

    public bool IsBold(TextStyle style) => fonts[style].Typeface == bold;

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
