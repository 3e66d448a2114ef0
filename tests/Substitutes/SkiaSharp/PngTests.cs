using System.Buffers.Binary;
using SkiaSharp;

namespace RepDynamics.Tests.Substitutes.Skia;

public class PngTests
{
    [Test]
    public void Opaque_pixels_survive_a_round_trip_exactly()
    {
        using var original = Noise(new SKBitmap(37, 23, isOpaque: true), opaque: true);
        using var stream = new MemoryStream(Encode(original));
        using var decoded = SKBitmap.Decode(stream)!;

        Assert.That((decoded.Width, decoded.Height), Is.EqualTo((37, 23)));
        Assert.That(decoded.Pixels, Is.EqualTo(original.Pixels));
    }

    [Test]
    public void Translucent_pixels_survive_a_round_trip_exactly()
    {
        using var original = Noise(new SKBitmap(37, 23), opaque: false);
        using var decoded = SKBitmap.Decode(Encode(original))!;

        Assert.That(decoded.Pixels, Is.EqualTo(original.Pixels));
    }

    [Test]
    public void A_picture_with_exactly_256_colors_survives_and_so_does_one_with_257([Values(256, 257)] int colors)
    {
        using var original = new SKBitmap(colors, 2, isOpaque: true);
        for (var x = 0; x < colors; x++)
        {
            original.SetPixel(x, 0, new SKColor((byte)x, (byte)(x / 256), 7));
            original.SetPixel(x, 1, new SKColor((byte)x, (byte)(x / 256), 7));
        }

        using var decoded = SKBitmap.Decode(Encode(original))!;

        Assert.That(decoded.Pixels, Is.EqualTo(original.Pixels));
    }

    // Bit 2 of the colour type, byte 25 of the file, says whether there is alpha.
    [Test]
    public void Only_a_bitmap_with_alpha_is_written_with_alpha()
    {
        using var flat = new SKBitmap(4, 4, isOpaque: true);
        using var noise = Noise(new SKBitmap(40, 40, isOpaque: true), opaque: true);
        using var translucent = new SKBitmap(4, 4);

        Assert.That(Encode(flat)[25] & 4, Is.Zero);
        Assert.That(Encode(noise)[25] & 4, Is.Zero);
        Assert.That(Encode(translucent)[25] & 4, Is.Not.Zero);
    }

    [Test]
    public void Equal_pictures_give_equal_bytes()
    {
        using var first = Noise(new SKBitmap(20, 20), opaque: false);
        using var second = Noise(new SKBitmap(20, 20), opaque: false);

        Assert.That(Encode(first), Is.EqualTo(Encode(second)));
    }

    [Test]
    public void The_file_starts_with_the_png_signature_and_the_size()
    {
        using var bitmap = new SKBitmap(300, 7);
        var file = Encode(bitmap);

        Assert.That(file[..8], Is.EqualTo(new byte[] { 137, 80, 78, 71, 13, 10, 26, 10 }));
        Assert.That(BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), Is.EqualTo(300));
        Assert.That(BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)), Is.EqualTo(7));
    }

    [Test]
    public void A_flat_picture_is_a_small_file()
    {
        using var bitmap = new SKBitmap(1000, 1000, isOpaque: true);

        Assert.That(Encode(bitmap), Has.Length.LessThan(10_000));
    }

    [Test]
    public void Data_can_be_saved_to_a_stream()
    {
        using var bitmap = new SKBitmap(5, 5);
        using var image = SKImage.FromBitmap(bitmap);
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        using var stream = new MemoryStream();
        data.SaveTo(stream);

        Assert.That(stream.ToArray(), Is.EqualTo(data.ToArray()));
        Assert.That(data.Size, Is.EqualTo(stream.Length));
    }

    [Test]
    public void An_image_does_not_follow_later_changes_of_its_bitmap()
    {
        using var bitmap = new SKBitmap(1, 1);
        using var image = SKImage.FromBitmap(bitmap);
        bitmap.SetPixel(0, 0, SKColors.Red);
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        using var decoded = SKBitmap.Decode(data.ToArray())!;

        Assert.That(decoded.GetPixel(0, 0), Is.EqualTo(SKColors.Empty));
    }

    [Test]
    public void A_missing_file_decodes_to_null() =>
        Assert.That(SKBitmap.Decode(Path.Combine(TestContext.CurrentContext.WorkDirectory, "no-such-file.png")), Is.Null);

    [Test]
    public void A_stream_that_is_no_picture_decodes_to_null()
    {
        using var stream = new MemoryStream("not a picture"u8.ToArray());

        Assert.That(SKBitmap.Decode(stream), Is.Null);
    }

    [Test]
    public void An_empty_stream_decodes_to_null()
    {
        using var stream = new MemoryStream();

        Assert.That(SKBitmap.Decode(stream), Is.Null);
    }

    [Test]
    public void Bytes_that_are_no_picture_are_an_argument_error() =>
        Assert.That(() => SKBitmap.Decode("not a picture"u8.ToArray()), Throws.ArgumentNullException);

    [Test]
    public void A_file_is_decoded_by_its_path()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.png");
        using var bitmap = Noise(new SKBitmap(9, 9), opaque: true);
        File.WriteAllBytes(path, Encode(bitmap));
        try
        {
            using var decoded = SKBitmap.Decode(path)!;

            Assert.That(decoded.Pixels, Is.EqualTo(bitmap.Pixels));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Encode(SKBitmap bitmap)
    {
        using var image = SKImage.FromBitmap(bitmap);
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static SKBitmap Noise(SKBitmap bitmap, bool opaque)
    {
        var random = new Random(7);
        var pixels = new SKColor[bitmap.Width * bitmap.Height];
        for (var i = 0; i < pixels.Length; i++)
        {
            var color = new SKColor((uint)random.NextInt64(1L << 32));
            pixels[i] = opaque ? color.WithAlpha(255) : color;
        }

        bitmap.Pixels = pixels;
        return bitmap;
    }
}
