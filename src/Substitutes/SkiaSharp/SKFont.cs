using SkiaSharp.Native;

namespace SkiaSharp;

/// <summary>A typeface at a size. Lengths are in pixels along the baseline; there is no kerning, as in the published package.</summary>
public class SKFont : SKObject
{
    private readonly SKTypeface typeface;
    private readonly float size;
    private readonly float scaleX;
    private SKFontHinting hinting = SKFontHinting.Normal;
    private bool subpixel;

    public SKFont()
        : this(SKTypeface.Default)
    {
    }

    public SKFont(SKTypeface? typeface, float size = 12, float scaleX = 1, float skewX = 0)
    {
        if (skewX != 0)
            throw new NotSupportedException("This substitute for SkiaSharp draws upright fonts only: leave skewX at 0.");

        typeface?.ThrowIfDisposed();
        this.typeface = typeface ?? SKTypeface.Default;
        this.size = size;
        this.scaleX = scaleX;
    }

    public SKTypeface Typeface => Alive(typeface);

    public float Size => Alive(size);

    /// <summary>How far outlines are moved onto the pixel grid.</summary>
    public SKFontHinting Hinting
    {
        get => Alive(hinting);
        set => hinting = Alive(value);
    }

    /// <summary>Whether letters are placed between pixels, so that their distances scale with the size.</summary>
    public bool Subpixel
    {
        get => Alive(subpixel);
        set => subpixel = Alive(value);
    }

    public SKFontMetrics Metrics
    {
        get
        {
            using var font = Scaled();
            Cairo.cairo_scaled_font_extents(font, out var extents);
            Cairo.cairo_scaled_font_text_extents(font, "H", out var capital);
            return new SKFontMetrics((float)-extents.Ascent, (float)extents.Descent, (float)-capital.YBearing);
        }
    }

    /// <summary>The distance by which the text advances along the baseline.</summary>
    public float MeasureText(string? text, SKPaint? paint = null) => MeasureText(text, out _, paint);

    /// <summary>The same, with the smallest rectangle around the ink when the text starts at the origin.</summary>
    public float MeasureText(string? text, out SKRect bounds, SKPaint? paint = null)
    {
        ThrowIfDisposed();
        paint?.ThrowIfDisposed();
        bounds = SKRect.Empty;
        if (string.IsNullOrEmpty(text))
            return 0;

        using var font = Scaled();
        Cairo.cairo_scaled_font_text_extents(font, text, out var extents);
        bounds = SKRect.Create(
            (float)extents.XBearing, (float)extents.YBearing, (float)extents.Width, (float)extents.Height);
        return (float)extents.XAdvance;
    }

    internal void ApplyTo(ContextHandle context)
    {
        using var options = Options();
        Cairo.cairo_set_font_face(context, Alive(typeface).Face);
        Cairo.cairo_set_font_matrix(context, Cairo.Matrix.Scale(size * scaleX, size));
        Cairo.cairo_set_font_options(context, options);
    }

    private ScaledFontHandle Scaled()
    {
        using var options = Options();
        var font = Cairo.cairo_scaled_font_create(
            Alive(typeface).Face, Cairo.Matrix.Scale(size * scaleX, size), Cairo.Matrix.Scale(1, 1), options);
        var status = Cairo.cairo_scaled_font_status(font);
        if (status == Cairo.StatusSuccess)
            return font;

        font.Dispose();
        throw new InvalidOperationException($"Cairo cannot use a font of size {size}: {Cairo.Describe(status)}.");
    }

    // Cairo's hint styles are SkiaSharp's shifted by one, behind 'default'.
    private FontOptionsHandle Options()
    {
        var options = Cairo.cairo_font_options_create();
        Cairo.cairo_font_options_set_hint_style(options, (int)hinting + 1);
        Cairo.cairo_font_options_set_hint_metrics(options, subpixel ? Cairo.HintMetricsOff : Cairo.HintMetricsOn);
        return options;
    }

    private T Alive<T>(T value)
    {
        ThrowIfDisposed();
        return value;
    }
}
