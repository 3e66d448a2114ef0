using RepDynamics.Dynamics;
using RepDynamics.Figures;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Studies;
using RepDynamics.Tests.Dynamics;
using RepDynamics.Tests.Regions;
using RepDynamics.Tests.Runs;
using RepDynamics.Training;

namespace RepDynamics.Tests.Studies;

public class StatisticFiguresTests
{
    private static readonly int[] Epochs = [0, 1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64];

    [Test]
    public void Concordance_shows_every_pair_of_blocks_and_their_mean()
    {
        EpochSimilarity one = Block("block1", 0.1), same = Block("block2", 0.2), other = Block("block3", 0.1, jump: 16);

        var grid = (MatrixGrid)StatisticFigures.Concordance("title", [("ViT", [[one, same, other]])])!;
        double[,] values = grid.Panels[0].Values;

        Assert.That(values[0, 1], Is.EqualTo(Synchrony.Scaled([one, same])).Within(1e-12).And.EqualTo(values[1, 0]));
        Assert.That(values[0, 2], Is.EqualTo(Synchrony.Scaled([one, other])).Within(1e-12).And.LessThan(values[0, 1]));
        Assert.That(values[1, 1], Is.NaN);
        double mean = Synchrony.Scaled([one, same, other])!.Value;
        Assert.That(grid.Panels[0].Title, Is.EqualTo(FormattableString.Invariant($"ViT: mean of pairs {mean:0.00}")));
        Assert.That(() => grid.Measure(), Throws.Nothing);
        Assert.That(StatisticFigures.Concordance("title", [("ViT", [[Block("block1", 0), Block("block2", 0)]])]), Is.Null, "blocks that do not change");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Errors_show_windows_only_where_a_double_descent_is_seen(bool seen)
    {
        RunRecord[] runs = [.. Enumerable.Range(0, 3).Select(seed => Run(t => 0.4 - 0.02 * Math.Log(t + 1) + (seen ? 0.2 * Math.Exp(-Math.Pow(Math.Log((t + 1) / 8.0), 2)) : 0) + 0.002 * seed))];
        var descent = DoubleDescent.Find(Epochs, [.. runs.Select(run => run.Metrics.Select(m => 1 - m.TestAccuracy).ToArray())], [.. runs.Select(run => run.Metrics.Select(m => 1 - m.TrainAccuracy).ToArray())]);
        ChartPanel panel = ((LineChart)StatisticFigures.Errors("title", [("wide", runs, descent)])).Panels[0];

        Assert.That(descent.Seen, Is.EqualTo(seen));
        Assert.That(panel.Title, Does.StartWith(seen ? "wide: double descent seen" : "wide: no double descent seen"));
        Assert.That(panel.Windows.Select(window => window.Name), Is.EqualTo(seen ? new[] { "second descent", "window before it" } : []));
        Assert.That(panel.Series.Count(series => series.Faint), Is.EqualTo(3));
    }

    [Test]
    public void The_slow_down_is_largest_where_the_blocks_stop_and_its_placebos_are_marked()
    {
        EpochSimilarity[] blocks = [Block("block1", 0.1, jump: 16), Block("block2", 0.1, jump: 16)];
        LineChart chart = Drawn(StatisticFigures.SlowDowns("title", [("ViT", [(16, blocks), (16, blocks)])], 1.5));
        LineSeries main = chart.Panels[0].Series[0];

        Assert.That(main.Dots, Has.Count.EqualTo(2));
        Assert.That(main.Dots.Select(dot => dot.Value), Is.All.EqualTo(main.Values.Max()));
        Assert.That(chart.Panels[0].Marks.Select(mark => mark.X), Is.EqualTo(new[] { 1, 0.5, 2 }));
        Assert.That(chart.Panels[0].Windows.Single(), Is.EqualTo(new ChartWindow("within a factor of 1.5 of t*", 1 / 1.5, 1.5)));
    }

    [Test]
    public void Without_perfect_fit_nothing_is_shown_around_it()
    {
        EpochSimilarity[] blocks = [Block("block1", 0.1)];

        Assert.That(StatisticFigures.SlowDowns("title", [("ViT", [(null, blocks)])], 1.5), Is.Null);
        Assert.That(StatisticFigures.Speeds("title", [("ViT", [(null, blocks)])]), Is.Null);
        Assert.That(StatisticFigures.Octaves("title", [("ViT", [(null, blocks), (null, blocks)])]), Is.Null);
        Assert.That(StatisticFigures.Pieces("title", [("ViT", [Run(_ => 0.5)])]), Is.Null);
        Assert.That(StatisticFigures.Memorization("title", [("ViT", [Run(_ => 0.5)])]), Is.Null);
    }

    [Test]
    public void Octaves_start_at_one_and_show_what_decides()
    {
        EpochSimilarity[] blocks = [Block("block1", 0.1), Block("block2", 0.1)];
        LineChart chart = Drawn(StatisticFigures.Octaves("title", [("ViT", [(8, blocks), (8, blocks)])]));

        Assert.That(chart.Panels[0].Series[0].Values, Is.EqualTo(new[] { 1, Trajectory.After(blocks[0], 8, 1)!.Value, Trajectory.After(blocks[0], 8, 2)!.Value }).Within(1e-12));
    }

    [Test]
    public void A_slope_by_depth_is_that_of_the_statistic()
    {
        LineChart chart = Drawn(StatisticFigures.ByDepth("title", "evolution", [("ViT", [[0.1, 0.2, 0.3], [0.1, 0.2, 0.3], []])]));

        Assert.That(chart.Panels[0].Title, Is.EqualTo("ViT: slope 1.00 [1.00, 1.00] of the mean"));
        Assert.That(chart.Panels[0].Series[1].Values, Is.EqualTo(new[] { 0.1, 0.3 }).Within(1e-12));
        Assert.That(chart.Panels[0].Series[0].Dots, Has.Count.EqualTo(6));
    }

    [Test]
    public void Memorization_shows_both_boundaries_and_the_lag()
    {
        ImmutableArray<double> rising = [.. Enumerable.Range(0, 64).Select(t => Math.Min(1, 0.25 + t / 20.0))], late = [.. Enumerable.Range(0, 64).Select(t => Math.Clamp(t / 40.0, 0, 1))];
        EpochCurves curves = new(
            Given: rising,
            Right: rising,
            WrongGiven: late,
            WrongTrue: [.. Enumerable.Range(0, 64).Select(t => 0.5 - Math.Abs(t - 9) / 128.0)],
            WrongImages: 20,
            Classes: 4);
        LineChart chart = Drawn(StatisticFigures.Memorization("title", [("ViT", [Run(_ => 0.5) with { Curves = curves }])]));

        Assert.That(chart.Panels[0].Marks.Select(mark => mark.X), Is.EqualTo(new double?[] { curves.Generalization, curves.PerfectFit }));
        Assert.That(chart.Levels.Select(level => level.Value), Is.EqualTo(new[] { 0.25, 0.5 }));
        Assert.That(chart.Panels[0].Title, Is.EqualTo(FormattableString.Invariant($"ViT: lag {curves.MemorizationLag:0.00} in ln t")));
    }

    [Test]
    public void Pieces_are_shown_at_multiples_of_each_seeds_own_time_of_perfect_fit()
    {
        RunRecord[] runs = [.. ((int[])[16, 32]).Select(fit => Records.SyntheticRuns(Epochs, SyntheticRuns.Regions(Epochs) with
        {
            Pieces = new([(int)Math.Round(0.6 * fit), (int)Math.Round(0.87 * fit), (int)Math.Round(1.8 * fit)], [3, 5, 4], [2, 2, 2]),
        }, perfectFrom: fit))];
        LineChart chart = Drawn(StatisticFigures.Pieces("title", [("ViT", runs)]));
        LineSeries wrong = chart.Panels[0].Series[0];

        Assert.That(wrong.Values, Is.EqualTo(new[] { 3, 5, 4 }));
        Assert.That(wrong.X, Has.All.Matches<double>(x => RegionOptions.OutputTimes.Contains(x)));
        Assert.That(chart.Panels[0].Windows, Has.Count.EqualTo(3));
    }

    private static LineChart Drawn(Figure? figure)
    {
        Assert.That(() => figure!.Measure(), Throws.Nothing);
        return (LineChart)figure!;
    }

    // Snapshots drift apart in ln t; with a jump, all of the change is before it.
    private static EpochSimilarity Block(string tap, double speed, int? jump = null)
    {
        double[] place = [.. Epochs.Select(epoch => speed * (jump is { } end && epoch > end ? Math.Log(end + 1) + 0.05 * Math.Log((epoch + 1.0) / (end + 1)) : Math.Log(epoch + 1)))];
        return new(tap, Epochs, Matrices.Fill(Epochs.Length, (i, j) => Math.Cos(place[i] - place[j])), "CKA (biased)");
    }

    private static RunRecord Run(Func<int, double> error) => Records.SyntheticRuns(Epochs, null) with
    {
        Metrics = [.. Epochs.Select(epoch => new SnapshotMetrics(epoch, 0.5, 0.5 + 0.4 * epoch / 64, 0.25, 1 - error(epoch)))],
    };
}
