using RepDynamics.Probes;
using RepDynamics.Tests.Models;

namespace RepDynamics.Tests.Probes;

public class FeatureRowsTests
{
    private const double Tolerance = 1e-12;

    // Odd and even numbers of rows; columns short of a vector, whole vectors, a rest, and more than one block.
    private static readonly int[] RowCounts = [1, 2, 5];
    private static readonly int[] ColumnCounts = [1, 7, 8, 21, 512, 1035];

    [Test]
    public void Rows_and_squared_deviations_from_the_means_are_summed([ValueSource(nameof(RowCounts))] int n, [ValueSource(nameof(ColumnCounts))] int p)
    {
        (float[] rows, double[] mean) = Features(n, p);
        double[] sum = [.. Enumerable.Repeat(9.0, p)];
        FeatureRows.Sum(rows, sum);
        Assert.That(sum, Is.EqualTo(Enumerable.Range(0, p).Select(j => Enumerable.Range(0, n).Sum(i => (double)rows[i * p + j]))).Within(Tolerance));
        Assert.That(FeatureRows.SquaredDeviations(rows, mean), Is.EqualTo(Deviations(rows, mean).Sum(d => d * d)).Within(Tolerance));
    }

    [Test]
    public void Rows_are_combined_and_multiplied_as_defined([ValueSource(nameof(RowCounts))] int n, [ValueSource(nameof(ColumnCounts))] int p, [Values(4, 8)] int width)
    {
        (float[] rows, double[] mean) = Features(n, p);
        double[] deviations = Deviations(rows, mean), coordinates = Formula.Uniform(n * width, 3), weights = Formula.Uniform(width * p, 3);
        double[] combined = [.. Enumerable.Repeat(9.0, width * p)], multiplied = [.. Enumerable.Repeat(9.0, n * width)];
        FeatureRows.Combine(rows, mean, coordinates, width, combined);
        FeatureRows.Multiply(rows, mean, weights, width, multiplied);
        IEnumerable<double> expectedCombined = from c in Enumerable.Range(0, width)
                                               from j in Enumerable.Range(0, p)
                                               select Enumerable.Range(0, n).Sum(i => coordinates[i * width + c] * deviations[i * p + j]);
        IEnumerable<double> expectedMultiplied = from i in Enumerable.Range(0, n)
                                                 from c in Enumerable.Range(0, width)
                                                 select Enumerable.Range(0, p).Sum(j => deviations[i * p + j] * weights[c * p + j]);
        Assert.That(combined, Is.EqualTo(expectedCombined).Within(Tolerance));
        Assert.That(multiplied, Is.EqualTo(expectedMultiplied).Within(Tolerance));
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
