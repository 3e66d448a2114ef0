using SkiaSharp;

namespace RepDynamics.Tests.Substitutes.Skia;

public class SKColorTests
{
    [Test]
    public void A_color_keeps_its_components()
    {
        var color = new SKColor(1, 2, 3, 4);

        Assert.That((color.Red, color.Green, color.Blue, color.Alpha), Is.EqualTo((1, 2, 3, 4)));
        Assert.That((uint)color, Is.EqualTo(0x04010203u));
    }

    [Test]
    public void Three_components_make_an_opaque_color() => Assert.That(new SKColor(1, 2, 3).Alpha, Is.EqualTo(255));

    [Test]
    public void With_alpha_changes_alpha_alone() =>
        Assert.That(new SKColor(1, 2, 3).WithAlpha(9), Is.EqualTo(new SKColor(1, 2, 3, 9)));

    [TestCase("#0072B2", 0xFF0072B2u)]
    [TestCase("0072b2", 0xFF0072B2u)]
    [TestCase(" #800072B2 ", 0x800072B2u)]
    [TestCase("#1af", 0xFF11AAFFu)]
    [TestCase("8fff", 0x88FFFFFFu)]
    public void Parse_reads_hexadecimal_strings(string text, uint expected) =>
        Assert.That((uint)SKColor.Parse(text), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase("#12")]
    [TestCase("#12345")]
    [TestCase("blue")]
    [TestCase("#GG0000")]
    public void Parse_refuses_anything_else(string text)
    {
        Assert.That(() => SKColor.Parse(text), Throws.ArgumentException);
        Assert.That(SKColor.TryParse(text, out var color), Is.False);
        Assert.That(color, Is.EqualTo(SKColor.Empty));
    }

    [Test]
    public void A_color_prints_as_hexadecimal_with_alpha_first() =>
        Assert.That(new SKColor(0x12, 0x34, 0x56, 0x78).ToString(), Is.EqualTo("#78123456"));
}
