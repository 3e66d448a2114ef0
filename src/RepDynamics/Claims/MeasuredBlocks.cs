using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Training;

namespace RepDynamics.Claims;

/// <summary>The blocks of a run, compared by any <see cref="SimilarityMeasure"/>.</summary>
public static class MeasuredBlocks
{
    /// <summary>Returns the epoch x epoch similarity of each block.</summary>
    /// <remarks>For a network without class tokens, <see cref="SimilarityMeasure.CkaClassToken"/> reads whole outputs.</remarks>
    /// <exception cref="InvalidOperationException">The run was not compared by this measure.</exception>
    public static IReadOnlyList<EpochSimilarity> BlocksBy(this RunRecord run, SimilarityMeasure measure) => (measure, Taps(run, measure)) switch
    {
        (_, { } taps) => RunRecord.BlocksOf(taps),
        (SimilarityMeasure.CkaClassToken, null) => run.Blocks,
        // Throws.
        (SimilarityMeasure.Regions, null) => run.RegionBlocks,
        _ => throw new InvalidOperationException($"{run.Name}: {measure} was not measured; the scheduler has {nameof(RunScheduler.Sensitivity)} off."),
    };

    /// <summary>Returns whether a run was compared by a measure.</summary>
    public static bool Has(this RunRecord run, SimilarityMeasure measure) =>
        measure == SimilarityMeasure.Regions ? run.Regions is not null : Taps(run, measure) is not null;

    /// <summary>Returns the epoch x epoch similarity of each block on the snapshots of a grid.</summary>
    /// <param name="snapshots">The schedule of the run's snapshots.</param>
    /// <exception cref="InvalidOperationException">The run was not compared by this measure.</exception>
    public static IReadOnlyList<EpochSimilarity> BlocksBy(this RunRecord run, SimilarityMeasure measure, EpochGrid grid, SnapshotSchedule snapshots)
    {
        int last = run.Metrics[^1].Epoch;
        IReadOnlyList<int> epochs = grid == EpochGrid.Logarithmic ? snapshots.LogarithmicGrid(last) : snapshots.LinearGrid(last);
        return [.. run.BlocksBy(measure).Select(block => block.OnGrid(epochs))];
    }

    private static IReadOnlyList<EpochSimilarity>? Taps(RunRecord run, SimilarityMeasure measure) => measure switch
    {
        SimilarityMeasure.Cka => run.Similarities,
        SimilarityMeasure.CkaDebiased => run.ByMeasure.FirstOrDefault(found => found.Key is { Estimator: CkaEstimator.Debiased, Variation: CkaVariation.None }).Value,
        SimilarityMeasure.CkaClassToken => Varied(run, CkaVariation.ClassToken),
        SimilarityMeasure.CkaPooled => Varied(run, CkaVariation.Pooled),
        SimilarityMeasure.CkaDeconfounded => Varied(run, CkaVariation.Deconfounded),
        SimilarityMeasure.CkaWithoutOutliers => Varied(run, CkaVariation.WithoutOutliers),
        SimilarityMeasure.Regions => run.Regions?.HeldOut.Similarities,
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "There is no such measure."),
    };

    private static IReadOnlyList<EpochSimilarity>? Varied(RunRecord run, CkaVariation variation) =>
        run.ByMeasure.FirstOrDefault(found => found.Key.Variation == variation).Value;
}
