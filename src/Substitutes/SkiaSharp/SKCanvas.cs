using SkiaSharp.Native;

namespace SkiaSharp;

/// <summary>Draws on a bitmap; x grows to the right, y downwards, in pixels.</summary>
public class SKCanvas : SKObject
{
    private readonly ContextHandle context;
    private int saved;

    public SKCanvas(SKBitmap bitmap)
    {
        ArgumentNullException.ThrowIfNull(bitmap);
        context = Cairo.cairo_create(bitmap.Surface.Handle);
    }

    private ContextHandle Context
    {
        get
        {
            ThrowIfDisposed();
            return context;
        }
    }

    public void Clear() => Clear(SKColors.Empty);

    /// <summary>Replaces every pixel inside the clip, alpha too.</summary>
    public void Clear(SKColor color)
    {
        Cairo.cairo_save(Context);
        SetSource(color);
        Cairo.cairo_set_operator(context, Cairo.OperatorSource);
        Cairo.cairo_paint(context);
        Cairo.cairo_restore(context);
        ThrowOnError();
    }

    public int Save()
    {
        Cairo.cairo_save(Context);
        return ++saved;
    }

    /// <summary>Undoes the transformations and clips since the matching save; without one it does nothing.</summary>
    public void Restore()
    {
        ThrowIfDisposed();
        if (saved == 0)
            return;

        saved--;
        Cairo.cairo_restore(context);
    }

    public void Translate(float dx, float dy) => Cairo.cairo_translate(Context, dx, dy);

    public void Translate(SKPoint point) => Translate(point.X, point.Y);

    public void Scale(float s) => Scale(s, s);

    public void Scale(float sx, float sy)
    {
        Cairo.cairo_scale(Context, sx, sy);
        ThrowOnError();
    }

    /// <summary>Turns clockwise about the origin.</summary>
    public void RotateDegrees(float degrees) => Cairo.cairo_rotate(Context, degrees * Math.PI / 180);

    /// <summary>Turns clockwise about (px, py).</summary>
    public void RotateDegrees(float degrees, float px, float py)
    {
        Translate(px, py);
        RotateDegrees(degrees);
        Translate(-px, -py);
    }

    public void ClipRect(SKRect rect, SKClipOperation operation = SKClipOperation.Intersect, bool antialias = false)
    {
        if (operation != SKClipOperation.Intersect)
            throw new NotSupportedException($"This substitute for SkiaSharp clips by intersection only, not by {operation}.");

        AddRect(rect);
        Cairo.cairo_set_antialias(context, antialias ? Cairo.AntialiasGray : Cairo.AntialiasNone);
        Cairo.cairo_clip(context);
        ThrowOnError();
    }

    public void DrawRect(float x, float y, float w, float h, SKPaint paint) => DrawRect(SKRect.Create(x, y, w, h), paint);

    public void DrawRect(SKRect rect, SKPaint paint)
    {
        ArgumentNullException.ThrowIfNull(paint);
        AddRect(rect);
        Draw(paint, paint.Style);
    }

    public void DrawLine(SKPoint p0, SKPoint p1, SKPaint paint) => DrawLine(p0.X, p0.Y, p1.X, p1.Y, paint);

    /// <summary>A line is always stroked, whatever the paint's style.</summary>
    public void DrawLine(float x0, float y0, float x1, float y1, SKPaint paint)
    {
        ArgumentNullException.ThrowIfNull(paint);
        Cairo.cairo_new_path(Context);
        Cairo.cairo_move_to(context, x0, y0);
        Cairo.cairo_line_to(context, x1, y1);
        Draw(paint, SKPaintStyle.Stroke);
    }

    public void DrawCircle(SKPoint c, float radius, SKPaint paint) => DrawCircle(c.X, c.Y, radius, paint);

    public void DrawCircle(float cx, float cy, float radius, SKPaint paint)
    {
        ArgumentNullException.ThrowIfNull(paint);
        Cairo.cairo_new_path(Context);
        if (radius <= 0)
            return;

        Cairo.cairo_arc(context, cx, cy, radius, 0, 2 * Math.PI);
        Cairo.cairo_close_path(context);
        Draw(paint, paint.Style);
    }

    public void DrawPath(SKPath path, SKPaint paint)
    {
        ArgumentNullException.ThrowIfNull(paint);
        ArgumentNullException.ThrowIfNull(path);
        Cairo.cairo_new_path(Context);
        foreach (var (verb, point) in path.Steps)
        {
            switch (verb)
            {
                case SKPath.Verb.Move:
                    Cairo.cairo_move_to(context, point.X, point.Y);
                    break;
                case SKPath.Verb.Line:
                    Cairo.cairo_line_to(context, point.X, point.Y);
                    break;
                default:
                    Cairo.cairo_close_path(context);
                    break;
            }
        }

        Draw(paint, paint.Style);
    }

