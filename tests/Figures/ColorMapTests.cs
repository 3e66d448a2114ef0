using RepDynamics.Figures;
using SkiaSharp;

namespace RepDynamics.Tests.Figures;

public class ColorMapTests
{
    // First, middle and last entry of viridis: 0x440154, (0.127568, 0.566949, 0.550556) at 128 of 255, 0xFDE725.
    [Test]
    public void The_ends_are_dark_violet_and_yellow()
    {
        Assert.That(ColorMap.At(0), Is.EqualTo(new SKColor(0x44, 0x01, 0x54)));
        Assert.That(ColorMap.At(1), Is.EqualTo(new SKColor(0xFD, 0xE7, 0x25)));
    }

    [Test]
    public void Between_the_anchors_the_colors_are_those_of_the_full_table()
    {
        SKColor color = ColorMap.At(128 / 255.0);

        Assert.That((double)color.Red, Is.EqualTo(0.127568 * 255).Within(2));
        Assert.That((double)color.Green, Is.EqualTo(0.566949 * 255).Within(2));
        Assert.That((double)color.Blue, Is.EqualTo(0.550556 * 255).Within(2));
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
