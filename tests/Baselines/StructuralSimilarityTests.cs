using RepDynamics.Baselines;
using SkiaSharp;

namespace RepDynamics.Tests.Baselines;

public class StructuralSimilarityTests
{
    private static SKBitmap Plain => Pattern.Of(64, 48);

    [TestCase("plain")]
    [TestCase("grey")]
    [TestCase("noise90")]
    public void An_image_is_exactly_one_with_itself(string kind) =>
        Assert.That(StructuralSimilarity.Mean(Pattern.Of(64, 48, kind), Pattern.Of(64, 48, kind)), Is.EqualTo(1.0));

    [TestCase("noise20")]
    [TestCase("flat")]
    [TestCase("shifted")]
    public void It_is_symmetric_to_the_bit(string kind)
    {
        SKBitmap other = Pattern.Of(64, 48, kind);
        Assert.That(StructuralSimilarity.Mean(other, Plain), Is.EqualTo(StructuralSimilarity.Mean(Plain, other)));
    }

    [Test]
    public void A_negative_lies_between_minus_one_and_zero()
    {
        SKBitmap chequers = Pattern.Draw(64, 48, (x, y, _) => 255 * ((x + y) & 1));
        SKBitmap negative = Pattern.Draw(64, 48, (x, y, _) => 255 * (1 - ((x + y) & 1)));

        Assert.That(StructuralSimilarity.Mean(chequers, negative), Is.GreaterThanOrEqualTo(-1).And.LessThan(-0.9));
    }

    [Test]
    public void Black_and_white_are_next_to_zero()
    {
        // Both are flat: what is left is C1 / (255^2 + C1), with C1 = 2.55^2.
        double expected = 2.55 * 2.55 / ((255.0 * 255) + (2.55 * 2.55));
        Assert.That(
            StructuralSimilarity.Mean(Pattern.Uniform(20, 20, 0, 0, 0), Pattern.Uniform(20, 20, 255, 255, 255)), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void It_falls_with_every_increase_of_noise()
    {
        double[] similarities = new[] { 0, 1, 2, 5, 10, 20, 50, 100 }
            .Select(amplitude => StructuralSimilarity.Mean(Plain, Pattern.Of(64, 48, $"noise{amplitude}", seed: 1)))
            .ToArray();

        Assert.That(similarities, Is.Ordered.Descending);
        Assert.That(similarities, Is.Unique);
        Assert.That(similarities[0], Is.EqualTo(1));
    }

    [Test]
    public void A_shift_by_one_pixel_is_seen() =>
        Assert.That(StructuralSimilarity.Mean(Plain, Pattern.Of(64, 48, "shifted")), Is.LessThan(0.9));

    [TestCase(10, 48)]
    [TestCase(48, 10)]
    public void An_image_smaller_than_the_window_is_an_error_that_says_so(int width, int height) =>
        Assert.That(
            () => StructuralSimilarity.Mean(Pattern.Of(width, height), Pattern.Of(width, height)),
            Throws.ArgumentException.With.Message.Contains("at least 11 x 11").And.Message.Contains($"{width} x {height}"));

    [Test]
    public void Sizes_that_differ_are_an_error_that_names_both() =>
        Assert.That(
            () => StructuralSimilarity.Mean(Plain, Pattern.Of(48, 64)),
            Throws.ArgumentException.With.Message.Contains("48 x 64").And.Message.Contains("64 x 48"));
}
