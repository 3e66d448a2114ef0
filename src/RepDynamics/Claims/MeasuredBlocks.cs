using RepDynamics.Runs;
using RepDynamics.Similarity;

namespace RepDynamics.Claims;

/// <summary>The blocks of a run by either measure: statistics never know which one they read.</summary>
public static class MeasuredBlocks
{
    /// <summary>How each block compares with itself across epochs.</summary>
    /// <param name="run">The run.</param>
    /// <param name="measure">How its snapshots are compared.</param>
    /// <exception cref="InvalidOperationException">Regions are asked for, and were not measured.</exception>
    public static IReadOnlyList<EpochSimilarity> BlocksBy(this RunRecord run, Measure measure)
    {
        ArgumentNullException.ThrowIfNull(run);
        return measure switch
        {
            Measure.Cka => run.Blocks,
            Measure.Regions => run.RegionBlocks,
            _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "There is no such measure."),
        };
    }
}
