using SkiaSharp;

namespace RepDynamics.Tests.Substitutes.Skia;

public class TextTests
{
    private SKTypeface typeface = null!;
    private SKFont font = null!;

    [SetUp]
    public void ChooseAFont()
    {
        typeface = SKTypeface.FromFamilyName("DejaVu Sans");
        font = new SKFont(typeface, 20) { Subpixel = true, Hinting = SKFontHinting.None };
    }

    [TearDown]
    public void Dispose()
    {
        font.Dispose();
        typeface.Dispose();
    }

    [Test]
    public void An_installed_family_is_found() => Assert.That(typeface.FamilyName, Is.EqualTo("DejaVu Sans"));

    [Test]
    public void An_unknown_family_becomes_the_default_font()
    {
        using var unknown = SKTypeface.FromFamilyName("No Such Family");

        Assert.That(unknown.FamilyName, Is.EqualTo(SKTypeface.Default.FamilyName));
    }

    [Test]
    public void A_bold_face_is_wider()
    {
        using var bold = SKTypeface.FromFamilyName("DejaVu Sans", SKFontStyle.Bold);
        using var boldFont = new SKFont(bold, 20);

        Assert.That(boldFont.MeasureText("synchrony"), Is.GreaterThan(font.MeasureText("synchrony") * 1.05));
    }

    // DejaVu Sans has 2048 units an em and advances 1303 of them for every digit (its hmtx table).
    [Test]
    public void A_digit_advances_by_the_width_in_the_font_file() =>
        Assert.That(font.MeasureText("0"), Is.EqualTo(20 * 1303 / 2048.0).Within(0.05));

    [Test]
    public void Advances_add_up()
    {
        Assert.That(font.MeasureText("AVAV"), Is.EqualTo(2 * (font.MeasureText("A") + font.MeasureText("V"))).Within(0.1));
        Assert.That(font.MeasureText(""), Is.Zero);
    }

    [Test]
    public void Advances_grow_with_the_size()
    {
        using var large = new SKFont(typeface, 40) { Subpixel = true, Hinting = SKFontHinting.None };

        Assert.That(large.MeasureText("epoch"), Is.EqualTo(2 * font.MeasureText("epoch")).Within(1).Percent);
    }

    [Test]
    public void Bounds_lie_above_the_baseline_for_a_capital_and_below_it_for_a_tail()
    {
        font.MeasureText("H", out var capital);
        font.MeasureText("g", out var tail);

        Assert.That(capital.Top, Is.EqualTo(font.Metrics.Ascent * 0.8).Within(2));
        Assert.That(capital.Bottom, Is.EqualTo(0).Within(1));
        Assert.That(tail.Bottom, Is.GreaterThan(2));
    }

    [Test]
    public void Metrics_are_measured_from_the_baseline_downwards()
    {
        var metrics = font.Metrics;

        Assert.That(metrics.Ascent, Is.InRange(-24, -16));
        Assert.That(metrics.Descent, Is.InRange(3, 7));
        Assert.That(metrics.CapHeight, Is.EqualTo(20 * 1493 / 2048.0).Within(1), "capital height of DejaVu Sans");
    }

    [TestCase(SKTextAlign.Left, 100)]
    [TestCase(SKTextAlign.Center, 75)]
    [TestCase(SKTextAlign.Right, 50)]
    public void Text_is_drawn_above_its_baseline_and_aligned_to_x(SKTextAlign align, int expectedLeft)
    {
        using var bitmap = new SKBitmap(200, 40);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        using var paint = new SKPaint { IsAntialias = true };
        var text = new string('H', (int)(50 / font.MeasureText("H")));
        var slack = 50 - font.MeasureText(text);
        canvas.DrawText(text, 100, 30, align, font, paint);

        var pixels = bitmap.Pixels;
        var dark = Enumerable.Range(0, pixels.Length).Where(i => pixels[i].Red < 128).ToList();
        Assert.That(dark.Max(i => i / 200), Is.EqualTo(29));
        Assert.That(dark.Min(i => i / 200), Is.EqualTo(30 + font.Metrics.Ascent * 0.79).Within(2));
        Assert.That(dark.Min(i => i % 200), Is.InRange(expectedLeft - 1, expectedLeft + 4 + slack));
    }

    [Test]
    public void A_font_outlives_its_disposed_typeface()
    {
        var before = font.MeasureText("tap");
        typeface.Dispose();

        Assert.That(font.MeasureText("tap"), Is.EqualTo(before));
    }

    [Test]
    public void Disposing_the_default_typeface_does_nothing()
    {
        SKTypeface.Default.Dispose();
        using var byDefault = new SKFont(SKTypeface.Default, 12);

        Assert.That(byDefault.MeasureText("x"), Is.GreaterThan(0));
    }
}
