using RepDynamics.Figures;
using RepDynamics.Regions;
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
    public void Curves_show_mislabelled_images_only_where_there_are_some()
    {
        string[] noisy = Names(RunFigures.Curves(Run)), clean = Names(RunFigures.Curves(Records.SyntheticRuns(Epochs, null, noise: false)));

        Assert.That(noisy, Is.EqualTo(new[] { "training, labels given", "mislabelled, true labels", "test" }));
        Assert.That(clean, Is.EqualTo(new[] { "training, labels given", "test" }));
    }

    [Test]
    public void Probes_are_shown_by_their_held_out_accuracy_beside_the_network()
    {
        var chart = (CurveChart)RunFigures.Probes(Run);

        Assert.That(Names(chart), Is.EqualTo(new[] { "stem", "block1", "network" }));
        foreach (CurveSeries series in chart.Series.SkipLast(1))
        {
            Assert.That(series.Epochs, Is.EqualTo(Epochs));
            Assert.That(series.Values, Is.EqualTo(Epochs.Select(epoch => 0.25 + 0.01 * epoch)));
        }
        Assert.That(chart.Series[^1].Values, Is.All.EqualTo(0.625));
        Assert.That(() => chart.Measure(), Throws.Nothing);
    }

    [Test]
    public void Fragments_are_the_regions_a_plane_around_mislabelled_images()
    {
        var chart = (CurveChart)RunFigures.Fragments(Run);

        Assert.That(Names(chart), Is.EqualTo(SyntheticRuns.Taps));
        foreach ((CurveSeries series, TapRegions tap) in chart.Series.Zip(Run.Regions!.Mislabelled!.Taps))
            Assert.That(series.Values, Is.EqualTo(tap.Maps.Select(Fragmentation.Mean)));
        Assert.That(chart.Series[0].Values, Is.Not.EqualTo(chart.Series[2].Values), "the taps differ");
    }

    [Test]
    public void Of_many_taps_a_few_are_chosen_evenly_with_the_first_and_the_output()
    {
        string[] taps = ["stem", .. Enumerable.Range(1, 8).Select(i => $"block{i}"), "output"];
        RunRecord deep = Records.SyntheticRuns(Epochs, SyntheticRuns.Regions(Epochs, taps: taps));

        Assert.That(Names(RunFigures.Fragments(deep)), Is.EqualTo(new[] { "stem", "block3", "block5", "block8", "output" }));
        Assert.That(Names(RunFigures.Probes(deep)), Is.EqualTo(new[] { "stem", "block3", "block5", "block8", "network" }));
    }

    [Test]
    public void Panels_show_the_epochs_that_matter_and_say_why()
    {
        var panels = (RegionPanels)RunFigures.Panels(Run, Classes);

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
        var panels = (RegionPanels)RunFigures.Panels(Records.SyntheticRuns(Epochs, Run.Regions, perfectFrom), Classes);

        Assert.That(panels.Epochs.Single(column => column.Epoch == epoch).Mark, Is.EqualTo(mark));
        Assert.That(panels.Epochs.Select(column => column.Epoch), Is.Unique.And.Ordered);
    }

    [Test]
    public void Without_perfect_fit_panels_have_no_column_for_it() =>
        Assert.That(((RegionPanels)RunFigures.Panels(Records.SyntheticRuns(Epochs, Run.Regions), Classes)).Epochs, Has.Count.EqualTo(4));

    [Test]
    public void A_film_shows_the_networks_own_regions_at_every_snapshot()
    {
        var film = (FilmStrip)RunFigures.Film(Run, Classes);

        Assert.That(film.Epochs, Is.EqualTo(Epochs));
        Assert.That(film.PerfectFitEpoch, Is.EqualTo(8));
        Assert.That(film.Taps.Select(row => row.Tap), Is.EqualTo(new[] { "output" }));
        Assert.That(film.Taps[0].Maps, Is.EqualTo(Run.Regions!.Mislabelled!["output"].Maps.Select(map => map.Plane(0).ToArray())));
        Assert.That(() => film.Measure(), Throws.Nothing);
    }

    [Test]
    public void The_images_behind_a_plane_lie_where_they_were_and_tell_their_labels()
    {
        PlaneImage[] corners = [.. ((FilmStrip)RunFigures.Film(Run, Classes)).Corners];

        Assert.That(corners.Select(c => (c.Name, c.TrueClass, c.GivenClass)), Is.EqualTo(new[] { ("image 0", 0, 1), ("image 1", 1, 1), ("image 2", 2, 2) }));
        Assert.That(corners.Select(c => (c.Width, c.Height)), Is.All.EqualTo((1, 2)));
        // Row and column of a grid of 4 points a side, as shares of its 3 steps.
        Assert.That(corners.Select(c => c.X), Is.EqualTo(new[] { 0.25 / 3, 2.5 / 3, 0.25 / 3 }));
        Assert.That(corners.Select(c => c.Y), Is.EqualTo(new[] { 0, 0, 1.0 }));
    }

    [Test]
    public void Pixels_of_three_channels_are_interleaved_and_those_of_one_repeated()
    {
        PlaneImage colour = ((FilmStrip)RunFigures.Film(Run, Classes)).Corners[1];
        PlaneImage grey = ((FilmStrip)RunFigures.Film(Records.SyntheticRuns(Epochs, SyntheticRuns.Regions(Epochs, channels: 1)), Classes)).Corners[1];

        // Bytes 10 to 15 are two pixels of red, of green, of blue; bytes 10 and 11 two of grey.
        Assert.That(colour.Rgb, Is.EqualTo(new byte[] { 10, 12, 14, 11, 13, 15 }));
        Assert.That(grey.Rgb, Is.EqualTo(new byte[] { 10, 10, 10, 11, 11, 11 }));
    }

    [Test]
    public void Regions_that_were_not_measured_are_an_error_that_names_the_run()
    {
        RunRecord without = Run with { Regions = null };

        Assert.That(
            new Action[]
            {
                () => RunFigures.Probes(without), () => RunFigures.Fragments(without), () => RunFigures.Panels(without, Classes), () => RunFigures.Film(without, Classes),
            },
            Is.All.Matches<Action>(draw => Message(draw)?.StartsWith("a run: decision regions were not measured.", StringComparison.Ordinal) == true));
    }

    [Test]
    public void Planes_around_mislabelled_images_that_are_not_there_are_an_error_that_says_why()
    {
        RunRecord clean = Records.SyntheticRuns(Epochs, SyntheticRuns.Regions(Epochs, mislabelled: false));

        Assert.That(
            new Action[] { () => RunFigures.Fragments(clean), () => RunFigures.Panels(clean, Classes), () => RunFigures.Film(clean, Classes) },
            Is.All.Matches<Action>(draw => Message(draw)?.StartsWith("a run: no label is wrong", StringComparison.Ordinal) == true));
        Assert.That(() => RunFigures.Probes(clean), Throws.Nothing);
    }

    private static string? Message(Action draw)
    {
        try
        {
            draw();
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    private static string[] Names(Figure chart) => [.. ((CurveChart)chart).Series.Select(series => series.Name)];
}
