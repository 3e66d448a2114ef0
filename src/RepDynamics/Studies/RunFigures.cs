using RepDynamics.Figures;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Similarity;

namespace RepDynamics.Studies;

/// <summary>The figures that every claim may draw of one run.</summary>
public static class RunFigures
{
    private const string Cka = "linear CKA";

    /// <summary>Every tap compared with itself across epochs, by CKA and, where they were measured, by decision regions below.</summary>
    /// <param name="title">The figure's title, such as what was found; null for what it shows.</param>
    public static Figure Similarity(RunRecord run, string? title = null) => Grid(title ?? "Each layer compared with itself across epochs", run.Regions is not { } regions
        ? [Row(run.Name, run, run.Similarities)]
        :
        [
            Row($"{run.Name}, linear CKA", run, run.Similarities),
            Row($"{run.Name}, decision regions", run, regions.HeldOut.Similarities) with { Quantity = EqualClasses(regions) },
        ]);

    /// <summary>The blocks of several runs below one another, with the phases that their statistic compares framed on the diagonal.</summary>
    /// <param name="rows">Runs, each with a heading, the matrices of its blocks, and for each the first epochs of its phases but the first.</param>
    public static Figure Blocks(string title, IEnumerable<(string Heading, RunRecord Run, IReadOnlyList<EpochSimilarity> Blocks, IReadOnlyList<IReadOnlyList<int>> Phases)> rows) => Grid(
        title,
        [
            .. rows.Select(row => Row(row.Heading, row.Run, row.Blocks) with
            {
                Quantity = row.Run.Regions is { } regions && row.Blocks[0].MeasureName == regions.HeldOut.Similarities[0].MeasureName ? EqualClasses(regions) : Cka,
                Panels = [.. row.Blocks.Zip(row.Phases, (block, phases) => new HeatMapPanel(block.Tap, block.ToMatrix()) { Phases = phases })],
            }),
        ]);

    // One scale for all figures.
    private static HeatMapGrid Grid(string title, HeatMapRow[] rows) => new() { Title = title, Quantity = Cka, Range = (0, 1), Rows = rows };

    private static HeatMapRow Row(string title, RunRecord run, IReadOnlyList<EpochSimilarity> taps) => new()
    {
        Title = title,
        Epochs = taps[0].Epochs,
        PerfectFitEpoch = run.PerfectFitEpoch is { } fit && fit >= taps[0].Epochs[0] && fit <= taps[0].Epochs[^1] ? fit : null,
        Note = run.PerfectFitEpoch is null ? null : "t* outside",
        Panels = [.. taps.Select(s => new HeatMapPanel(s.Tap, s.ToMatrix()))],
    };

    private static string EqualClasses(RunRegions regions) => FormattableString.Invariant($"share of equal classes, chance {Chance(regions).Value:0.##}");

    /// <summary>How well the probes of some taps classify held-out images while the network trains, beside the network itself.</summary>
    /// <param name="run">A run whose regions were measured.</param>
    public static Figure Probes(RunRecord run)
    {
        RunRegions regions = Measured(run);
        LineSeries[] series =
        [
            .. Chosen(run).SkipLast(1).Select(tap => Accuracy(tap, regions.Probes.Where(report => report.Tap == tap).Select(report => (report.Epoch, report.HeldOutAccuracy)))),
            Accuracy("network", run.Metrics.Select(m => (m.Epoch, m.TestAccuracy))),
        ];
        return new LineChart
        {
            Title = $"{run.Name}: linear probes on held-out images",
            YLabel = "accuracy",
            YRange = (0, 1),
            XAxis = ChartAxis.Epochs((int)series.Min(line => line.X[0]), (int)series.Max(line => line.X[^1])),
            Levels = [Chance(regions)],
            Panels = [new("", series) { Marks = run.PerfectFitEpoch is { } fit ? [new($"t* = {fit}, perfect fit: 99.5% of the given labels, for good", fit)] : [] }],
        };

        static LineSeries Accuracy(string name, IEnumerable<(int Epoch, double Value)> curve) =>
            new(name, [.. curve.Select(point => (double)point.Epoch)], [.. curve.Select(point => point.Value)]);
    }

    private static ChartLevel Chance(RunRegions regions) => ChartLevel.Chance(regions.HeldOut.Taps[0].Maps[0].Classes);

    /// <summary>The regions of some taps at the epochs that matter: the first, where phases begin, perfect fit, the last.</summary>
    /// <param name="run">A run whose regions were measured, on labels some of which are wrong.</param>
    public static Figure Panels(RunRecord run, IReadOnlyList<string> classes)
    {
        // Finely where that was measured; the statistics read coarser maps.
        PlaneRegions planes = run.DrawnPlane ?? Measured(run).Mislabelled
            ?? throw new ArgumentException($"{run.Name}: no label is wrong, so that there are no planes around mislabelled images.", nameof(run));
        SortedDictionary<int, string> columns = DrawnPlane.Epochs(run);
        CornerImage wrong = planes.Planes[0][0];
        int side = planes.Taps[0].Maps[0].Resolution;
        return new RegionPanels
        {
            Title = $"Decision regions around a training image of class '{classes[wrong.TrueLabel]}', labelled '{classes[wrong.GivenLabel]}'",
            Subtitle = FormattableString.Invariant($"{run.Name}, {side} x {side} points"),
            ClassNames = classes,
            Resolution = side,
            Epochs = [.. columns.Select(column => new EpochColumn(column.Key, column.Value))],
            Taps = [.. Chosen(run).Select(tap => new RegionRow(tap, [.. planes[tap].Maps.Where(map => columns.ContainsKey(map.Epoch)).Select(map => map.Plane(0).ToArray())]))],
            // Figures count from the left and from below, as shares of the map.
            Corners =
            [
                .. planes.Planes[0].Select(image => new PlaneImage(
                    $"image {image.Index}", image.Place.Column / (side - 1.0), image.Place.Row / (side - 1.0), image.TrueLabel, image.GivenLabel,
                    image.Shape[2], image.Shape[1], Interleaved(image))),
            ],
        };
    }

    // As many as a reader can distinguish: the first tap, blocks evenly through the depth up to the deepest, the output.
    private static string[] Chosen(RunRecord run)
    {
        const int most = 5;
        string[] taps = [.. Measured(run).HeldOut.Taps.Select(tap => tap.Tap)];
        return taps.Length <= most ? taps : [.. Enumerable.Range(0, most - 1).Select(i => taps[(int)Math.Round(i * (taps.Length - 2) / (most - 2.0))]), taps[^1]];
    }

    private static RunRegions Measured(RunRecord run) => run.Regions ?? throw new ArgumentException($"{run.Name}: decision regions were not measured.", nameof(run));

    // [channels, height, width] -> [height, width, 3]; a grey image has one channel.
    private static byte[] Interleaved(CornerImage image)
    {
        int size = image.Shape[1] * image.Shape[2];
        return [.. Enumerable.Range(0, 3 * size).Select(i => image.Pixels[i % 3 % image.Shape[0] * size + i / 3])];
    }
}
