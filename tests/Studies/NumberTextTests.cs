using System.Security.Cryptography;
using System.Text;
using RepDynamics.Regions;
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

    [Test]
    public void Maps_are_next_to_each_other_with_their_first_row_at_the_bottom()
    {
        StringBuilder text = new();
        RegionMap[] maps = [Map(0, 0, 0, 0, 0, 1, 2, 3, 4), Map(7, 0, 0, 0, 0, 5, 6, 7, 9)];
        NumberText.Maps(text, "ViT-SGD", maps, plane: 1);

        Assert.That(text.ToString(), Is.EqualTo("\nViT-SGD output, plane 1, epochs 0, 7\n34  79\n12  56\n"));
    }

    [Test]
    public void A_hash_is_that_of_all_points_in_order()
    {
        RegionMap one = Map(0, 0, 1, 2, 3), two = Map(3, 4, 5, 6, 7);

        Assert.That(NumberText.Hash([one, two]), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData([0, 1, 2, 3, 4, 5, 6, 7]))[..16]));
        Assert.That(NumberText.Hash([two, one]), Is.Not.EqualTo(NumberText.Hash([one, two])));
        Assert.That(NumberText.Hash([Map(5, 0, 1, 2, 3), two]), Is.EqualTo(NumberText.Hash([one, two])), "of points, not of epochs");
        Assert.That(NumberText.Hash([Map(0, 0, 1, 2, 4), two]), Is.Not.EqualTo(NumberText.Hash([one, two])));
    }

    [TestCase(0.1234, ExpectedResult = "+0.123")]
    [TestCase(-0.5, ExpectedResult = "-0.500")]
    [TestCase(-0.0002, ExpectedResult = "+0.000")]
    [TestCase(0, ExpectedResult = "+0.000")]
    [TestCase(null, ExpectedResult = "undefined")]
    public string A_signed_number_that_rounds_to_zero_has_the_sign_of_zero(double? number) => NumberText.WithSign(number);

    private static RegionMap Map(int epoch, params byte[] labels) => new("output", epoch, "planes", 2, 10, labels);
}
