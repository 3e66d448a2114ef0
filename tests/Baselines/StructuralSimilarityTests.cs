using RepDynamics.Baselines;
using SkiaSharp;

namespace RepDynamics.Tests.Baselines;

public class StructuralSimilarityTests
{
    private static SKBitmap Plain => Pattern.Of(64, 48);

    [TestCase("plain")]
    [TestCase("grey")]
    [TestCase("noise90")]
    public void An_image_is_exactly_one_with_itself_and_the_index_is_symmetric_to_the_bit(string kind)
    {
        SKBitmap image = Pattern.Of(64, 48, kind);

        Assert.That(StructuralSimilarity.Mean(image, Pattern.Of(64, 48, kind)), Is.EqualTo(1.0));
        Assert.That(StructuralSimilarity.Mean(image, Plain), Is.EqualTo(StructuralSimilarity.Mean(Plain, image)));
    }

    [Test]
    public void Black_and_white_are_next_to_zero()
    {
        // Both are flat: what is left is C1 / (255^2 + C1), with C1 = 2.55^2.
        double expected = 2.55 * 2.55 / ((255.0 * 255) + (2.55 * 2.55));
        Assert.That(
            StructuralSimilarity.Mean(Pattern.Uniform(20, 20, 0, 0, 0), Pattern.Uniform(20, 20, 255, 255, 255)), Is.EqualTo(expected).Within(1e-12));
    }

    [TestCase(10, 48)]
    [TestCase(48, 10)]
    public void An_image_smaller_than_the_window_is_an_error_that_says_so(int width, int height) =>
        Assert.That(
            () => StructuralSimilarity.Mean(Pattern.Of(width, height), Pattern.Of(width, height)),
            Throws.ArgumentException.With.Message.Contains("at least 11 x 11").And.Message.Contains($"{width} x {height}"));
}
