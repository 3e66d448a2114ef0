using SkiaSharp;

namespace RepDynamics.Tests.Substitutes.Skia;

public class SKCanvasTests
{
    private SKBitmap bitmap = null!;
    private SKCanvas canvas = null!;
    private SKPaint paint = null!;

    [SetUp]
    public void StartWithAWhiteSheet()
    {
        bitmap = new SKBitmap(20, 20);
        canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        paint = new SKPaint { Color = SKColors.Red };
    }

    [TearDown]
    public void Dispose()
    {
        paint.Dispose();
        canvas.Dispose();
        bitmap.Dispose();
    }

    [Test]
    public void Clear_replaces_alpha_too()
    {
        canvas.Clear(SKColors.Blue.WithAlpha(0x80));

        Assert.That(bitmap.Pixels, Is.All.EqualTo(SKColors.Blue.WithAlpha(0x80)));

        canvas.Clear();

        Assert.That(bitmap.Pixels, Is.All.EqualTo(SKColors.Empty));
    }

    [Test]
    public void A_filled_rectangle_covers_exactly_its_pixels()
    {
        canvas.DrawRect(SKRect.Create(2, 3, 4, 5), paint);

        Assert.That(Painted(), Is.EqualTo(SKRect.Create(2, 3, 4, 5)));
        Assert.That(bitmap.Pixels.Count(p => p == SKColors.Red), Is.EqualTo(20));
    }

    [Test]
    public void Half_transparent_red_over_white_is_pink()
    {
        paint.Color = SKColors.Red.WithAlpha(128);
        canvas.DrawRect(0, 0, 5, 5, paint);

        Assert.That(bitmap.GetPixel(2, 2), Is.EqualTo(new SKColor(255, 127, 127)));
    }

    [Test]
    public void Drawing_on_transparency_keeps_the_paint_color()
    {
        canvas.Clear();
        paint.Color = SKColors.Red.WithAlpha(128);
        canvas.DrawRect(0, 0, 5, 5, paint);

        Assert.That(bitmap.GetPixel(2, 2), Is.EqualTo(SKColors.Red.WithAlpha(128)));
    }

    [Test]
    public void A_smooth_edge_through_half_a_pixel_is_half_covered()
    {
        paint.IsAntialias = true;
        canvas.DrawRect(2.5f, 2, 4, 4, paint);

        Assert.That(bitmap.GetPixel(2, 3).Green, Is.EqualTo(127).Within(2));
        Assert.That(bitmap.GetPixel(3, 3), Is.EqualTo(SKColors.Red));
    }

    [Test]
    public void A_stroked_rectangle_is_hollow()
    {
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = 2;
        canvas.DrawRect(SKRect.Create(4, 4, 10, 10), paint);

        Assert.That(bitmap.GetPixel(9, 9), Is.EqualTo(SKColors.White));
        Assert.That(Painted(), Is.EqualTo(new SKRect(3, 3, 15, 15)));
    }

    [Test]
    public void A_line_is_stroked_even_by_a_filling_paint()
    {
        paint.StrokeWidth = 2;
        canvas.DrawLine(2, 10, 12, 10, paint);

        Assert.That(Painted(), Is.EqualTo(new SKRect(2, 9, 12, 11)));
    }

    [Test]
    public void A_square_cap_lengthens_a_line_by_half_its_width()
    {
        paint.StrokeWidth = 4;
        paint.StrokeCap = SKStrokeCap.Square;
        canvas.DrawLine(new SKPoint(4, 10), new SKPoint(12, 10), paint);

        Assert.That(Painted(), Is.EqualTo(new SKRect(2, 8, 14, 12)));
    }

    [Test]
    public void A_hairline_is_one_pixel_wide_at_any_scale()
    {
        canvas.Scale(10);
        canvas.DrawLine(0.25f, 1.05f, 1.75f, 1.05f, paint);

        Assert.That(Painted().Height, Is.EqualTo(1));
    }

    [Test]
    public void A_dashed_line_has_gaps_and_outlives_its_disposed_effect()
    {
        paint.StrokeWidth = 2;
        using (var dash = SKPathEffect.CreateDash([4, 2], 0))
            paint.PathEffect = dash;
        canvas.DrawLine(0, 10, 18, 10, paint);

        var row = Enumerable.Range(0, 18).Select(x => bitmap.GetPixel(x, 9) == SKColors.Red ? '#' : '.');
        Assert.That(string.Concat(row), Is.EqualTo("####..####..####.."));
    }

