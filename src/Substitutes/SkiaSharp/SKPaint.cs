namespace SkiaSharp;

/// <summary>How to draw: colour and style. A new paint fills with opaque black, without smoothing.</summary>
public class SKPaint : SKObject
{
    private SKColor color = SKColors.Black;
    private SKPaintStyle style = SKPaintStyle.Fill;
    private float strokeWidth;
    private float strokeMiter = 4;
    private SKStrokeCap strokeCap = SKStrokeCap.Butt;
    private SKStrokeJoin strokeJoin = SKStrokeJoin.Miter;
    private bool isAntialias;
    private SKPathEffect? pathEffect;

    public SKColor Color
    {
        get => Alive(color);
        set => color = Alive(value);
    }

    public SKPaintStyle Style
    {
        get => Alive(style);
        set => style = Alive(value);
    }

    /// <summary>Width of lines; 0 is a hairline: one pixel, whatever the scale.</summary>
    public float StrokeWidth
    {
        get => Alive(strokeWidth);
        set => strokeWidth = Alive(value);
    }

    public float StrokeMiter
    {
        get => Alive(strokeMiter);
        set => strokeMiter = Alive(value);
    }

    public SKStrokeCap StrokeCap
    {
        get => Alive(strokeCap);
        set => strokeCap = Alive(value);
    }

    public SKStrokeJoin StrokeJoin
    {
        get => Alive(strokeJoin);
        set => strokeJoin = Alive(value);
    }

    public bool IsAntialias
    {
        get => Alive(isAntialias);
        set => isAntialias = Alive(value);
    }

    public SKPathEffect? PathEffect
    {
        get => Alive(pathEffect);
        set
        {
            value?.ThrowIfDisposed();
            pathEffect = Alive(value);
        }
    }

    private T Alive<T>(T value)
    {
        ThrowIfDisposed();
        return value;
    }
}
