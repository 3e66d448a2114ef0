using RepDynamics.Figures;

namespace RepDynamics.Tests.Figures;

public class FigureErrorTests
{
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_value_that_is_not_finite_names_panel_row_and_epochs(double value)
    {
        double[,] matrix = new double[2, 2];
        matrix[1, 0] = value;

        Assert.That(
            () => Grid(matrix).ToPng(),
            Throws.ArgumentException.With.Message.Contains("panel 'block1' of row 'ViT'").And.Message.Contains("epochs 5 and 0"));
    }

    [Test]
    public void A_matrix_of_the_wrong_size_names_the_panel_and_both_shapes() =>
        Assert.That(
            () => Grid(new double[3, 2]).ToPng(),
            Throws.ArgumentException.With.Message.Contains("panel 'block1'").And.Message.Contains("[3, 2]").And.Message.Contains("[2, 2]"));

    [TestCase(new[] { 0 }, "has 1 epochs")]
    [TestCase(new[] { 5, 0 }, "epoch 0 after 5")]
    [TestCase(new[] { 5, 5 }, "epoch 5 after 5")]
    [TestCase(new[] { -1, 5 }, "starts at epoch -1")]
    public void Epochs_must_ascend_from_0(int[] epochs, string expected) =>
        Assert.That(() => Grid(new double[2, 2], epochs).ToPng(), Throws.ArgumentException.With.Message.Contains(expected));

    [TestCase(-1)]
    [TestCase(6)]
    public void Perfect_fit_must_lie_on_the_axis(int epoch) =>
        Assert.That(() => Grid(new double[2, 2], perfectFit: epoch).ToPng(), Throws.ArgumentException.With.Message.Contains("from 0 to 5"));

    [Test]
    public void A_grid_needs_rows_with_different_titles()
    {
        HeatMapRow row = SampleData.Row("ViT", SampleData.VitTaps, null);

        Assert.That(() => new HeatMapGrid { Rows = [] }.ToPng(), Throws.ArgumentException.With.Message.Contains("no rows"));
        Assert.That(() => new HeatMapGrid { Rows = [row, row] }.ToPng(), Throws.ArgumentException.With.Message.Contains("row 'ViT'"));
    }

    [Test]
    public void A_range_must_ascend() =>
        Assert.That(
            () => new HeatMapGrid { Rows = [SampleData.Row("ViT", SampleData.VitTaps, null)], Range = (1, 0) }.ToPng(),
            Throws.ArgumentException.With.Message.Contains("is 1 to 0"));

    [Test]
    public void A_curve_with_a_missing_value_names_curve_and_epoch() =>
        Assert.That(
            () => Chart(new CurveSeries("test", [0, 7], [1, double.NaN])).ToPng(),
            Throws.ArgumentException.With.Message.Contains("curve 'test' of chart 'loss', epoch 7").And.Message.Contains("NaN"));

    [Test]
    public void A_curve_needs_a_value_for_every_epoch() =>
        Assert.That(
            () => Chart(new CurveSeries("test", [0, 7], [1])).ToPng(),
            Throws.ArgumentException.With.Message.Contains("has 1 values").And.Message.Contains("2 epochs"));

    [Test]
    public void Curves_need_different_names() =>
        Assert.That(
            () => Chart(new("test", [0, 7], [1, 2]), new("test", [0, 7], [1, 2])).ToPng(),
            Throws.ArgumentException.With.Message.Contains("curve 'test' of chart 'loss' is there twice"));

    [Test]
    public void A_given_vertical_range_must_hold_the_data() =>
        Assert.That(
            () => new CurveChart { YLabel = "loss", YRange = (0, 1), Series = [new("test", [0, 7], [0.5, 1.5])] }.ToPng(),
            Throws.ArgumentException.With.Message.Contains("has 1.5 at epoch 7"));

    [Test]
    public void An_interval_must_hold_the_mean() =>
        Assert.That(
            () => Intervals(new IntervalCondition("SGD", [1, 2], 1.6, 2)).ToPng(),
            Throws.ArgumentException.With.Message.Contains("condition 'SGD'").And.Message.Contains("the mean 1.5"));

    [Test]
    public void A_condition_needs_two_seeds() =>
        Assert.That(
            () => Intervals(new IntervalCondition("SGD", [1], 0, 2)).ToPng(),
            Throws.ArgumentException.With.Message.Contains("has 1 seeds"));

    [TestCase(0)]
    [TestCase(-0.1)]
    [TestCase(double.NaN)]
    public void A_margin_is_positive(double margin) =>
        Assert.That(
            () => new IntervalChart { XLabel = "x", Margin = margin, Conditions = [new("SGD", [1, 2], 1, 2)] }.ToPng(),
            Throws.ArgumentException.With.Message.Contains("a number above 0"));

    private static HeatMapGrid Grid(double[,] matrix, int[]? epochs = null, int? perfectFit = null) =>
        new()
        {
            Rows = [new HeatMapRow { Title = "ViT", Epochs = epochs ?? [0, 5], Panels = [new("block1", matrix)], PerfectFitEpoch = perfectFit }],
        };

    private static CurveChart Chart(params CurveSeries[] series) => new() { YLabel = "loss", Series = series };

    private static IntervalChart Intervals(params IntervalCondition[] conditions) => new() { XLabel = "x", Conditions = conditions };
}