    [Test]
    public void An_odd_number_of_dash_lengths_is_an_argument_error() =>
        Assert.That(() => SKPathEffect.CreateDash([4, 2, 1], 0), Throws.ArgumentException);

    [Test]
    public void A_path_is_filled_within_its_outline()
    {
        using var path = new SKPath();
        path.MoveTo(2, 2);
        path.LineTo(12, 2);
        path.LineTo(12, 8);
        path.LineTo(2, 8);
        path.Close();
        canvas.DrawPath(path, paint);

        Assert.That(Painted(), Is.EqualTo(new SKRect(2, 2, 12, 8)));
    }

    [Test]
    public void A_circle_has_the_area_of_a_circle()
    {
        paint.IsAntialias = true;
        canvas.DrawCircle(10, 10, 6, paint);

        var area = bitmap.Pixels.Sum(p => (255 - p.Green) / 255.0);
        Assert.That(area, Is.EqualTo(Math.PI * 36).Within(1).Percent);
    }

    [Test]
    public void Translation_and_scale_apply_in_the_order_they_are_called()
    {
        canvas.Translate(4, 2);
        canvas.Scale(2, 3);
        canvas.DrawRect(1, 1, 2, 2, paint);

        Assert.That(Painted(), Is.EqualTo(SKRect.Create(6, 5, 4, 6)));
    }

    [Test]
    public void Rotation_is_clockwise()
    {
        canvas.Translate(10, 10);
        canvas.RotateDegrees(90);
        canvas.DrawRect(0, 0, 6, 2, paint);

        Assert.That(Painted(), Is.EqualTo(new SKRect(8, 10, 10, 16)));
    }

    [Test]
    public void Restore_undoes_transformation_and_clip()
    {
        canvas.Save();
        canvas.Translate(5, 5);
        canvas.ClipRect(SKRect.Create(0, 0, 3, 3));
        canvas.Restore();
        canvas.DrawRect(0, 0, 20, 20, paint);

        Assert.That(bitmap.Pixels, Is.All.EqualTo(SKColors.Red));
    }

    [Test]
    public void Restore_without_save_does_nothing() => Assert.That(canvas.Restore, Throws.Nothing);

    [Test]
    public void Nothing_is_drawn_outside_the_clip()
    {
        canvas.ClipRect(SKRect.Create(5, 6, 7, 8));
        canvas.DrawRect(0, 0, 20, 20, paint);

        Assert.That(Painted(), Is.EqualTo(SKRect.Create(5, 6, 7, 8)));
    }

    [Test]
    public void A_bitmap_is_drawn_at_its_size()
    {
        using var stamp = new SKBitmap(2, 2);
        stamp.Pixels = [SKColors.Red, SKColors.Lime, SKColors.Blue, SKColors.Black];
        canvas.DrawBitmap(stamp, 3, 4);

        Assert.That(bitmap.GetPixel(4, 4), Is.EqualTo(SKColors.Lime));
        Assert.That(bitmap.GetPixel(3, 5), Is.EqualTo(SKColors.Blue));
        Assert.That(Painted(), Is.EqualTo(SKRect.Create(3, 4, 2, 2)));
    }

    [Test]
    public void A_stretched_bitmap_keeps_sharp_pixels()
    {
        using var stamp = new SKBitmap(2, 1);
        stamp.Pixels = [SKColors.Red, SKColors.Blue];
        canvas.DrawBitmap(stamp, SKRect.Create(0, 0, 20, 20));

        Assert.That(bitmap.Pixels.Take(10), Is.All.EqualTo(SKColors.Red));
        Assert.That(bitmap.Pixels.Skip(10).Take(10), Is.All.EqualTo(SKColors.Blue));
    }

    [Test]
    public void A_new_paint_fills_with_black_and_a_hairline()
    {
        using var fresh = new SKPaint();

        Assert.That(fresh.Color, Is.EqualTo(SKColors.Black));
        Assert.That(fresh.Style, Is.EqualTo(SKPaintStyle.Fill));
        Assert.That((fresh.StrokeWidth, fresh.StrokeMiter, fresh.IsAntialias), Is.EqualTo((0f, 4f, false)));
        Assert.That(fresh.PathEffect, Is.Null);
    }

    private SKRect Painted()
    {
        var pixels = bitmap.Pixels;
        var at = Enumerable.Range(0, pixels.Length).Where(i => pixels[i] != SKColors.White).ToList();
        Assert.That(at, Is.Not.Empty, "nothing was drawn");
        return new SKRect(at.Min(i => i % 20), at.Min(i => i / 20), at.Max(i => i % 20) + 1, at.Max(i => i / 20) + 1);
    }
}