    public void DrawBitmap(SKBitmap bitmap, float x, float y, SKPaint? paint = null)
    {
        ArgumentNullException.ThrowIfNull(bitmap);
        DrawBitmap(bitmap, SKRect.Create(x, y, bitmap.Width, bitmap.Height), paint);
    }

    /// <summary>Stretches the bitmap over the rectangle; every pixel drawn takes the nearest pixel of the bitmap.</summary>
    public void DrawBitmap(SKBitmap bitmap, SKRect dest, SKPaint? paint = null)
    {
        ArgumentNullException.ThrowIfNull(bitmap);
        if (dest.Width == 0 || dest.Height == 0)
            return;

        Cairo.cairo_save(Context);
        ClipRect(dest, SKClipOperation.Intersect, paint?.IsAntialias ?? false);
        Cairo.cairo_translate(context, dest.Left, dest.Top);
        Cairo.cairo_scale(context, dest.Width / bitmap.Width, dest.Height / bitmap.Height);
        Cairo.cairo_set_source_surface(context, bitmap.Surface.Handle, 0, 0);
        var pattern = Cairo.cairo_get_source(context);
        Cairo.cairo_pattern_set_filter(pattern, Cairo.FilterNearest);
        Cairo.cairo_pattern_set_extend(pattern, Cairo.ExtendPad);
        Cairo.cairo_paint_with_alpha(context, (paint?.Color.Alpha ?? 255) / 255.0);
        Cairo.cairo_restore(context);
        ThrowOnError();
    }

    public void DrawText(string text, SKPoint p, SKTextAlign textAlign, SKFont font, SKPaint paint) =>
        DrawText(text, p.X, p.Y, textAlign, font, paint);

    /// <summary>Draws one line of text; y is its baseline, and x its start, middle or end by the alignment.</summary>
    public void DrawText(string text, float x, float y, SKTextAlign textAlign, SKFont font, SKPaint paint)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(font);
        ArgumentNullException.ThrowIfNull(paint);
        if (textAlign != SKTextAlign.Left)
        {
            var width = font.MeasureText(text);
            x -= textAlign == SKTextAlign.Center ? width / 2 : width;
        }

        // Outlines rather than Cairo's glyph images: before version 1.17 those are placed on whole pixels only.
        font.ApplyTo(Context);
        Cairo.cairo_new_path(context);
        Cairo.cairo_move_to(context, x, y);
        Cairo.cairo_text_path(context, text);
        Draw(paint, paint.Style, isAntialias: true);
    }

    private protected override void Release() => context.Dispose();

    private void AddRect(SKRect rect)
    {
        Cairo.cairo_new_path(Context);
        Cairo.cairo_rectangle(context, rect.Left, rect.Top, rect.Width, rect.Height);
    }

    private void Draw(SKPaint paint, SKPaintStyle style, bool isAntialias = false)
    {
        SetSource(paint.Color);
        Cairo.cairo_set_antialias(context, isAntialias || paint.IsAntialias ? Cairo.AntialiasGray : Cairo.AntialiasNone);
        if (style == SKPaintStyle.Fill)
        {
            Cairo.cairo_fill(context);
        }
        else
        {
            SetLine(paint);
            Cairo.cairo_stroke(context);
        }

        ThrowOnError();
    }

    private void SetSource(SKColor color) =>
        Cairo.cairo_set_source_rgba(context, color.Red / 255.0, color.Green / 255.0, color.Blue / 255.0, color.Alpha / 255.0);

    // The two libraries number caps and joins alike.
    private void SetLine(SKPaint paint)
    {
        Cairo.cairo_set_line_width(context, paint.StrokeWidth > 0 ? paint.StrokeWidth : OnePixel());
        Cairo.cairo_set_line_cap(context, (int)paint.StrokeCap);
        Cairo.cairo_set_line_join(context, (int)paint.StrokeJoin);
        Cairo.cairo_set_miter_limit(context, paint.StrokeMiter);
        var dash = paint.PathEffect;
        Cairo.cairo_set_dash(context, dash?.Intervals, dash?.Intervals.Length ?? 0, dash?.Phase ?? 0);
    }

    private double OnePixel()
    {
        double x = 1, y = 0;
        Cairo.cairo_device_to_user_distance(context, ref x, ref y);
        return Math.Sqrt(x * x + y * y);
    }

    private void ThrowOnError()
    {
        var status = Cairo.cairo_status(context);
        if (status != Cairo.StatusSuccess)
            throw new InvalidOperationException($"Cairo cannot draw on this canvas any more: {Cairo.Describe(status)}.");
    }
}
