using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using RepDynamics.Figures;
using RepDynamics.IO;
using RepDynamics.Studies;

namespace RepDynamics.Reports;

// Claims share runs: a run's matrices stand once in the page, and are drawn wherever a claim refers to them.

/// <summary>The runs of a report, each once, and what the page's script draws of them.</summary>
internal sealed class RunData
{
    /// <summary>Gathers the runs of all claims; what two claims know of one run is put together.</summary>
    public RunData(IEnumerable<ClaimResult> results)
    {
        Runs =
        [
            .. results.SelectMany(result => result.Runs.Select(run => (result.Profile, Run: run)))
                .GroupBy(entry => entry.Run.RecipeHash)
                .Select(group => new ReportedRun(
                    "run-" + Number.Short(group.Key), group.First().Profile, Join([.. group.Select(entry => entry.Run)]))),
        ];
    }

    public ImmutableArray<ReportedRun> Runs { get; }

    public ReportedRun Of(RunEvidence run) => Runs.Single(r => r.Evidence.RecipeHash == run.RecipeHash);

    public string Json() => JsonSerializer.Serialize(
        new
        {
            // From dark to light, evenly spaced; between them straight lines are close enough.
            Colors = Enumerable.Range(0, 16).Select(i => ColorMap.At(i / 15.0)).Select(c => (int[])[c.Red, c.Green, c.Blue]),
            Runs = Runs.ToDictionary(run => run.Anchor, run => new
            {
                run.Evidence.Name,
                Fit = run.Evidence.PerfectFitEpoch,
                Measures = Measures(run.Evidence).Select(measure => new
                {
                    Name = measure.Key.Measure,
                    measure.First().Epochs,
                    Edges = Edges(measure.First().Epochs),
                    Taps = measure.Select(matrix => new { matrix.Tap, Cells = Cells(matrix) }),
                }),
            }),
        },
        JsonFormat.OneLine);

    /// <summary>A run's matrices that belong together: of one measure, on one set of epochs; in the order of the file.</summary>
    public static IEnumerable<IGrouping<(string Measure, string Epochs), MatrixEvidence>> Measures(RunEvidence run) =>
        run.Matrices.GroupBy(matrix => (matrix.Measure, string.Join(',', matrix.Epochs)));

    private static RunEvidence Join(IReadOnlyList<RunEvidence> same)
    {
        RunEvidence best = same.FirstOrDefault(run => run.Metrics.Length > 0) ?? same[0];
        return best with { Matrices = [.. same.SelectMany(run => run.Matrices).DistinctBy(matrix => (matrix.Measure, matrix.Tap))] };
    }

    // Where the cells of the snapshots begin and end on the axis of all figures, in thousandths.
    private static int[] Edges(ImmutableArray<int> epochs) =>
        [.. EpochAxis.OfCells(epochs).CellEdges(epochs).Select(edge => (int)Math.Round(1000 * edge))];

    // Two bytes an entry, the lower first.
    private static string Cells(MatrixEvidence matrix)
    {
        byte[] bytes = new byte[2 * matrix.Thousandths.Length];
        for (int i = 0; i < matrix.Thousandths.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), (short)Math.Clamp(matrix.Thousandths[i], short.MinValue, short.MaxValue));
        return Convert.ToBase64String(bytes);
    }
}

internal sealed record ReportedRun(string Anchor, string Profile, RunEvidence Evidence);
