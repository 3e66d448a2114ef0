using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

// docs/design.md#statistics leaves open whether the blocks share a best split. They do not here: blocks may pass their phases at different times (that is what synchrony measures), and a common split
// would charge such a network with unclear phases as well. On the first kept runs (ViTSync, profile cpu, seed 10) it makes little
// difference: at most .006 on either grid.

/// <summary>How clearly training falls into phases, over the blocks of one network.</summary>
public static class PhaseContrast
{
    /// <summary>Mean over blocks of the contrast of each block's own best split (<see cref="Phases.Of"/>).</summary>
    /// <remarks>
    /// Never below the contrast of the common split (<see cref="Phases.Common"/>). The best of many splits has a positive
    /// contrast even where there are no phases, the more so the more snapshots there are: compare networks on the same grid
    /// of epochs, and never a contrast with 0.
    /// </remarks>
    /// <param name="blocks">
    /// At least 1 matrix of different taps of one network, with the same measure and the same epochs, at least
    /// <paramref name="phases"/> x <paramref name="minimumLength"/> of them.
    /// </param>
    /// <param name="phases">Number of phases, at least 2.</param>
    /// <param name="minimumLength">Fewest snapshots of a phase, at least 2.</param>
    /// <returns>A difference of mean similarities: at most 1 for similarities in [0, 1].</returns>
    /// <exception cref="ArgumentException">
    /// No block, too few snapshots, a tap twice, or blocks that differ in epochs or measure.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">Number or length of phases is below 2.</exception>
    public static double Of(
        IReadOnlyList<EpochSimilarity> blocks,
        int phases = Phases.DefaultCount,
        int minimumLength = Phases.DefaultMinimumLength)
    {
        Phases.Check(blocks, phases, minimumLength);
        return blocks.Average(block => Phases.Of(block, phases, minimumLength).Contrast);
    }
}
