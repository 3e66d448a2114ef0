using RepDynamics.Similarity;

namespace RepDynamics.Tests.Dynamics;

public class EpochSimilarityTests
{
    private static readonly int[] Epochs = [0, 1, 5, 20];

    /// <summary>Entry (i, j) above the diagonal is .ij, so that its place can be read off.</summary>
    private static readonly EpochSimilarity Similarity = new("block 3", Epochs, Matrix(), "CKA (biased)");

    [Test]
    public void Keeps_what_it_is_given()
    {
        Assert.That((Similarity.Tap, Similarity.MeasureName, Similarity.Count), Is.EqualTo(("block 3", "CKA (biased)", 4)));
        Assert.That(Similarity.Epochs, Is.EqualTo(Epochs));
        Assert.That((Similarity[1, 3], Similarity[3, 1], Similarity[2, 2]), Is.EqualTo((.13, .13, 1)));
        Assert.That(Similarity.UpperTriangle(), Is.EqualTo(new[] { .01, .02, .03, .12, .13, .23 }), "row by row");
        Assert.That(Similarity.ToMatrix(), Is.EqualTo(Matrix()));
    }

    [Test]
    public void Later_changes_to_the_arrays_do_not_reach_it()
    {
        (double[,] matrix, int[] epochs) = (Matrix(), [.. Epochs]);
        var similarity = new EpochSimilarity("t", epochs, matrix, "m");
        matrix[0, 1] = 7;
        epochs[0] = 99;
        similarity.ToMatrix()[0, 1] = 8;
        Assert.That(similarity[0, 1], Is.EqualTo(.01));
        Assert.That(similarity.Epochs[0], Is.Zero);
    }

    [Test]
    public void A_grid_selects_epochs()
    {
        EpochSimilarity coarse = Similarity.OnGrid([1, 20]);
        Assert.That(coarse.Epochs, Is.EqualTo(new[] { 1, 20 }));
        Assert.That(coarse.UpperTriangle(), Is.EqualTo(new[] { .13 }));
        Assert.That((coarse.Tap, coarse.MeasureName), Is.EqualTo((Similarity.Tap, Similarity.MeasureName)));
        Assert.That(Similarity.OnGrid(Epochs).ToMatrix(), Is.EqualTo(Similarity.ToMatrix()));
    }

    [TestCase(new[] { 0, 2, 5, 7 }, "Tap block 3: no snapshot at epochs 2, 7;")]
    [TestCase(new[] { 5 }, "at least 2 epochs")]
    [TestCase(new[] { 5, 1 }, "1 after 5")]
    [TestCase(new[] { 5, 5 }, "5 after 5")]
    public void A_grid_needs_two_known_epochs_in_order(int[] grid, string fault) =>
        Assert.That(() => Similarity.OnGrid(grid), Throws.ArgumentException.With.Message.Contains(fault));

    [Test]
    public void A_value_that_is_not_finite_symmetric_and_1_on_the_diagonal_but_for_rounding_is_an_error_that_names_tap_and_epochs()
    {
        Refuses(m => m[1, 2] = m[2, 1] = double.NaN, "block 3", "epochs 1 and 5", "finite");
        Refuses(m => m[1, 2] = m[2, 1] = double.PositiveInfinity, "block 3", "epochs 1 and 5", "finite");
        Refuses(m => m[0, 3] += 2e-9, "epochs 0 and 20", "mirror");
        Accepts(m => m[0, 3] += .9e-9);
        Refuses(m => m[2, 2] = 1 - 2e-5, "epochs 5 and 5", "1 with itself");
        Refuses(m => m[2, 2] = 0, "epochs 5 and 5");
        Accepts(m => m[2, 2] = 1 + .9e-5);
    }

    [Test]
    public void Sizes_and_epochs_must_fit()
    {
        Assert.Multiple(() =>
        {
            Faulty(() => new EpochSimilarity("t", [0, 1, 2], Matrix(), "m"), "3 x 3", "4 x 4");
            Faulty(() => new EpochSimilarity("t", [0, 1], new double[2, 3], "m"), "2 x 2", "2 x 3");
            Faulty(() => new EpochSimilarity("t", [0], new double[,] { { 1 } }, "m"), "at least 2 epochs");
            Faulty(() => new EpochSimilarity("t", [0, 1, 1, 2], Matrix(), "m"), "1 after 1");
            Faulty(() => new EpochSimilarity("t", [-1, 1, 2, 3], Matrix(), "m"), "negative");
            Faulty(() => new EpochSimilarity(" ", Epochs, Matrix(), "m"), "tap");
            Faulty(() => new EpochSimilarity("t", Epochs, Matrix(), ""), "measure");
        });
    }

    private static double[,] Matrix() => Matrices.Fill(4, (i, j) => ((10 * i) + j) / 100.0);

    private static EpochSimilarity With(Action<double[,]> change)
    {
        double[,] matrix = Matrix();
        change(matrix);
        return new EpochSimilarity("block 3", Epochs, matrix, "m");
    }

    private static void Accepts(Action<double[,]> change) => Assert.That(() => With(change), Throws.Nothing);

    private static void Refuses(Action<double[,]> change, params string[] words) => Faulty(() => With(change), words);

    private static void Faulty(Func<EpochSimilarity> make, params string[] words)
    {
        string message = Assert.Catch<ArgumentException>(() => _ = make())!.Message;
        foreach (string word in words)
            Assert.That(message, Does.Contain(word));
    }
}
