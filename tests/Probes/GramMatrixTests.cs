using RepDynamics.Probes;
using RepDynamics.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Probes;

public class GramMatrixTests
{
    private const int Features = 3;

    // Less than a panel, one, a rest, a block of whole panels, several blocks and a rest.
    [Test]
    public void Products_are_those_of_the_definition([Values(1, 5, 12, 13, 47, 48, 49, 150)] int n, [Values(4, 8)] int width)
    {
        double[] rows = Formula.Uniform(n * Features, 1), right = Formula.Uniform(n * width, 2);
        double[] result = [.. Enumerable.Repeat(9.0, n * width)];
        using Tensor features = tensor([.. rows.Select(v => (float)v)], [n, Features]);
        using (GramMatrix gram = new(features)) gram.Multiply(right, width, result);

        for (var i = 0; i < n; i++)
        {
            for (var c = 0; c < width; c++)
            {
                double expected = Enumerable.Range(0, n).Sum(j =>
                    Enumerable.Range(0, Features).Sum(k => rows[i * Features + k] * rows[j * Features + k]) * right[j * width + c]);
                Assert.That(result[i * width + c], Is.EqualTo(expected).Within(1e-5), $"row {i}, column {c}");
            }
        }
    }

    [Test]
    public void Arrays_that_do_not_fit_are_refused()
    {
        using Tensor features = ones([5, Features]);
        using GramMatrix gram = new(features);

        Assert.That(() => gram.Multiply(new double[19], 4, new double[20]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => gram.Multiply(new double[20], 4, new double[19]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
