using RepDynamics.Similarity;
using RepDynamics.Tests.Models;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Similarity;

public class SymmetricProductTests : ScopedTests
{
    [Test]
    public void Products_are_those_of_all_pairs_of_rows([Values(1, 4, 5, 6, 23)] int rows)
    {
        Tensor x = tensor(Formula.Uniform(rows * 7, 1), [rows, 7]), matrix = zeros([rows, rows], float64);
        SymmetricProduct.AddUpper(matrix, x);
        SymmetricProduct.AddUpper(matrix, x * 2);
        SymmetricProduct.Mirror(matrix);

        Assert.That(matrix.data<double>().ToArray(), Is.EqualTo((5 * x.mm(x.t())).data<double>().ToArray()).Within(1e-13));
    }
}
