using RepDynamics.Figures;
using RepDynamics.Probes;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Training;

namespace RepDynamics.Studies;

/// <summary>The figures that every claim may draw of one run.</summary>
public static class RunFigures
{
    private const string Cka = "linear CKA";

    /// <summary>Every tap compared with itself across epochs, by CKA and, where they were measured, by decision regions below.</summary>
    /// <param name="run">The run.</param>
    /// <param name="title">The figure's title, such as what was found; null for what it shows.</param>
    public static Figure Similarity(RunRecord run, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new HeatMapGrid
        {
            Title = title ?? "Each layer compared with itself across epochs",
            Quantity = Cka,
            Range = (0, 1), // one scale for all figures
            Rows = run.Regions is { } regions
                ? [Row($"{run.Name}, linear CKA", run, run.Similarities), Row($"{run.Name}, decision regions", run, regions.HeldOut.Similarities) with { Quantity = EqualClasses(regions) }]
                : [Row(run.Name, run, run.Similarities)],
        };
    }

    /// <summary>The blocks of several runs below one another, with the phases that their statistic compares framed on the diagonal.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="rows">Runs, each with a heading, the matrices of its blocks, and for each the first epochs of its phases but the first.</param>
    public static Figure Blocks(string title, IEnumerable<(string Heading, RunRecord Run, IReadOnlyList<EpochSimilarity> Blocks, IReadOnlyList<IReadOnlyList<int>> Phases)> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new HeatMapGrid
        {
            Title = title,
            Quantity = Cka,
            Range = (0, 1),
            Rows =
            [
                .. rows.Select(row => Row(row.Heading, row.Run, row.Blocks) with
                {
                    Quantity = row.Run.Regions is { } regions && row.Blocks[0].MeasureName == regions.HeldOut.Similarities[0].MeasureName ? EqualClasses(regions) : Cka,
                    Panels = [.. row.Blocks.Zip(row.Phases, (block, phases) => new HeatMapPanel(block.Tap, block.ToMatrix()) { Phases = phases })],
                }),
            ],
        };
    }

    private static string EqualClasses(RunRegions regions) =>
        FormattableString.Invariant($"share of equal classes, chance {1.0 / regions.HeldOut.Taps[0].Maps[0].Classes:0.##}");

    /// <summary>Accuracies while the network trains.</summary>
    /// <param name="run">The run.</param>
    public static Figure Curves(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Curves(run.Name, run.Metrics, run.PerfectFitEpoch);
    }

    /// <summary>The chart of a run's accuracies, which the report draws, too.</summary>
    internal static CurveChart Curves(string run, IReadOnlyList<SnapshotMetrics> metrics, int? perfectFitEpoch)
    {
        int[] epochs = [.. metrics.Select(m => m.Epoch)];
        return new CurveChart
        {
            Title = run,
            YLabel = "accuracy",
            YRange = (0, 1),
            PerfectFitEpoch = perfectFitEpoch,
            Series =
            [
                new("training, labels given", epochs, [.. metrics.Select(m => m.TrainAccuracy)]),
                .. metrics.Any(m => m.MislabelledTrueAccuracy is null)
                    ? (CurveSeries[])[]
                    : [new("mislabelled, true labels", epochs, [.. metrics.Select(m => m.MislabelledTrueAccuracy!.Value)])],
                new("test", epochs, [.. metrics.Select(m => m.TestAccuracy)]),
            ],
        };
    }

    /// <summary>How well the probes of some taps classify held-out images while the network trains, beside the network itself.</summary>
    /// <param name="run">A run whose regions were measured.</param>
    public static Figure Probes(RunRecord run)
    {
        RunRegions regions = Measured(run);
        return new CurveChart
        {
            Title = $"{run.Name}: linear probes on held-out images",
            YLabel = "accuracy",
            YRange = (0, 1),
            PerfectFitEpoch = run.PerfectFitEpoch,
            Levels = [new(FormattableString.Invariant($"chance, {1.0 / regions.HeldOut.Taps[0].Maps[0].Classes:0.##}"), 1.0 / regions.HeldOut.Taps[0].Maps[0].Classes)],
            Series =
            [
                .. Chosen(run).SkipLast(1).Select(tap => Curve(tap, [.. regions.Probes.Where(report => report.Tap == tap)])),
                new("network", [.. run.Metrics.Select(m => m.Epoch)], [.. run.Metrics.Select(m => m.TestAccuracy)]),
            ],
        };

        static CurveSeries Curve(string tap, ProbeReport[] reports) =>
            new(tap, [.. reports.Select(r => r.Epoch)], [.. reports.Select(r => r.HeldOutAccuracy)]);
    }

    /// <summary>Into how many regions the planes around mislabelled images fall while the network trains.</summary>
    /// <param name="run">A run whose regions were measured, on labels some of which are wrong.</param>
    public static Figure Fragments(RunRecord run)
    {
        PlaneRegions planes = Memorized(run);
        return new CurveChart
        {
            Title = $"{run.Name}: regions around mislabelled training images",
            YLabel = "regions a plane",
            PerfectFitEpoch = run.PerfectFitEpoch,
            Series =
            [
                .. Chosen(run).Select(tap => new CurveSeries(
                    tap,
                    [.. planes[tap].Maps.Select(map => map.Epoch)],
                    [.. planes[tap].Maps.Select(Fragmentation.Mean)])),
            ],
        };
    }

