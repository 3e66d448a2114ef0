using RepDynamics.Baselines;

namespace RepDynamics.Tests.Baselines;

public class PngImageTests
{
    [Test]
    public void Pixels_survive_the_way_to_PNG_and_back()
    {
        PixelImage image = new(3, 2, [.. Enumerable.Range(0, 6).SelectMany(i => (byte[])[(byte)(40 * i), (byte)(255 - 40 * i), (byte)(7 * i), 255])]);

        using MemoryStream png = new(PngImage.Encode(image));
        PixelImage back = PngImage.Decode(png);

        Assert.That(back.HasPixelsOf(image), Is.True);
        Assert.That(png.CanRead, Is.True, "the stream stays open");
    }

    [TestCase("")]
    [TestCase("no picture at all")]
    public void What_is_no_PNG_is_an_error(string content)
    {
        using MemoryStream stream = new(System.Text.Encoding.ASCII.GetBytes(content));

        Assert.That(() => PngImage.Decode(stream), Throws.TypeOf<InvalidDataException>());
    }
}
