using RepDynamics.Similarity;
using RepDynamics.Tests.Models;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Similarity;

public class CkaTests : ScopedTests
{
    private const double Tolerance = 2e-6;

    [Test]
    public void Features_are_the_same_as_themselves([Values] CkaEstimator estimator, [Values(4, 5, 50)] int n) =>
        Assert.That(Between(Features.Of(n, 7, 1), Features.Of(n, 7, 1), estimator), Is.EqualTo(1).Within(Tolerance));

    [Test]
    public void The_order_of_the_two_does_not_matter([Values] CkaEstimator estimator)
    {
        (double[,] x, double[,] y) = Features.Pair(30, 7, 12, 1, 10);

        Assert.That(Between(x, y, estimator), Is.EqualTo(Between(y, x, estimator)));
    }

    [Test]
    public void Values_stay_in_their_range([Range(0, 60, 6)] int shared)
    {
        (double[,] x, double[,] y) = Features.Pair(20, 5, 9, 2, shared);

        Assert.That(Between(x, y, CkaEstimator.Biased), Is.InRange(0, 1 + Tolerance));
        Assert.That(Between(x, y, CkaEstimator.Debiased), Is.InRange(-1 - Tolerance, 1 + Tolerance));
    }

    [Test]
    public void More_in_common_is_more_similar([Values] CkaEstimator estimator)
    {
        double[] similarities =
            [.. new[] { 0, 8, 16, 64 }.Select(s => Features.Pair(60, 8, 8, 3, s)).Select(pair => Between(pair.X, pair.Y, estimator))];

        Assert.That(similarities, Is.Ordered.And.Unique);
    }

    [Test]
    public void An_orthogonal_map_a_scale_and_a_shift_change_nothing_and_a_general_linear_map_a_lot(
        [Values] CkaEstimator estimator, [Values(1e-12, 1e-3, -1, 77, 1e12)] double factor)
    {
        (double[,] x, double[,] y) = Features.Pair(25, 9, 6, 4, 12);
        double[,] turned = Textbook.Product(x, Features.Orthogonal(9, 101));
        foreach (double[,] changed in new[] { turned, Features.Changed(x, (v, _, _) => factor * v), Features.Changed(x, (v, _, j) => v + j) })
        {
            Assert.That(Between(changed, y, estimator), Is.EqualTo(Between(x, y, estimator)).Within(1e-5));
            Assert.That(Between(changed, x, estimator), Is.EqualTo(1).Within(1e-5));
        }
        Assert.That(Between(x, Features.Changed(x, (v, _, j) => j == 0 ? 10 * v : v), estimator), Is.LessThan(0.9));
    }

    [Test]
    public void The_order_of_the_images_counts_but_not_when_both_are_reordered([Values] CkaEstimator estimator)
    {
        (double[,] x, double[,] y) = Features.Pair(24, 9, 6, 4, 40);
        double same = Between(x, y, estimator);

        Assert.That(Between(Moved(x), y, estimator), Is.LessThan(same - 0.2));
        Assert.That(Between(Moved(x), Moved(y), estimator), Is.EqualTo(same).Within(Tolerance));

        static double[,] Moved(double[,] a) => Features.Changed(a, (_, i, j) => a[(7 * i + 3) % a.GetLength(0), j]);
    }

    [TestCase(4, 3, 5, 8)]
    [TestCase(5, 40, 2, 16)]
    [TestCase(30, 7, 12, 0)]
    [TestCase(60, 200, 30, 32)]
    public void Both_estimators_agree_with_the_textbook(int n, int p, int q, int shared)
    {
        (double[,] x, double[,] y) = Features.Pair(n, p, q, 5, shared);

        Assert.That(Between(x, y, CkaEstimator.Biased), Is.EqualTo(Textbook.Biased(x, y)).Within(Tolerance));
        Assert.That(Between(x, y, CkaEstimator.Biased), Is.EqualTo(Textbook.InFeatureSpace(x, y)).Within(Tolerance));
        Assert.That(Between(x, y, CkaEstimator.Debiased), Is.EqualTo(Textbook.Debiased(x, y)).Within(Tolerance));
    }

    [TestCaseSource(nameof(GoldenCases))]
    public void Both_estimators_agree_with_numpy(Golden golden)
    {
        (double[,] x, double[,] y) = Features.Pair(golden.Images, golden.P, golden.Q, golden.Seed, golden.Shared);

        Assert.That(Between(x, y, CkaEstimator.Biased), Is.EqualTo(golden.Biased).Within(Tolerance));
        if (golden.Debiased is { } debiased) Assert.That(Between(x, y, CkaEstimator.Debiased), Is.EqualTo(debiased).Within(Tolerance));
    }

