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
    public static IReadOnlyList<EpochSimilarity> BlocksBy(this RunRecord run, SimilarityMeasure measure)
    {
        return measure switch
        {
            SimilarityMeasure.Cka => run.Blocks,
            SimilarityMeasure.CkaDebiased => Measured(run.Debiased),
            SimilarityMeasure.CkaClassToken => run.ClassTokens is { } tokens ? RunRecord.BlocksOf(tokens) : run.Blocks,
            SimilarityMeasure.CkaPooled => Measured(run.Pooled),
            SimilarityMeasure.CkaDeconfounded => Measured(run.Deconfounded),
            SimilarityMeasure.CkaWithoutOutliers => Measured(run.WithoutOutliers),
            SimilarityMeasure.Regions => run.RegionBlocks,
            _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "There is no such measure."),
        };

        IReadOnlyList<EpochSimilarity> Measured(IReadOnlyList<EpochSimilarity>? taps) => taps is null
            ? throw new InvalidOperationException($"{run.Name}: {measure} was not measured; the scheduler has {nameof(RunScheduler.Sensitivity)} off.")
            : RunRecord.BlocksOf(taps);
    }

    /// <summary>Returns whether a run was compared by a measure.</summary>
    public static bool Has(this RunRecord run, SimilarityMeasure measure)
    {
        return measure switch
        {
            SimilarityMeasure.Cka => true,
            SimilarityMeasure.CkaDebiased => run.Debiased is not null,
            SimilarityMeasure.CkaClassToken => run.ClassTokens is not null,
            SimilarityMeasure.CkaPooled => run.Pooled is not null,
            SimilarityMeasure.CkaDeconfounded => run.Deconfounded is not null,
            SimilarityMeasure.CkaWithoutOutliers => run.WithoutOutliers is not null,
            SimilarityMeasure.Regions => run.Regions is not null,
            _ => false,
        };
    }

    /// <summary>Returns the epoch x epoch similarity of each block on the snapshots of a grid.</summary>
    /// <param name="snapshots">The schedule of the run's snapshots.</param>
    /// <exception cref="InvalidOperationException">The run was not compared by this measure.</exception>
    public static IReadOnlyList<EpochSimilarity> BlocksBy(this RunRecord run, SimilarityMeasure measure, EpochGrid grid, SnapshotSchedule snapshots)
    {
        int last = run.Metrics[^1].Epoch;
        IReadOnlyList<int> epochs = grid == EpochGrid.Logarithmic ? snapshots.LogarithmicGrid(last) : snapshots.LinearGrid(last);
        return [.. run.BlocksBy(measure).Select(block => block.OnGrid(epochs))];
    }
}