    /// <summary>The regions of some taps at the epochs that matter: the first, where phases begin, perfect fit, the last.</summary>
    /// <param name="run">A run whose regions were measured, on labels some of which are wrong.</param>
    /// <param name="classes">Names of the classes.</param>
    public static Figure Panels(RunRecord run, IReadOnlyList<string> classes)
    {
        // Finely where that was measured; the statistics read coarser maps.
        PlaneRegions planes = run.DrawnPlane ?? Memorized(run);
        SortedDictionary<int, string> columns = DrawnPlane.Epochs(run);
        return new RegionPanels
        {
            Title = $"Decision regions around {Mislabelled(planes, classes)}",
            Subtitle = FormattableString.Invariant($"{run.Name}, {planes.Taps[0].Maps[0].Resolution} x {planes.Taps[0].Maps[0].Resolution} points"),
            ClassNames = classes,
            Resolution = planes.Taps[0].Maps[0].Resolution,
            Epochs = [.. columns.Select(column => new EpochColumn(column.Key, column.Value))],
            Taps = [.. Chosen(run).Select(tap => Row(planes[tap], map => columns.ContainsKey(map.Epoch)))],
            Corners = Corners(planes),
        };
    }

    /// <summary>The network's own regions on one plane at every snapshot, for talks.</summary>
    /// <param name="run">A run whose regions were measured, on labels some of which are wrong.</param>
    /// <param name="classes">Names of the classes.</param>
    public static Figure Film(RunRecord run, IReadOnlyList<string> classes)
    {
        PlaneRegions planes = Memorized(run);
        TapRegions output = planes.Taps[^1];
        return new FilmStrip
        {
            Title = $"The network's decisions around {Mislabelled(planes, classes)}",
            Subtitle = run.Name,
            ClassNames = classes,
            Resolution = output.Maps[0].Resolution,
            Epochs = [.. output.Maps.Select(map => map.Epoch)],
            PerfectFitEpoch = NearestToFit(run, [.. output.Maps.Select(map => map.Epoch)]),
            Taps = [Row(output, _ => true)],
            Corners = Corners(planes),
        };
    }

    private static string Mislabelled(PlaneRegions planes, IReadOnlyList<string> classes) =>
        planes.Planes[0][0] is var image ? $"a training image of class '{classes[image.TrueLabel]}', labelled '{classes[image.GivenLabel]}'" : "";

    // t* need not be the epoch of a snapshot.
    private static int? NearestToFit(RunRecord run, int[] epochs) => run.PerfectFitEpoch is { } fit ? epochs.MinBy(epoch => Math.Abs(epoch - fit)) : null;

    // As many as a reader can distinguish: the first tap, blocks evenly through the depth up to the deepest, the output.
    private static string[] Chosen(RunRecord run)
    {
        const int most = 5;
        string[] taps = [.. Measured(run).HeldOut.Taps.Select(tap => tap.Tap)];
        return taps.Length <= most ? taps : [.. Enumerable.Range(0, most - 1).Select(i => taps[(int)Math.Round(i * (taps.Length - 2) / (most - 2.0))]), taps[^1]];
    }

    private static RunRegions Measured(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Regions ?? throw new ArgumentException($"{run.Name}: decision regions were not measured.", nameof(run));
    }

    private static PlaneRegions Memorized(RunRecord run) => Measured(run).Mislabelled
        ?? throw new ArgumentException($"{run.Name}: no label is wrong, so that there are no planes around mislabelled images.", nameof(run));

    private static HeatMapRow Row(string title, RunRecord run, IReadOnlyList<EpochSimilarity> taps) => new()
    {
        Title = title,
        Epochs = taps[0].Epochs,
        PerfectFitEpoch = run.PerfectFitEpoch is { } fit && fit >= taps[0].Epochs[0] && fit <= taps[0].Epochs[^1] ? fit : null,
        Note = run.PerfectFitEpoch is null ? null : "t* outside",
        Panels = [.. taps.Select(s => new HeatMapPanel(s.Tap, s.ToMatrix()))],
    };

    private static RegionRow Row(TapRegions tap, Func<RegionMap, bool> shown) =>
        new(tap.Tap, [.. tap.Maps.Where(shown).Select(map => map.Plane(0).ToArray())]);

    // Figures count from the left and from below, as shares of the map.
    private static PlaneImage[] Corners(PlaneRegions planes)
    {
        double steps = planes.Taps[0].Maps[0].Resolution - 1;
        return [.. planes.Planes[0].Select(image => new PlaneImage(
            $"image {image.Index}", image.Place.Column / steps, image.Place.Row / steps, image.TrueLabel, image.GivenLabel,
            image.Shape[2], image.Shape[1], Interleaved(image)))];
    }

    // [channels, height, width] -> [height, width, 3]; a grey image has one channel.
    private static byte[] Interleaved(CornerImage image)
    {
        int size = image.Shape[1] * image.Shape[2];
        return [.. Enumerable.Range(0, 3 * size).Select(i => image.Pixels[i % 3 % image.Shape[0] * size + i / 3])];
    }
}
