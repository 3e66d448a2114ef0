using RepDynamics.Baselines;
using SkiaSharp;

namespace RepDynamics.Tests.Baselines;

public class DifferencePictureTests
{
    private const int Margin = DifferencePicture.Margin;

    private static readonly SKColor Outline = new(213, 94, 0);

    [Test]
    public void Baseline_received_and_difference_stand_side_by_side()
    {
        (SKBitmap? baseline, SKBitmap? received) = (Pattern.Of(40, 30), Pattern.Of(40, 30, "flat"));

        SKBitmap picture = DifferencePicture.Compose(baseline, received);

        Assert.That((picture.Width, picture.Height), Is.EqualTo(((3 * 40) + (4 * Margin), 30 + (2 * Margin))));
        Assert.That(picture.GetPixel(Margin + 7, Margin + 11), Is.EqualTo(baseline.GetPixel(7, 11)));
        Assert.That(picture.GetPixel((2 * Margin) + 40 + 7, Margin + 11), Is.EqualTo(received.GetPixel(7, 11)));
    }

    [Test]
    public void Equal_images_have_a_light_difference_and_no_outline()
    {
        SKBitmap picture = DifferencePicture.Compose(Pattern.Of(40, 30), Pattern.Of(40, 30));

        Assert.That(Panel(picture, 2, 40, 30).Distinct(), Is.EqualTo(new[] { new SKColor(250, 250, 250) }));
        Assert.That(picture.Pixels, Does.Not.Contain(Outline));
    }

    [Test]
    public void A_larger_difference_is_darker_and_a_slight_one_can_be_seen()
    {
        SKBitmap white = Pattern.Uniform(60, 20, 250, 250, 250);
        SKBitmap changed = white.WithRectangle(5, 5, 5, 5, 247, 250, 250).WithRectangle(25, 5, 5, 5, 230, 250, 250).WithRectangle(45, 5, 5, 5, 0, 0, 0);

        SKBitmap picture = DifferencePicture.Compose(white, changed);
        int[] shades = new[] { 2, 7, 27, 47 }.Select(x => (int)picture.GetPixel(Left(2, 60) + x, Margin + 7).Red).ToArray();

        Assert.That(shades, Is.Ordered.Descending);
        Assert.That(shades[0] - shades[1], Is.GreaterThan(10), "3 of 255, amplified");
        Assert.That(shades[3], Is.Zero);
    }

    [Test]
    public void A_differing_region_is_outlined_from_outside_in_all_panels()
    {
        SKBitmap white = Pattern.Uniform(60, 50, 255, 255, 255);
        SKBitmap picture = DifferencePicture.Compose(white, white.WithRectangle(20, 20, 10, 6, 0, 0, 0));

        foreach (int panel in new[] { 0, 1, 2 })
        {
            // At the corners of the outline; in the gap around the region, outside, and in the region itself.
            bool[] outlined = [.. new[] { (17, 17), (32, 28), (19, 19), (14, 14), (25, 23) }.Select(at => picture.GetPixel(Left(panel, 60) + at.Item1, Margin + at.Item2) == Outline)];
            Assert.That(outlined, Is.EqualTo(new[] { true, true, false, false, false }));
        }
    }

    [Test]
    public void Differences_far_apart_have_separate_outlines()
    {
        SKBitmap white = Pattern.Uniform(200, 50, 255, 255, 255);
        SKBitmap picture = DifferencePicture.Compose(white, white.WithRectangle(20, 20, 10, 6, 0, 0, 0).WithRectangle(150, 20, 10, 6, 0, 0, 0));

        Assert.That(Panel(picture, 2, 200, 50).Count(pixel => pixel == Outline), Is.EqualTo(2 * (Ring(10, 6, 2) + Ring(10, 6, 3))));

        static int Ring(int width, int height, int gap) => (2 * (width + height + (4 * gap))) + 4;
    }

    [Test]
    public void Slight_differences_are_outlined_only_when_there_are_no_larger_ones()
    {
        SKBitmap grey = Pattern.Uniform(100, 40, 128, 128, 128);
        SKBitmap slight = grey.WithRectangle(10, 10, 4, 4, 132, 128, 128);
        SKBitmap alone = DifferencePicture.Compose(grey, slight);
        SKBitmap both = DifferencePicture.Compose(grey, slight.WithRectangle(70, 10, 4, 4, 255, 255, 255));

        Assert.That(alone.GetPixel(Left(2, 100) + 7, Margin + 7), Is.EqualTo(Outline));
        Assert.That(new[] { 7, 67 }.Select(x => both.GetPixel(Left(2, 100) + x, Margin + 7) == Outline), Is.EqualTo(new[] { false, true }));
    }

    [Test]
    public void Images_of_different_size_share_the_top_left_corner_and_what_only_one_has_is_yellow()
    {
        SKBitmap picture = DifferencePicture.Compose(Pattern.Uniform(30, 40, 255, 255, 255), Pattern.Uniform(50, 20, 255, 255, 255));

        Assert.That((picture.Width, picture.Height), Is.EqualTo(((3 * 50) + (4 * Margin), 40 + (2 * Margin))));
        int left = Left(2, 50);
        Assert.That(picture.GetPixel(left + 5, Margin + 5), Is.EqualTo(new SKColor(250, 250, 250)), "both have it");
        Assert.That(picture.GetPixel(left + 40, Margin + 5), Is.EqualTo(new SKColor(240, 228, 66)), "only received has it");
        Assert.That(picture.GetPixel(left + 5, Margin + 30), Is.EqualTo(new SKColor(240, 228, 66)), "only the baseline has it");
        Assert.That(picture.GetPixel(left + 45, Margin + 35), Is.EqualTo(picture.GetPixel(0, 0)), "neither has it");
    }

    private static int Left(int panel, int width) => Margin + (panel * (width + Margin));

    private static IEnumerable<SKColor> Panel(SKBitmap picture, int panel, int width, int height) =>
        from y in Enumerable.Range(Margin, height)
        from x in Enumerable.Range(Left(panel, width), width)
        select picture.GetPixel(x, y);
}
