using SkiaSharp;

namespace RepDynamics.Tests.Substitutes.Skia;

public class SKBitmapTests
{
    [Test]
    public void A_new_bitmap_is_transparent()
    {
        using var bitmap = new SKBitmap(3, 2);

        Assert.That(bitmap.Pixels, Has.Length.EqualTo(6).And.All.EqualTo(SKColors.Empty));
        Assert.That((bitmap.Width, bitmap.Height), Is.EqualTo((3, 2)));
        Assert.That(bitmap.Info.AlphaType, Is.EqualTo(SKAlphaType.Premul));
    }

    [Test]
    public void An_opaque_bitmap_says_so()
    {
        using var bitmap = new SKBitmap(3, 2, isOpaque: true);

        Assert.That(bitmap.AlphaType, Is.EqualTo(SKAlphaType.Opaque));
    }

    [Test]
    public void Pixels_keep_their_place_and_byte_order()
    {
        using var bitmap = new SKBitmap(3, 2);
        bitmap.SetPixel(2, 1, new SKColor(10, 20, 30));

        Assert.That(bitmap.GetPixel(2, 1), Is.EqualTo(new SKColor(10, 20, 30)));
        Assert.That(bitmap.Pixels[5], Is.EqualTo(new SKColor(10, 20, 30)));
        Assert.That(bitmap.GetPixel(1, 1), Is.EqualTo(SKColors.Empty));
    }

    [Test]
    public void Setting_a_pixel_replaces_it_without_blending()
    {
        using var bitmap = new SKBitmap(1, 1);
        bitmap.SetPixel(0, 0, SKColors.White);
        bitmap.SetPixel(0, 0, SKColors.Red.WithAlpha(51));

        Assert.That(bitmap.GetPixel(0, 0), Is.EqualTo(SKColors.Red.WithAlpha(51)));
    }

    // Memory holds premultiplied values: 200 at alpha 100 is stored as 78 and read back as 199.
    [Test]
    public void A_translucent_color_loses_what_premultiplied_storage_cannot_hold()
    {
        using var bitmap = new SKBitmap(1, 1);
        bitmap.SetPixel(0, 0, new SKColor(200, 255, 0, 100));

        Assert.That(bitmap.GetPixel(0, 0), Is.EqualTo(new SKColor(199, 255, 0, 100)));
    }

    [Test]
    public void All_pixels_can_be_set_at_once()
    {
        using var bitmap = new SKBitmap(2, 2);
        SKColor[] colors = [SKColors.Red, SKColors.Lime, SKColors.Blue, SKColors.White];
        bitmap.Pixels = colors;

        Assert.That(bitmap.Pixels, Is.EqualTo(colors));
        Assert.That(bitmap.GetPixel(0, 1), Is.EqualTo(SKColors.Blue));
    }

    [Test]
    public void A_wrong_number_of_pixels_is_an_argument_error()
    {
        using var bitmap = new SKBitmap(2, 2);

        Assert.That(
            () => bitmap.Pixels = new SKColor[3],
            Throws.ArgumentException.With.Message.Contains("must equal Width x Height, or 4"));
    }

    [TestCase(-1, 0)]
    [TestCase(0, 2)]
    public void Setting_a_pixel_outside_is_an_error(int x, int y)
    {
        using var bitmap = new SKBitmap(2, 2);

        Assert.That(() => bitmap.SetPixel(x, y, SKColors.Red), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_negative_size_cannot_be_allocated() =>
        Assert.That(() => new SKBitmap(-1, 5), Throws.Exception.With.Message.Contains("Unable to allocate pixels"));

    [Test]
    public void Disposing_twice_is_harmless()
    {
        var bitmap = new SKBitmap(2, 2);
        bitmap.Dispose();

        Assert.That(bitmap.Dispose, Throws.Nothing);
    }
}
