using System.Buffers.Binary;
using System.IO.Hashing;
using RepDynamics.Baselines;
using SkiaSharp;

namespace RepDynamics.Tests.Baselines;

public class PngImageTests
{
    [Test]
    public void Decode_returns_the_encoded_pixels_and_leaves_the_stream_open()
    {
        using SKBitmap image = Pattern.Of(7, 5);
        using MemoryStream png = new(PngImage.Encode(image));

        Assert.That(PngImage.Decode(png).Pixels, Is.EqualTo(image.Pixels));
        Assert.That(png.CanRead, Is.True);
    }

    [Test]
    public void Decode_puts_transparent_pixels_on_white()
    {
        using SKBitmap clear = new(2, 1) { Pixels = [SKColors.Transparent, new SKColor(0, 0, 0, 128)] };

        Assert.That(PngImage.Decode(new MemoryStream(PngImage.Encode(clear))).Pixels, Is.EqualTo(new[] { SKColors.White, new SKColor(127, 127, 127) }));
    }

    [Test]
    public void Decode_throws_for_what_is_not_a_whole_PNG()
    {
        byte[] png = PngImage.Encode(Pattern.Of(64, 64));

        foreach (byte[] content in new[] { [], "no picture at all"u8.ToArray(), png[..(png.Length / 2)] })
            Assert.That(() => PngImage.Decode(new MemoryStream(content)), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void Decode_throws_for_a_PNG_that_claims_to_be_huge()
    {
        byte[] png = PngImage.Encode(Pattern.Of(8, 8));
        // The header chunk holds width and height at 16, and its checksum at 29.
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 100_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 100_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32.HashToUInt32(png.AsSpan(12, 17)));

        Assert.That(() => PngImage.Decode(new MemoryStream(png)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("100000 x 100000"));
    }
}
