using RepDynamics.Figures;
using RepDynamics.Runs;
using RepDynamics.Studies;
using RepDynamics.Tests.Regions;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Studies;

public class RunFiguresTests
{
    private static readonly int[] Epochs = [0, 1, 2, 3, 5, 8, 12, 16, 24];
    private static readonly string[] Classes = ["zero", "one", "two"];
    private static readonly RunRecord Run = Records.SyntheticRuns(Epochs, SyntheticRuns.Regions(Epochs), perfectFrom: 8);

    [Test]
    public void Similarity_shows_CKA_and_below_it_regions_where_they_were_measured()
    {
        HeatMapGrid both = (HeatMapGrid)RunFigures.Similarity(Run), one = (HeatMapGrid)RunFigures.Similarity(Run with { Regions = null });

        Assert.That(both.Rows.Select(row => row.Title), Is.EqualTo(new[] { "a run, linear CKA", "a run, decision regions" }));
        Assert.That(both.Rows.Select(row => row.Panels.Select(panel => panel.Tap)), Is.All.EqualTo(SyntheticRuns.Taps));
        Assert.That(both.Rows[1].Panels[1].Similarity, Is.EqualTo(Run.Regions!.HeldOut.Similarities[1].ToMatrix()));
        Assert.That(both.Rows.Select(row => row.PerfectFitEpoch), Is.All.EqualTo(8));
        Assert.That(one.Rows.Select(row => row.Title), Is.EqualTo(new[] { "a run" }));
        Assert.That(() => both.Measure(), Throws.Nothing);
    }

    [Test]
    public void Probes_are_shown_by_their_held_out_accuracy_beside_the_network()
    {
        var chart = (LineChart)RunFigures.Probes(Run);
        IReadOnlyList<LineSeries> lines = chart.Panels[0].Series;

        Assert.That(Names(chart), Is.EqualTo(new[] { "stem", "block1", "network" }));
        Assert.That(lines.Select(line => line.X), Is.All.EqualTo(Epochs));
        Assert.That(lines.SkipLast(1).Select(line => line.Values), Is.All.EqualTo(Epochs.Select(epoch => 0.25 + 0.01 * epoch)));
        Assert.That(lines[^1].Values, Is.All.EqualTo(0.625));
        Assert.That(chart.Panels[0].Marks.Single().X, Is.EqualTo(8));
        Assert.That(() => chart.Measure(), Throws.Nothing);
    }

    [Test]
    public void Of_many_taps_a_few_are_chosen_evenly_with_the_first_and_the_output()
    {
        string[] taps = ["stem", .. Enumerable.Range(1, 8).Select(i => $"block{i}"), "output"];
        RunRecord deep = Records.SyntheticRuns(Epochs, SyntheticRuns.Regions(Epochs, taps: taps));

        Assert.That(Panels(deep).Taps.Select(row => row.Tap), Is.EqualTo(new[] { "stem", "block3", "block5", "block8", "output" }));
        Assert.That(Names(RunFigures.Probes(deep)), Is.EqualTo(new[] { "stem", "block3", "block5", "block8", "network" }));
    }

    [Test]
    public void Panels_show_the_epochs_that_matter_and_say_why()
    {
        RegionPanels panels = Panels(Run);

        Assert.That(
            panels.Epochs.Select(column => (column.Epoch, column.Mark)),
            Is.EqualTo(new[] { (0, "first"), (3, "phase 2"), (8, "t*"), (12, "phase 3"), (24, "last") }));
        Assert.That(panels.Taps.Select(row => row.Tap), Is.EqualTo(SyntheticRuns.Taps));
        foreach (RegionRow row in panels.Taps)
        {
            Assert.That(
                row.Maps,
                Is.EqualTo(new[] { 0, 3, 8, 12, 24 }.Select(epoch => Run.Regions!.Mislabelled![row.Tap].Maps.Single(map => map.Epoch == epoch).Plane(0).ToArray())));
        }
        Assert.That(() => panels.Measure(), Throws.Nothing);
    }

    [TestCase(0, 0, "first, t*")]
    [TestCase(3, 3, "phase 2, t*")]
    [TestCase(16, 16, "t*")]
    public void An_epoch_that_matters_twice_is_one_column(int perfectFrom, int epoch, string mark)
    {
        RegionPanels panels = Panels(Records.SyntheticRuns(Epochs, Run.Regions, perfectFrom));

        Assert.That(panels.Epochs.Single(column => column.Epoch == epoch).Mark, Is.EqualTo(mark));
        Assert.That(panels.Epochs.Select(column => column.Epoch), Is.Unique.And.Ordered);
        Assert.That(Panels(Records.SyntheticRuns(Epochs, Run.Regions)).Epochs, Has.Count.EqualTo(4), "never fits perfectly");
    }

    [Test]
    public void The_images_behind_a_plane_lie_where_they_were_and_tell_their_labels()
    {
        IReadOnlyList<PlaneImage> corners = Panels(Run).Corners;

        Assert.That(corners.Select(c => (c.Name, c.TrueClass, c.GivenClass)), Is.EqualTo(new[] { ("image 0", 0, 1), ("image 1", 1, 1), ("image 2", 2, 2) }));
        Assert.That(corners.Select(c => (c.Width, c.Height)), Is.All.EqualTo((1, 2)));
        // Row and column of a grid of 4 points a side, as shares of its 3 steps.
        Assert.That(corners.Select(c => c.X), Is.EqualTo(new[] { 0.25 / 3, 2.5 / 3, 0.25 / 3 }));
        Assert.That(corners.Select(c => c.Y), Is.EqualTo(new[] { 0, 0, 1.0 }));
    }

    // Bytes 10 to 15 are two pixels of red, of green, of blue; bytes 10 and 11 two of grey.
    [TestCase(3, new byte[] { 10, 12, 14, 11, 13, 15 })]
    [TestCase(1, new byte[] { 10, 10, 10, 11, 11, 11 })]
    public void Pixels_of_three_channels_are_interleaved_and_those_of_one_repeated(int channels, byte[] expected) =>
        Assert.That(Panels(Records.SyntheticRuns(Epochs, SyntheticRuns.Regions(Epochs, channels: channels))).Corners[1].Rgb, Is.EqualTo(expected));

    [Test]
    public void What_was_not_measured_is_an_error_that_names_the_run()
    {
        RunRecord without = Run with { Regions = null }, clean = Records.SyntheticRuns(Epochs, SyntheticRuns.Regions(Epochs, mislabelled: false));

        Assert.That(() => RunFigures.Probes(without), Throws.ArgumentException.With.Message.StartsWith("a run: decision regions were not measured."));
        Assert.That(() => Panels(without), Throws.ArgumentException.With.Message.StartsWith("a run: decision regions were not measured."));
        Assert.That(() => Panels(clean), Throws.ArgumentException.With.Message.StartsWith("a run: no label is wrong"));
        Assert.That(() => RunFigures.Probes(clean), Throws.Nothing);
    }

    private static RegionPanels Panels(RunRecord run) => (RegionPanels)RunFigures.Panels(run, Classes);

    private static IEnumerable<string> Names(Figure chart) => ((LineChart)chart).Panels[0].Series.Select(series => series.Name);
}
