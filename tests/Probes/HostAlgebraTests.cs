using RepDynamics.Probes;
using RepDynamics.Tests.Models;

namespace RepDynamics.Tests.Probes;

public class HostAlgebraTests
{
    [TestCase(1, 4)]
    [TestCase(3, 4)]
    [TestCase(4, 4)]
    [TestCase(5, 8)]
    [TestCase(8, 8)]
    [TestCase(10, 12)]
    public void Rows_are_padded_to_whole_vectors(int classes, int width) => Assert.That(HostAlgebra.Padded(classes), Is.EqualTo(width));

    [Test]
    public void Products_are_those_of_the_definition([Values(1, 7, 8, 9, 24, 27)] int rows, [Values(1, 5, 16)] int columns, [Values(4, 12)] int width)
    {
        double[] matrix = Formula.Uniform(rows * columns, 1), right = Formula.Uniform(columns * width, 2), result = new double[rows * width];
        HostAlgebra.Multiply(matrix, rows, columns, right, width, result);

        for (int i = 0; i < rows; i++)
        {
            for (int c = 0; c < width; c++)
            {
                double expected = Enumerable.Range(0, columns).Sum(j => matrix[i * columns + j] * right[j * width + c]);
                Assert.That(result[i * width + c], Is.EqualTo(expected).Within(1e-14), $"row {i}, column {c}");
            }
        }
    }

    [Test]
    public void Sums_are_those_of_the_definition()
    {
        double[] x = Formula.Uniform(24, 1), y = Formula.Uniform(24, 2), before = [.. x];

        Assert.That(HostAlgebra.Dot(x, y), Is.EqualTo(x.Zip(y).Sum(pair => pair.First * pair.Second)).Within(1e-15));
        HostAlgebra.AddScaled(x, y, -3);
        Assert.That(x, Is.EqualTo(before.Zip(y).Select(pair => pair.First - 3 * pair.Second)).Within(1e-15));
        HostAlgebra.Scale(y, 0.5);
        Assert.That(y, Is.EqualTo(Formula.Uniform(24, 2).Select(v => v / 2)));
        double[] sum = [.. before];
        HostAlgebra.ScaleAdd(sum, 3, y);
        Assert.That(sum, Is.EqualTo(before.Zip(y).Select(pair => 3 * pair.First + pair.Second)).Within(1e-15));
        foreach (int width in new[] { 4, 8 })
        {
            double[] rows = [.. Enumerable.Repeat(9.0, width)];
            HostAlgebra.SumRows(x, rows);
            Assert.That(rows, Is.EqualTo(Enumerable.Range(0, width).Select(c => x.Where((_, i) => i % width == c).Sum())).Within(1e-15));
        }
    }

    [Test]
    public void Logits_are_weighted_by_the_covariance_of_the_classes([Values(4, 8)] int width)
    {
        const int Rows = 5;
        double[] z = Formula.Uniform(Rows * width, 1), b = Formula.Uniform(width, 2), p = [.. Formula.Uniform(Rows * width, 3).Select(v => v + 0.5)];
        for (int i = 0; i < Rows; i++) HostAlgebra.Scale(p.AsSpan(i * width, width), 1 / p[(i * width)..((i + 1) * width)].Sum());
        double[] result = new double[Rows * width];
        double curvature = HostAlgebra.Covariance(z, b, p, Rows, result), expected = 0;

        for (int i = 0; i < Rows; i++)
        {
            double Logit(int c) => z[i * width + c] + b[c];
            double mean = Enumerable.Range(0, width).Sum(c => p[i * width + c] * Logit(c));
            for (int c = 0; c < width; c++)
            {
                double weighted = p[i * width + c] * (Logit(c) - mean) / Rows;
                expected += Logit(c) * weighted;
                Assert.That(result[i * width + c], Is.EqualTo(weighted).Within(1e-15));
            }
        }
        Assert.That(curvature, Is.EqualTo(expected).Within(1e-15));
    }

    [Test]
    public void Arrays_too_short_for_their_shape_are_refused() =>
        Assert.That(() => HostAlgebra.Multiply(new double[6], 2, 3, new double[12], 4, new double[7]), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
