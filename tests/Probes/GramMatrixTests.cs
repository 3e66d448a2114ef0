using RepDynamics.Probes;
using RepDynamics.Tests.Models;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Probes;

public class GramMatrixTests
{
    private const double Scale = 2.5;

    // Less than a panel of 24, one, some and a rest, with a rest of the eight that are turned at once; more terms than single precision adds up.
    private static readonly int[] ImageCounts = [1, 5, 12, 23, 24, 25, 48, 61, 150];

    // Less than a square of 8, whole ones, a rest; less than a block of 128, one, several and a rest.
    private static readonly int[] FeatureCounts = [1, 3, 8, 21, 128, 300];

    [Test]
    public void Products_are_those_of_centred_and_scaled_features(
        [ValueSource(nameof(ImageCounts))] int n, [ValueSource(nameof(FeatureCounts))] int p, [Values(4, 8)] int width)
    {
        float[] rows = [.. Formula.Uniform((long)n * p, 1).Select(v => (float)v)];
        double[] mean = Formula.Uniform(p, 2), right = Formula.Uniform(n * width, 3), result = [.. Enumerable.Repeat(9.0, n * width)];
        using (var gram = GramMatrix.Of(rows, mean, Scale)) gram.Multiply(right, width, result);

        AssertProduct(result, [.. rows.Select((value, k) => (value - mean[k % p]) / Scale)], n, right, width);
    }

    [Test]
    public void Products_computed_elsewhere_are_taken_over([ValueSource(nameof(ImageCounts))] int n, [Values(4, 8)] int width)
    {
        double[] rows = Formula.Uniform(n * 3, 1), right = Formula.Uniform(n * width, 3), result = [.. Enumerable.Repeat(9.0, n * width)];
        using Tensor features = tensor([.. rows.Select(v => (float)v)], [n, 3]), products = features.mm(features.t());
        using (var gram = GramMatrix.Of(products)) gram.Multiply(right, width, result);

        AssertProduct(result, rows, n, right, width);
    }

    [Test]
    public void Memory_that_was_used_before_leaves_no_trace()
    {
        double[] right = [1, 0, 0, 0], result = new double[4];
        using (GramMatrix.Of([.. Enumerable.Repeat(float.NaN, 24)], [0], 1))
        {
        }
        using (var gram = GramMatrix.Of([3], [1], 2)) gram.Multiply(right, 4, result);

        Assert.That(result, Is.EqualTo(new double[] { 1, 0, 0, 0 }));
    }

    [Test]
    public void Arrays_that_do_not_fit_are_refused()
    {
        using var gram = GramMatrix.Of(Enumerable.Repeat(1f, 15).ToArray(), new double[3], 1);

        Assert.That(() => gram.Multiply(new double[19], 4, new double[20]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => gram.Multiply(new double[20], 4, new double[19]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static void AssertProduct(double[] result, double[] features, int n, double[] right, int width)
    {
        int p = features.Length / n;
        double norms = Norm(features) * Norm(right) * 1e-6;
        double[] rows = [.. Enumerable.Range(0, n).Select(i => Norm(features.AsSpan(i * p, p)))];
        for (int c = 0; c < width; c++)
        {
            double[] weights = [.. Enumerable.Range(0, p).Select(k => Enumerable.Range(0, n).Sum(j => features[j * p + k] * right[j * width + c]))];
            for (int i = 0; i < n; i++)
            {
                double expected = Enumerable.Range(0, p).Sum(k => features[i * p + k] * weights[k]);
                // Single precision, relative to the sum of the terms' magnitudes, which the lengths bound.
                Assert.That(result[i * width + c], Is.EqualTo(expected).Within(rows[i] * norms), $"row {i}, column {c}");
            }
        }
    }

    private static double Norm(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value * value;
        return Math.Sqrt(sum);
    }
}
