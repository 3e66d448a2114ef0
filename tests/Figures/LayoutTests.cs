using RepDynamics.Figures;

namespace RepDynamics.Tests.Figures;

/// <summary>No label may touch another or leave the picture, with ordinary and with awkward data.</summary>
public class LayoutTests
{
    private static IEnumerable<Figure> All => Figures().Select(test => (Figure)test.Arguments[0]!);

    private static IEnumerable<TestCaseData> Figures()
    {
        yield return Case("four networks", SampleData.FourNetworks());
        yield return Case("one panel with a long heading", Grid(SampleData.Row(
            "A network with a name that is much longer than its only map, and a seed", ["x"], null)));
        yield return Case("a long heading beside the colour bar", new HeatMapGrid
        {
            Rows =
            [
                SampleData.Row("ViT", ["x", "y"], 3),
                SampleData.Row("A network whose name is longer than its two maps", ["x", "y"], null),
            ],
        });
        yield return Case("long names of taps", Grid(SampleData.Row("ViT", ["the first encoder block", "the second encoder block"], 120)));
        yield return Case("a long quantity and a clipped range", new HeatMapGrid
        {
            Rows = [SampleData.Row("ViT", SampleData.VitTaps, 57)],
            Quantity = "fraction of points of the planes in the same region",
            Range = (0.61, 0.655),
        });
        yield return Case("training curves", SampleData.TrainingCurves());
        yield return Case("t* at the last epoch", SampleData.Curves(
            "loss with a very long name that goes on and on beyond the height of the plot, so that the picture must grow", [new("training", [0, 4000], [-1234.5, 3])], fit: 4000));
        yield return Case("seven curves", SampleData.Curves("loss", [.. Enumerable.Range(0, 7).Select(i => new LineSeries($"curve {i}", [0, 10], [i, i + 1.0]))]));
        yield return Case("region panels", SampleRegions.Panels());
        yield return Case("synchrony", SampleData.Synchrony());
        yield return Case("four conditions", SampleData.FourConditions());
        yield return Case("around t*", SampleData.AroundFit());
        yield return Case("matrices of blocks", SampleData.Concordance());
        yield return Case("two quantities and phases", new HeatMapGrid
        {
            Title = "A title that is far longer than the only two maps below it are wide, so that it is broken into lines instead of widening the figure",
            Rows =
            [
                SampleData.Row("ViT, linear CKA", SampleData.VitTaps, 57) with { Quantity = "linear CKA" },
                SampleData.Row("ViT, regions", SampleData.VitTaps, 57) with
                {
                    Quantity = "share of equal classes, chance 0.25",
                    Panels = [.. SampleData.Row("", SampleData.VitTaps, 57).Panels.Select(panel => panel with { Phases = [12, 60] })],
                },
            ],
        });
        yield return Case("parts that are not decided", new IntervalChart
        {
            XLabel = "acceleration",
            Margin = 0.41,
            Confidence = .9,
            Conditions =
            [
                new("SGD", [0.5, 0.6], 0.4, 0.7, "inconclusive"),
                IntervalCondition.Undecided("with minus without, Adam", [0.1], "not decided: no double descent seen"),
                IntervalCondition.Undecided("deep minus shallow, Adam", [], "not decided: a double descent is looked for on 3 seeds or more, there are 2"),
            ],
        });
        yield return Case("intervals far from zero", new IntervalChart
        {
            XLabel = "a statistic whose name is far longer than the plot and its labels together can hold, so that it would leave the picture at both ends",
            Margin = 0.001,
            Confidence = .95,
            Conditions = [new("A", [0.8, 0.9], 0.5, 1.2, "reproduced"), new("B", [-0.8, -0.9], -1.2, -0.5, "contradicted")],
        });
        // Five equal values: their mean as computed differs from the interval's ends in the last digit.
        yield return Case("no margin, and an interval of no width", new IntervalChart
        {
            XLabel = "location",
            Margin = 0,
            Confidence = .9,
            Conditions = [new("A", [.. Enumerable.Repeat(-0.8697347285289202, 5)], -0.8697347285289202, -0.8697347285289202, "reproduced")],
        });
        yield return Case("no round epoch, and more taps than two rows hold", new HeatMapGrid
        {
            Quantity = "CKA",
            Rows = [SampleData.Row("deep", [.. Enumerable.Range(1, 17).Select(tap => $"block{tap}")], 57) with { Epochs = [.. Enumerable.Range(0, SampleData.Epochs.Length).Select(i => 31 + i)], PerfectFitEpoch = null }],
        });
    }

    [Test]
    public void Labels_lie_within_the_picture_keep_a_gap_side_by_side_and_none_overlap([ValueSource(nameof(All))] Figure figure, [Values] FigureTheme theme)
    {
        const float Gap = 4;
        IReadOnlyList<PlacedLabel> labels = figure.PlaceLabels(theme);
        SkiaSharp.SKRect[] bounds = [.. labels.Select(label => label.Bounds with { Left = label.Bounds.Left - Gap })];
        (int width, int height) = figure.Measure(theme);
        var picture = SkiaSharp.SKRect.Create(0, 0, width, height);

        Assert.That(labels.Where(label => !picture.Contains(label.Bounds)), Is.Empty);
        for (int i = 0; i < bounds.Length; i++)
        {
            for (int j = 0; j < i; j++)
                Assert.That(bounds[i].IntersectsWith(bounds[j]), Is.False, $"'{labels[i]}' and '{labels[j]}'");
        }
    }

    [Test]
    public void Figures_name_networks_taps_axes_perfect_fits_and_numbers()
    {
        string[] grid = Texts(SampleData.FourNetworks()), intervals = Texts(SampleData.Synchrony());

        Assert.That(grid, Is.SupersetOf(SampleData.ResNetTaps.Concat(SampleData.VitTaps).Distinct()));
        Assert.That(grid, Is.SupersetOf(new[] { "ViT, SGD, seed 10", "epoch", "linear CKA", "t* = 57, perfect fit", "never fits perfectly: no t*" }));
        Assert.That(intervals, Is.SupersetOf(new[] { "0.323 [0.260, 0.385]", "Reproduced", "margin \u00B10.10" }));
    }

    [TestCase(null, null, "never fits perfectly: no t*")]
    [TestCase("400 images", null, "400 images")]
    [TestCase("400 images", 2, "t* = 2, perfect fit")]
    public void What_stands_beside_the_title_is_what_is_known(string? note, int? perfectFit, string expected)
    {
        string[] labels = Texts(Grid(SampleData.Row("A network", ["block1"], perfectFit) with { Note = note }));

        Assert.That(labels, Does.Contain(expected));
        Assert.That(labels.Count(l => l.Contains("t*", StringComparison.Ordinal) || l == note), Is.EqualTo(1));
    }

    private static string[] Texts(Figure figure) => [.. figure.PlaceLabels().Select(label => label.Text)];

    private static HeatMapGrid Grid(HeatMapRow row) => new() { Rows = [row] };

    private static TestCaseData Case(string name, Figure figure) => new TestCaseData(figure).SetArgDisplayNames(name);
}
