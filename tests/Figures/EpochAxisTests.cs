using RepDynamics.Figures;

namespace RepDynamics.Tests.Figures;

public class EpochAxisTests
{
    private static readonly EpochAxis Axis = new(SampleData.Epochs);

    [Test]
    public void Cells_fill_the_axis_without_gaps_and_hold_their_epochs()
    {
        double[] edges = Axis.CellEdges();

        Assert.That(edges, Has.Length.EqualTo(SampleData.Epochs.Length + 1).And.Ordered.Ascending);
        Assert.That((edges[0], edges[^1]), Is.EqualTo((0.0, 1.0)));
        for (int i = 0; i < SampleData.Epochs.Length; i++)
            Assert.That(Axis.Place(SampleData.Epochs[i]), Is.InRange(edges[i], edges[i + 1]));
    }

    [Test]
    public void Equal_ratios_of_epoch_plus_one_are_equal_distances_so_that_late_cells_are_narrow()
    {
        double[] edges = new EpochAxis([0, 1, 2, 3, 4, 5]).CellEdges();

        Assert.That(Axis.Place(99) - Axis.Place(9), Is.EqualTo(Axis.Place(9) - Axis.Place(0)).Within(1e-12));
        Assert.That(edges.Skip(1).Zip(edges, (upper, lower) => upper - lower), Is.Ordered.Descending);
    }

    [TestCase(40, 70)]
    [TestCase(4, 8)]
    [TestCase(1500, 2500)]
    public void Where_no_round_epoch_is_on_the_axis_its_ends_are_marked(int first, int last)
    {
        EpochAxis axis = new([first, (first + last) / 2, last]);

        Assert.That(axis.Marks(), Is.EqualTo(new[] { first, last }));
        Assert.That(axis.Ticks(400, text => 10 * text.Length, gap: 5).Select(tick => tick.Text), Is.EqualTo(new[] { $"{first}", $"{last}" }));
    }

    // Positions ln 1, ln 2, ln 4: the edges lie at -1/2, 1/2, 3/2, 5/2 times ln 2 but for the wider last cell.
    [Test]
    public void Every_pixel_shows_the_snapshot_whose_cell_holds_its_centre() =>
        Assert.That(new EpochAxis([0, 1, 3]).SnapshotOfPixel(6), Is.EqualTo(new[] { 0, 0, 1, 1, 2, 2 }));

    [TestCase(1000, 10, "0 1 3 10 30 100")]
    [TestCase(150, 8, "1 10 100", Description = "the powers of ten first")]
    public void Labels_stand_where_there_is_room(float length, float gap, string expected) =>
        Assert.That(Axis.Ticks(length, text => 13 * text.Length, gap).Select(tick => tick.Text), Is.EqualTo(expected.Split(' ')));

    [TestCase(40)]
    [TestCase(90)]
    [TestCase(170)]
    [TestCase(400)]
    public void Labels_keep_their_gap_also_to_the_next_panel(float length)
    {
        const float Period = 20;
        IReadOnlyList<AxisTick> ticks = Axis.Ticks(length, text => 14 * text.Length, 8, length + Period);
        var labels = ticks.Select(t => (From: t.Place * length - 7 * t.Text.Length, To: t.Place * length + 7 * t.Text.Length)).ToList();

        Assert.That(labels, Is.Not.Empty);
        for (int i = 1; i < labels.Count; i++)
            Assert.That(labels[i].From - labels[i - 1].To, Is.GreaterThanOrEqualTo(8 - 1e-3));
        Assert.That(labels[0].From + length + Period - labels[^1].To, Is.GreaterThanOrEqualTo(8 - 1e-3));
    }

    [Test]
    public void Marks_lie_within_the_axis()
    {
        Assert.That(new EpochAxis([0, 1, 2000, 4000]).Marks(), Is.EqualTo(new[] { 0, 1, 3, 10, 30, 100, 300, 1000, 3000 }));
        Assert.That(new EpochAxis([20, 21, 119, 120]).Marks(), Is.EqualTo(new[] { 30, 100 }));
    }
}
