using System.Collections.Immutable;
using RepDynamics.Claims;
using RepDynamics.Similarity;
using RepDynamics.Training;

namespace RepDynamics.Reports;

/// <summary>What the report shows of one run besides the figures: its curves, its matrices, and where it was trained.</summary>
public sealed record RunEvidence
{
    /// <summary>The run's title, as in <see cref="Verdict.RecipeHashes"/>: <c>ViT-SGD seed 10</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The hash of its recipe.</summary>
    public required string RecipeHash { get; init; }

    /// <summary>The epoch of perfect fit t*; null when it never happens.</summary>
    public required int? PerfectFitEpoch { get; init; }

    /// <summary>The machine and software that trained it.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Metrics at every snapshot, epochs increasing.</summary>
    public required ImmutableArray<SnapshotMetrics> Metrics { get; init; }

    /// <summary>The matrices of every tap, in the network's order, measure by measure.</summary>
    public required ImmutableArray<MatrixEvidence> Matrices { get; init; }
}

/// <summary>How one tap compares with itself across epochs, to three digits: enough to read off a heat map, and a tenth of the size.</summary>
public sealed record MatrixEvidence
{
    /// <summary>Name of the layer.</summary>
    public required string Tap { get; init; }

    /// <summary>Name of the measure.</summary>
    public required string Measure { get; init; }

    /// <summary>Epochs of the snapshots, <c>[E]</c>, strictly increasing.</summary>
    public required ImmutableArray<int> Epochs { get; init; }

    /// <summary>The lower triangle without the diagonal, row by row, in thousandths: (1,0), (2,0), (2,1), ..., <c>[E (E - 1) / 2]</c>.</summary>
    public required ImmutableArray<int> Thousandths { get; init; }

    /// <summary>Quantizes a matrix.</summary>
    /// <param name="tap">The matrix.</param>
    public static MatrixEvidence Of(EpochSimilarity tap)
    {
        ArgumentNullException.ThrowIfNull(tap);
        return new()
        {
            Tap = tap.Tap,
            Measure = tap.MeasureName,
            Epochs = tap.Epochs,
            Thousandths =
            [
                .. Enumerable.Range(0, tap.Count).SelectMany(i => Enumerable.Range(0, i).Select(j => (int)Math.Round(1000 * tap[i, j]))),
            ],
        };
    }
}
