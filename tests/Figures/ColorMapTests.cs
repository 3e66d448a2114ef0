using RepDynamics.Figures;
using SkiaSharp;

namespace RepDynamics.Tests.Figures;

public class ColorMapTests
{
    // First, middle and last entry of viridis, the middle one between two anchors.
    [TestCase(0, 0x44, 0x01, 0x54)]
    [TestCase(128 / 255.0, 0.127568 * 255, 0.566949 * 255, 0.550556 * 255)]
    [TestCase(1, 0xFD, 0xE7, 0x25)]
    public void The_colors_are_those_of_the_full_table(double position, double red, double green, double blue)
    {
        SKColor color = ColorMap.At(position);

        Assert.That(new double[] { color.Red, color.Green, color.Blue }, Is.EqualTo(new[] { red, green, blue }).Within(position is 0 or 1 ? 0 : 2));
    }

    [Test]
    public void Lightness_rises_all_the_way_and_in_nearly_equal_steps()
    {
        double[] lightness = Enumerable.Range(0, 101).Select(i => ColorMap.At(i / 100.0)).Select(color => CieLab.Of(color.Red, color.Green, color.Blue).L).ToArray();
        double[] steps = Enumerable.Range(0, 10).Select(i => lightness[10 * i + 10] - lightness[10 * i]).ToArray();

        Assert.That(lightness, Is.Ordered.Ascending);
        Assert.That(steps, Has.All.InRange(5.5, 10), "tenths of the map, in units of CIE L*");
    }

    [TestCase(-0.1, 0)]
    [TestCase(1.1, 1)]
    [TestCase(double.PositiveInfinity, 1)]
    public void Positions_outside_take_the_nearer_end(double position, double end) =>
        Assert.That(ColorMap.At(position), Is.EqualTo(ColorMap.At(end)));

    [Test]
    public void Not_a_number_has_no_color() => Assert.That(() => ColorMap.At(double.NaN), Throws.ArgumentException);
}
