using System.Collections.Immutable;
using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>Cuts training into contiguous phases within which a representation stays like itself.</summary>
/// <remarks>
/// <para>
/// The contrast of a split is the mean similarity over pairs of different snapshots of the same phase, all phases pooled, minus
/// the mean over pairs of snapshots of different phases. The best split has the greatest contrast of all that leave every
/// phase its minimum length; among equally good ones, to <see cref="TieTolerance"/>, the one whose first boundary is earliest,
/// then the second, and so on. Phases are counted in snapshots, so the split depends on the grid of epochs
/// (<see cref="EpochSimilarity.OnGrid"/>): docs/design.md#statistics asks that conclusions agree on the logarithmic and the linear one.
/// </para>
/// <para>
/// All splits are tried: O(E^2) for 3 phases, E to the power of phases - 1 in general.
/// </para>
/// </remarks>
public static class Phases
{
    /// <summary>Number of phases, docs/design.md#statistics.</summary>
    public const int DefaultCount = 3;

    /// <summary>Fewest snapshots of a phase, docs/design.md#statistics.</summary>
    public const int DefaultMinimumLength = 3;

    /// <summary>Contrasts that differ by less than this are equal: rounding must not move a boundary.</summary>
    public const double TieTolerance = 1e-12;

    /// <summary>The best split of one block.</summary>
    /// <param name="block">A matrix of at least <paramref name="phases"/> x <paramref name="minimumLength"/> snapshots.</param>
    /// <param name="phases">Number of phases, at least 2.</param>
    /// <param name="minimumLength">Fewest snapshots of a phase, at least 2, so that every phase has a pair.</param>
    /// <returns>The split, with the contrast of this block.</returns>
    /// <exception cref="ArgumentException">Too few snapshots.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Number or length of phases is below 2.</exception>
    public static PhaseSplit Of(
        EpochSimilarity block, int phases = DefaultCount, int minimumLength = DefaultMinimumLength)
    {
        ArgumentNullException.ThrowIfNull(block);
        return Common([block], phases, minimumLength);
    }

    /// <summary>The best split that all blocks of a network share: the one with the greatest mean contrast.</summary>
    /// <remarks>
    /// For boundaries to draw over all layers at once. The statistic that decides claims is <see cref="PhaseContrast"/>,
    /// which lets every block have its own split.
    /// </remarks>
    /// <param name="blocks">
    /// At least 1 matrix of different taps of one network, with the same measure and the same epochs, at least
    /// <paramref name="phases"/> x <paramref name="minimumLength"/> of them.
    /// </param>
    /// <param name="phases">Number of phases, at least 2.</param>
    /// <param name="minimumLength">Fewest snapshots of a phase, at least 2, so that every phase has a pair.</param>
    /// <returns>The split, with the contrast of each block at it.</returns>
    /// <exception cref="ArgumentException">
    /// No block, too few snapshots, a tap twice, or blocks that differ in epochs or measure.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">Number or length of phases is below 2.</exception>
    public static PhaseSplit Common(
        IReadOnlyList<EpochSimilarity> blocks, int phases = DefaultCount, int minimumLength = DefaultMinimumLength)
    {
        Check(blocks, phases, minimumLength);
        var epochs = blocks[0].Epochs;

        // A contrast is linear in the matrix: the mean contrast of the blocks is the contrast of their mean.
        var mean = new SegmentSums(epochs.Length, (i, j) => blocks.Average(block => block[i, j]));
        var starts = Best(mean, epochs.Length, phases, minimumLength);
        ImmutableArray<TapContrast> taps =
        [
            .. blocks.Select(block => new TapContrast(
                block.Tap, new SegmentSums(block.Count, (i, j) => block[i, j]).Contrast(starts))),
        ];
        return new PhaseSplit(
            [.. starts], [.. starts.Select(position => epochs[position])], taps.Average(tap => tap.Contrast), taps);
    }

    /// <summary>Throws unless the blocks can be split so.</summary>
    internal static void Check(IReadOnlyList<EpochSimilarity> blocks, int phases, int minimumLength)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        if (phases < 2)
            throw new ArgumentOutOfRangeException(nameof(phases), phases, "Expected at least 2 phases; one has no contrast.");
        if (minimumLength < 2)
        {
            throw new ArgumentOutOfRangeException(
                nameof(minimumLength), minimumLength, "Expected phases of at least 2 snapshots; one snapshot has no pair.");
        }

        if (blocks.Count < 1)
            throw new ArgumentException("Phases are found in blocks: expected at least 1, found none.", nameof(blocks));
        Blocks.CheckOneNetwork(blocks);
        var first = blocks[0];
        if (first.Count < (long)phases * minimumLength)
        {
            throw new ArgumentException(
                $"Tap {first.Tap}: {phases} phases of at least {minimumLength} snapshots need at least "
                + $"{(long)phases * minimumLength} snapshots, found {first.Count}: take more during training, or ask for fewer "
                + "or shorter phases.",
                nameof(blocks));
        }
    }

    private static int[] Best(SegmentSums sums, int count, int phases, int minimumLength)
    {
        var starts = new int[phases];
        int[] best = [];
        var greatest = double.NegativeInfinity;
        Place(1);
        return best;

        // Boundaries are placed from the left, each as early as it can be, so that ties go to the earliest split.
        void Place(int phase)
        {
            if (phase == phases)
            {
                var contrast = sums.Contrast(starts);
                if (contrast > greatest + TieTolerance)
                    (greatest, best) = (contrast, [.. starts]);
                return;
            }

            var latest = count - ((phases - phase) * minimumLength);
            for (var start = starts[phase - 1] + minimumLength; start <= latest; start++)
            {
                starts[phase] = start;
                Place(phase + 1);
            }
        }
    }
}