    [Test]
    public void Independent_features_look_alike_to_the_biased_estimator_only()
    {
        // 40 images in 400 dimensions: nearly orthogonal to each other whatever the features.
        double[,] x = Features.Of(40, 400, 6), y = Features.Of(40, 400, 7);

        Assert.That(Between(x, y, CkaEstimator.Biased), Is.GreaterThan(0.8));
        Assert.That(Between(x, y, CkaEstimator.Debiased), Is.Zero.Within(0.1));
    }

    [Test]
    public void A_common_mean_far_larger_than_the_spread_does_not_hurt([Values] CkaEstimator estimator)
    {
        (double[,] x, double[,] y) = Features.Pair(60, 20, 20, 8, 16);
        // The same float32 numbers on both sides: what rounding them costs is not what is tested.
        double[,] far = Features.Changed(x, (v, _, _) => (float)(v + 3000));
        // The textbook's forms themselves lose digits to the mean, in double precision.
        double[,] near = Features.Changed(far, (v, _, j) => v - Enumerable.Range(0, 60).Average(i => far[i, j]));
        Assert.That(Between(far, y, estimator), Is.EqualTo(Textbook.Cka(near, y, estimator)).Within(Tolerance));
    }

    [Test]
    public void Shape_layout_and_precision_of_the_features_do_not_matter([Values] CkaEstimator estimator)
    {
        (double[,] x, double[,] y) = Features.Pair(10, 12, 6, 9, 12);
        Tensor plain = Features.ToTensor(x), turned = Features.ToTensor(Textbook.Transposed(x)).t();
        foreach (Tensor other in new[] { plain.view(10, 3, 2, 2), turned, plain.to(ScalarType.Float64) })
            Assert.That(Features.Cka(other, Features.ToTensor(y), estimator), Is.EqualTo(Between(x, y, estimator)).Within(Tolerance));
    }

    [TestCase(1, 1, "CKA of 1 images is not defined: give at least 4")]
    [TestCase(3, 3, "CKA of 3 images is not defined: give at least 4")]
    [TestCase(6, 7, "Features of 7 images, where 6 were expected")]
    public void Fewer_than_4_images_and_different_numbers_are_refused(int n, int other, string fault) => Assert.That(
        () => Between(Features.Of(n, 5, 1), Features.Of(other, 5, 2), CkaEstimator.Debiased), Throws.ArgumentException.With.Message.Contains(fault));

    // 0.1 is no float32, so that its mean over 7 images is not 0.1: what is left must not pass for features.
    [Test]
    public void Constant_features_are_refused([Values] CkaEstimator estimator, [Values(0, 0.1, -1234.567, 1e-10)] double value) =>
        Assert.That(
            () => Between(Textbook.Filled(7, 30, value), Features.Of(7, 5, 2), estimator),
            Throws.ArgumentException.With.Message.Contains("The features are constant over the images"));

    [Test]
    public void Large_features_that_are_constant_do_not_hide_others([Values] CkaEstimator estimator)
    {
        (double[,] x, double[,] y) = Features.Pair(40, 7, 5, 2, 12);
        double[,] beside = Features.Changed(x, (v, _, j) => j == 3 ? 1e8 : v), without = Features.Changed(x, (v, _, j) => j == 3 ? 0 : v);

        Assert.That(Between(beside, y, estimator), Is.EqualTo(Between(without, y, estimator)).Within(Tolerance));
    }

    [Test]
    public void What_is_not_a_number_is_refused(
        [Values] CkaEstimator estimator, [Values(double.NaN, double.PositiveInfinity, double.NegativeInfinity)] double value) =>
        Assert.That(
            () => Between(Features.Of(7, 5, 2), Features.Changed(Features.Of(7, 5, 2), (v, i, j) => i == 3 && j == 2 ? value : v), estimator),
            Throws.ArgumentException.With.Message.Contains("A feature is NaN or infinite"));

    [Test]
    public void Images_equally_far_apart_say_nothing_without_bias()
    {
        double[,] corners = Features.Changed(new double[6, 6], (_, i, j) => i == j ? 1 : 0), other = Features.Of(6, 4, 1);

        Assert.That(
            () => Between(corners, other, CkaEstimator.Debiased), Throws.ArgumentException.With.Message.Contains("equally far apart"));
        Assert.That(Between(corners, other, CkaEstimator.Biased), Is.InRange(0.01, 1));
    }

    private static double Between(double[,] x, double[,] y, CkaEstimator estimator) =>
        Features.Cka(Features.ToTensor(x), Features.ToTensor(y), estimator);

    private static IEnumerable<TestCaseData> GoldenCases() =>
        GoldenFile.Read<Golden[]>("Similarity/cka.golden.json")
            .Select(g => new TestCaseData(g).SetArgDisplayNames($"{g.Images} images, {g.P} and {g.Q} features"));

    public sealed record Golden(int Images, int P, int Q, int Seed, int Shared, double Biased, double? Debiased);
}
