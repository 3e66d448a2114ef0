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
internal sealed class Typography(FigureTheme theme)
{
    private static readonly SKTypeface Regular = Load("Inter-Regular.ttf"), Bold = Load("Inter-Bold.ttf");

    // In the order of the styles.
    private static readonly SKFont[] Fonts = [Font(Bold, Theme.TitleSize), Font(Bold, Theme.HeadingSize), Font(Regular, Theme.LabelSize), Font(Regular, Theme.TickSize)];

    public bool IsPaper => theme == FigureTheme.Paper;

    /// <summary>The empty space around the body.</summary>
    public float Margin => IsPaper ? Theme.PaperMargin : Theme.Margin;

    /// <summary>The widest that a body should be.</summary>
    public float MaxWidth => IsPaper ? Theme.PaperWidth - 2 * Margin : float.PositiveInfinity;

    public SKFont this[TextStyle style] => Fonts[(int)style];

    public float Width(string text, TextStyle style) => this[style].MeasureText(text);

    /// <summary>The width of the widest number on an axis.</summary>
    public float Widest(IEnumerable<AxisTick> ticks) => ticks.Select(tick => Width(tick.Text, TextStyle.Tick)).DefaultIfEmpty(0).Max();

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

    public static bool IsBold(TextStyle style) => style is TextStyle.Title or TextStyle.Heading;

    /// <summary>Height of a capital, by which text is centred on a line.</summary>
    public float CapHeight(TextStyle style) => this[style].Size * 0.73f;

    private static SKFont Font(SKTypeface typeface, float size) => new(typeface, size) { Subpixel = true, Hinting = SKFontHinting.None };

    private static SKTypeface Load(string file)
    {
        using Stream font = typeof(Typography).Assembly.GetManifestResourceStream($"RepDynamics.Figures.{file}")!;
        return SKTypeface.FromStream(font);
    }
}
