using RepDynamics.Figures;

namespace RepDynamics.Tests.Figures;

public class FigureErrorTests
{
    private static IEnumerable<TestCaseData> Bad()
    {
        HeatMapRow row = SampleData.Row("ViT", SampleData.VitTaps, null);
        foreach (double value in new[] { double.NaN, double.PositiveInfinity })
            yield return Case($"a value of {value}", Grid(new[,] { { 0, 0 }, { value, 0 } }), "panel 'block1' of row 'ViT'", "epochs 5 and 0");
        yield return Case("a matrix of another size", Grid(new double[3, 2]), "panel 'block1'", "[3, 2]", "[2, 2]");
        yield return Case("one epoch", Grid(new double[2, 2], [0]), "has 1 epochs");
        yield return Case("descending epochs", Grid(new double[2, 2], [5, 0]), "epoch 0 after 5");
        yield return Case("an epoch twice", Grid(new double[2, 2], [5, 5]), "epoch 5 after 5");
        yield return Case("a negative epoch", Grid(new double[2, 2], [-1, 5]), "starts at epoch -1");
        foreach (int epoch in new[] { -1, 6 })
            yield return Case($"t* at {epoch}", Grid(new double[2, 2], perfectFit: epoch), $"t* at epoch {epoch}", "from 0 to 5");
        yield return Case("no rows", new HeatMapGrid { Rows = [] }, "no rows");
        yield return Case("rows of one title", new HeatMapGrid { Rows = [row, row] }, "row 'ViT'", "twice");
        yield return Case("a descending range", new HeatMapGrid { Rows = [row], Range = (1, 0) }, "is 1 to 0");

        yield return Case("a missing value of a line", Chart(new LineSeries("test", [0, 7], [1, double.NaN])), "line 'test' of panel '' of chart 'loss'", "NaN");
        yield return Case("fewer values than places", Chart(new LineSeries("test", [0, 7], [1])), "has 1 values", "2 places");
        yield return Case("places that do not ascend", Chart(new LineSeries("test", [7, 0], [1, 2])), "line 'test'", "ascend");
        yield return Case("lines of one name", Chart(new("test", [0, 7], [1, 2]), new("test", [0, 7], [1, 2])), "line 'test' of panel '' of chart 'loss' is there twice");
        yield return Case("a value beyond the range", SampleData.Curves("loss", [new("test", [0, 7], [0.5, 1.5])], range: (0, 1)), "has 1.5", "from 0 to 1");

        yield return Case("an interval beside the mean", Intervals(0.1, new IntervalCondition("SGD", [1, 2], 1.6, 2, "mixed")), "condition 'SGD'", "the mean 1.5");
        yield return Case("one seed", Intervals(0.1, new IntervalCondition("SGD", [1], 0, 2, "mixed")), "has 1 seeds");
        foreach (double margin in new[] { -0.1, double.NaN })
            yield return Case($"a margin of {margin}", Intervals(margin, new IntervalCondition("SGD", [1, 2], 1, 2, "mixed")), "a number from 0 on");

        yield return Case("more classes than colours", SampleRegions.Small(new byte[16], classes: [.. Enumerable.Repeat("cat", 11)]), "has 11 class names", "2 to 10");
    }

    [TestCaseSource(nameof(Bad))]
    public void Bad_data_is_an_error_that_names_place_value_and_remedy(Figure figure, string[] words)
    {
        string message = Assert.Throws<ArgumentException>(() => figure.ToPng())!.Message;

        foreach (string word in words) Assert.That(message, Does.Contain(word));
    }

    private static TestCaseData Case(string name, Figure figure, params string[] words) => new TestCaseData(figure, words).SetArgDisplayNames(name);

    private static HeatMapGrid Grid(double[,] matrix, int[]? epochs = null, int? perfectFit = null) =>
        new() { Rows = [new HeatMapRow { Title = "ViT", Epochs = epochs ?? [0, 5], Panels = [new("block1", matrix)], PerfectFitEpoch = perfectFit }] };

    private static LineChart Chart(params LineSeries[] series) => SampleData.Curves("loss", series);

    private static IntervalChart Intervals(double margin, IntervalCondition condition) => new() { XLabel = "x", Margin = margin, Confidence = .9, Conditions = [condition] };
}
