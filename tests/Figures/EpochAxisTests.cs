using RepDynamics.Figures;

namespace RepDynamics.Tests.Figures;

public class EpochAxisTests
{
    [Test]
    public void Cells_fill_the_axis_without_gaps()
    {
        double[] edges = EpochAxis.OfCells(SampleData.Epochs).CellEdges(SampleData.Epochs);

        Assert.That(edges, Has.Length.EqualTo(SampleData.Epochs.Length + 1).And.Ordered.Ascending);
        Assert.That((edges[0], edges[^1]), Is.EqualTo((0.0, 1.0)));
    }

    [Test]
    public void Every_epoch_lies_in_its_own_cell()
    {
        var axis = EpochAxis.OfCells(SampleData.Epochs);
        double[] edges = axis.CellEdges(SampleData.Epochs);

        for (int i = 0; i < SampleData.Epochs.Length; i++)
            Assert.That(axis.Place(SampleData.Epochs[i]), Is.InRange(edges[i], edges[i + 1]));
    }

    [Test]
    public void A_late_epoch_is_narrower_than_an_early_one()
    {
        double[] edges = EpochAxis.OfCells([0, 1, 2, 3, 4, 5]).CellEdges([0, 1, 2, 3, 4, 5]);
        IEnumerable<double> widths = Enumerable.Range(0, 6).Select(i => edges[i + 1] - edges[i]);

        Assert.That(widths, Is.Ordered.Descending);
    }

    [Test]
    public void Equal_ratios_of_epoch_plus_one_are_equal_distances()
    {
        var axis = EpochAxis.OfCurves(0, 99);

        Assert.That(axis.Place(99) - axis.Place(9), Is.EqualTo(axis.Place(9) - axis.Place(0)).Within(1e-12));
    }

    [Test]
    public void Every_pixel_shows_the_snapshot_whose_cell_holds_its_centre()
    {
        // Positions ln 1, ln 2, ln 4: the edges lie at -1/2, 1/2, 3/2, 5/2 times ln 2 but for the wider last cell.
        int[] snapshots = EpochAxis.OfCells([0, 1, 3]).SnapshotOfPixel([0, 1, 3], 6);

        Assert.That(snapshots, Is.EqualTo(new[] { 0, 0, 1, 1, 2, 2 }));
    }

    [Test]
    public void All_labels_stand_on_a_long_axis()
    {
        IReadOnlyList<AxisTick> ticks = EpochAxis.OfCurves(0, 120).Ticks(1000, text => 12 * text.Length, 10);

        Assert.That(ticks.Select(tick => tick.Text), Is.EqualTo(new[] { "0", "1", "3", "10", "30", "100" }));
    }

    [Test]
    public void On_a_short_axis_the_powers_of_ten_are_kept()
    {
        IReadOnlyList<AxisTick> ticks = EpochAxis.OfCells(SampleData.Epochs).Ticks(150, text => 13 * text.Length, 8);

        Assert.That(ticks.Select(tick => tick.Text), Is.EqualTo(new[] { "1", "10", "100" }));
    }

    [TestCase(40)]
    [TestCase(90)]
    [TestCase(170)]
    [TestCase(400)]
    public void Labels_keep_their_gap_also_to_the_next_panel(float length)
    {
        const float Period = 20;
        IReadOnlyList<AxisTick> ticks = EpochAxis.OfCells(SampleData.Epochs).Ticks(length, text => 14 * text.Length, 8, length + Period);
        var labels = ticks.Select(t => (From: t.Place * length - 7 * t.Text.Length, To: t.Place * length + 7 * t.Text.Length)).ToList();

        Assert.That(labels, Is.Not.Empty);
        for (int i = 1; i < labels.Count; i++)
            Assert.That(labels[i].From - labels[i - 1].To, Is.GreaterThanOrEqualTo(8 - 1e-3));
        Assert.That(labels[0].From + length + Period - labels[^1].To, Is.GreaterThanOrEqualTo(8 - 1e-3));
    }

    [Test]
    public void Marks_lie_within_the_axis()
    {
        Assert.That(EpochAxis.OfCurves(0, 4000).Marks(), Is.EqualTo(new[] { 0, 1, 3, 10, 30, 100, 300, 1000, 3000 }));
        Assert.That(EpochAxis.OfCurves(20, 120).Marks(), Is.EqualTo(new[] { 30, 100 }));
    }
}
