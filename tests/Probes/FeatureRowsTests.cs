using RepDynamics.Probes;
using RepDynamics.Tests.Models;

namespace RepDynamics.Tests.Probes;

public class FeatureRowsTests
{
    private const double Tolerance = 1e-12;

    // Odd and even numbers of rows; columns short of a vector, whole vectors, a rest, and more than one block.
    private static readonly int[] RowCounts = [1, 2, 5];
    private static readonly int[] ColumnCounts = [1, 7, 8, 21, 512, 1035];

    [TestCaseSource(nameof(RowCounts))]
    public void Rows_are_summed(int n)
    {
        foreach (int p in ColumnCounts)
        {
            (float[] rows, _) = Features(n, p);
            double[] sum = [.. Enumerable.Repeat(9.0, p)];
            FeatureRows.Sum(rows, sum);

            for (int j = 0; j < p; j++) Assert.That(sum[j], Is.EqualTo(Enumerable.Range(0, n).Sum(i => (double)rows[i * p + j])).Within(Tolerance), $"column {j} of {p}");
        }
    }

    [TestCaseSource(nameof(RowCounts))]
    public void Deviations_from_the_means_are_squared_and_summed(int n)
    {
        foreach (int p in ColumnCounts)
        {
            (float[] rows, double[] mean) = Features(n, p);
            double[] deviations = Deviations(rows, mean);

            Assert.That(FeatureRows.SquaredDeviations(rows, mean), Is.EqualTo(deviations.Sum(d => d * d)).Within(Tolerance), $"{p} columns");
        }
    }

    [Test]
    public void Rows_are_combined_as_defined([ValueSource(nameof(RowCounts))] int n, [ValueSource(nameof(ColumnCounts))] int p, [Values(4, 8)] int width)
    {
        (float[] rows, double[] mean) = Features(n, p);
        double[] deviations = Deviations(rows, mean), coordinates = Formula.Uniform(n * width, 3), result = [.. Enumerable.Repeat(9.0, width * p)];
        FeatureRows.Combine(rows, mean, coordinates, width, result);

        double[] expected =
        [
            .. Enumerable.Range(0, width).SelectMany(c => Enumerable.Range(0, p).Select(j =>
                Enumerable.Range(0, n).Sum(i => coordinates[i * width + c] * deviations[i * p + j]))),
        ];
        Assert.That(result, Is.EqualTo(expected).Within(Tolerance));
    }

    [Test]
    public void Rows_are_multiplied_as_defined([ValueSource(nameof(RowCounts))] int n, [ValueSource(nameof(ColumnCounts))] int p, [Values(4, 8)] int width)
    {
        (float[] rows, double[] mean) = Features(n, p);
        double[] deviations = Deviations(rows, mean), weights = Formula.Uniform(width * p, 3), result = [.. Enumerable.Repeat(9.0, n * width)];
        FeatureRows.Multiply(rows, mean, weights, width, result);

        double[] expected =
        [
            .. Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(0, width).Select(c =>
                Enumerable.Range(0, p).Sum(j => deviations[i * p + j] * weights[c * p + j]))),
        ];
        Assert.That(result, Is.EqualTo(expected).Within(Tolerance));
    }

    [Test]
    public void Results_without_room_are_refused()
    {
        (float[] rows, double[] mean) = Features(2, 16);

        Assert.That(() => FeatureRows.Combine(rows, mean, new double[8], 4, new double[63]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => FeatureRows.Multiply(rows, mean, new double[63], 4, new double[8]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static (float[] Rows, double[] Mean) Features(int n, int p) => ([.. Formula.Uniform((long)n * p, 1).Select(v => (float)v)], Formula.Uniform(p, 2));

    private static double[] Deviations(float[] rows, double[] mean) => [.. rows.Select((value, k) => value - mean[k % mean.Length])];
}
