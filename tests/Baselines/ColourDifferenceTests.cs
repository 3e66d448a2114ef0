using RepDynamics.Baselines;
using RepDynamics.Figures;
using SkiaSharp;

namespace RepDynamics.Tests.Baselines;

public class ColourDifferenceTests
{
    // L*a*b* of sRGB under D65 as given by Bruce Lindbloom's colour calculator (brucelindbloom.com), to four digits.
    [TestCase(255, 255, 255, 100, 0, 0)]
    [TestCase(0, 0, 0, 0, 0, 0)]
    [TestCase(255, 0, 0, 53.2408, 80.0925, 67.2032)]
    [TestCase(0, 255, 0, 87.7347, -86.1827, 83.1793)]
    [TestCase(0, 0, 255, 32.2970, 79.1875, -107.8602)]
    [TestCase(119, 119, 119, 50.0344, 0, 0)]
    public void Colours_of_sRGB_have_their_published_Lab_values(int r, int g, int b, double l, double aStar, double bStar)
    {
        (double L, double A, double B) lab = CieLab.Of((byte)r, (byte)g, (byte)b);

        Assert.That(new[] { lab.L, lab.A, lab.B }, Is.EqualTo(new[] { l, aStar, bStar }).Within(0.01));
    }

    [TestCase(0, 0, 0, 0)]
    [TestCase(40, 24, 36, 20)]
    [TestCase(95, 63, 92, 60)]
    public void The_worst_block_is_where_the_change_is(int x, int y, int left, int top)
    {
        SKBitmap white = Pattern.Uniform(100, 68, 255, 255, 255);
        var difference = ColourDifference.Between(white, white.WithRectangle(x, y, 1, 1, 255, 0, 0));

        Assert.That((difference.X, difference.Y), Is.EqualTo((left, top)).Or.EqualTo((left - 4, top - 4)).Or.EqualTo((left, top - 4)).Or.EqualTo((left - 4, top)));
        Assert.That(difference.Maximum, Is.GreaterThan(1));
    }

    [Test]
    public void A_mark_of_four_by_four_pixels_weighs_the_same_wherever_it_lies()
    {
        SKBitmap white = Pattern.Uniform(64, 64, 255, 255, 255);
        double[] black = Enumerable.Range(16, 8)
            .Select(at => ColourDifference.Between(white, white.WithRectangle(at, at, 4, 4, 0, 0, 0)).Maximum)
            .ToArray();

        // A quarter of a block when it lies wholly in one, as it does in steps of four pixels; at the worst offset still that much.
        Assert.That(black, Is.All.EqualTo(25).Within(0.01));
    }

    [TestCase(1, 1)]
    [TestCase(3, 20)]
    [TestCase(9, 5)]
    public void Images_of_any_size_can_be_measured(int width, int height) =>
        Assert.That(
            ColourDifference.Between(Pattern.Uniform(width, height, 0, 0, 0), Pattern.Uniform(width, height, 255, 255, 255)).Mean,
            Is.EqualTo(100).Within(0.01));
}
