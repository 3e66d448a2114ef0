using System.Text;
using RepDynamics.Similarity;
using RepDynamics.Studies;

namespace RepDynamics.Tests.Studies;

public class NumberTextTests
{
    [Test]
    public void A_matrix_is_its_lower_triangle_to_three_digits_under_its_epochs()
    {
        StringBuilder text = new("before\n");
        NumberText.Matrix(text, "ViT-SGD", new EpochSimilarity("block1", [0, 1, 120], new[,] { { 1, 0.5, 0.0625 }, { 0.5, 1, 0.1236 }, { 0.0625, 0.1236, 1 } }, "regions"));

        Assert.That(text.ToString(), Is.EqualTo(string.Join('\n', "before", "", "ViT-SGD block1, regions", "epoch     0     1   120", "    0 1.000", "    1 0.500 1.000", "  120 0.062 0.124 1.000", "")));
    }

    [TestCase(0.1234, ExpectedResult = "+0.123")]
    [TestCase(-0.5, ExpectedResult = "-0.500")]
    [TestCase(-0.0002, ExpectedResult = "+0.000")]
    [TestCase(0, ExpectedResult = "+0.000")]
    [TestCase(null, ExpectedResult = "undefined")]
    public string A_signed_number_that_rounds_to_zero_has_the_sign_of_zero(double? number) => NumberText.WithSign(number);
}
