using System.Collections.Immutable;
using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>Cuts training into contiguous phases within which a representation changes less than between them.</summary>
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
        ImmutableArray<int> epochs = blocks[0].Epochs;

        // A contrast is linear in the matrix: the mean contrast of the blocks is the contrast of their mean.
        var mean = new SegmentSums(epochs.Length, (i, j) => blocks.Average(block => block[i, j]));
        int[] starts = Best(mean, epochs.Length, phases, minimumLength);
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
        EpochSimilarity first = blocks[0];
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
        int[] best = [];
        double greatest = double.NegativeInfinity;
        foreach (int[] starts in Splits(count, phases, minimumLength))
        {
            double contrast = sums.Contrast(starts);
            if (contrast > greatest + TieTolerance) (greatest, best) = (contrast, [.. starts]);
        }
        return best;
    }

    /// <summary>
    /// All splits, as the first position of each phase. Boundaries are placed from the left, each as early as it can be, so that ties go to
    /// the earliest split. The array is reused: copy it to keep it.
    /// </summary>
    internal static IEnumerable<int[]> Splits(int count, int phases, int minimumLength)
    {
        int[] starts = [.. Enumerable.Range(0, phases).Select(phase => phase * minimumLength)];
        while (true)
        {
            yield return starts;
            // The last boundary that can move does; those after it return to where they can be first.
            int moved = phases - 1;
            while (moved > 0 && starts[moved] >= count - (phases - moved) * minimumLength) moved--;
            if (moved == 0) yield break;
            starts[moved]++;
            for (int phase = moved + 1; phase < phases; phase++) starts[phase] = starts[phase - 1] + minimumLength;
        }
    }
}

/// <summary>The epoch axis cut into contiguous phases, and how clearly the phases stand apart.</summary>
/// <param name="Starts">Position of the first snapshot of each phase, in order; the first is 0.</param>
/// <param name="Epochs">Epoch of the first snapshot of each phase; the boundaries to draw are all but the first.</param>
/// <param name="Contrast">Mean of the contrasts of the taps (<see cref="Phases"/>).</param>
/// <param name="Taps">The contrast of each tap at this split, in the order in which the blocks were given.</param>
public sealed record PhaseSplit(
    ImmutableArray<int> Starts, ImmutableArray<int> Epochs, double Contrast, ImmutableArray<TapContrast> Taps);

/// <summary>How clearly the phases of one tap stand apart.</summary>
/// <param name="Contrast">Mean similarity within phases minus mean similarity between phases.</param>
public sealed record TapContrast(string Tap, double Contrast);

// docs/design.md#statistics leaves open whether the blocks share a best split. They do not here: blocks may pass their phases at different times (that is what synchrony measures), and a common split
// would charge such a network with unclear phases as well. On the first stored runs (ViTSync, profile cpu, seed 10) it makes little
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

    /// <summary>How much of the change of the blocks lies between phases: mean over blocks of 1 - W / E at each block's own best split (<see cref="Phases.Of"/>), with
    /// W the mean of 1 - similarity over pairs of snapshots of the same phase, and E that over all pairs (<see cref="Evolution.Of"/>).</summary>
    /// <remarks>
    /// A contrast is large where a block changes much, whenever it does. Contrast over evolution is not, but is 1 / q even for perfect phases, q
    /// the share of pairs between phases, so that short phases at an end of training seem clear; times q it is 1 - W / E.
    /// </remarks>
    /// <param name="blocks">As in <see cref="Of"/>.</param>
    /// <returns>
    /// At most 1, reached if nothing changes within phases; .67 for a steady change in three phases of equal length. The same if 1 - similarity of a
    /// block is multiplied by a constant. Null if a block does not evolve.
    /// </returns>
    /// <exception cref="ArgumentException">As in <see cref="Of"/>.</exception>
    public static double? Clarity(IReadOnlyList<EpochSimilarity> blocks)
    {
        Phases.Check(blocks, Phases.DefaultCount, Phases.DefaultMinimumLength);
        return blocks.All(Evolution.IsThere) ? blocks.Average(block => Clarity(block, [.. Phases.Of(block).Starts])) : null;
    }

    /// <summary>The same at given boundaries instead of the best ones.</summary>
    /// <param name="blocks">As in <see cref="Of"/>, of any number of epochs.</param>
    /// <param name="starts">The first epoch of each phase, increasing; snapshots before the first are left out.</param>
    /// <returns>Null if a phase has no snapshot, no phase has two, or a block does not evolve.</returns>
    /// <exception cref="ArgumentException">Fewer than 2 phases, starts out of order, no block, a tap twice, or blocks that differ in epochs or measure.</exception>
    public static double? ClarityAt(IReadOnlyList<EpochSimilarity> blocks, IReadOnlyList<double> starts)
    {
        if (blocks.Count < 1) throw new ArgumentException("Phases are found in blocks: expected at least 1, found none.", nameof(blocks));
        if (starts.Count < 2 || starts.Zip(starts.Skip(1)).Any(pair => pair.First > pair.Second))
            throw new ArgumentException("Expected at least 2 phases, in their order.", nameof(starts));
        Blocks.CheckOneNetwork(blocks);
        int[] epochs = [.. blocks[0].Epochs.Where(epoch => epoch >= starts[0])];
        int[] positions = [.. starts.Select(start => epochs.TakeWhile(epoch => epoch < start).Count())];
        bool everyPhase = positions.Append(epochs.Length).Zip(positions.Skip(1).Append(epochs.Length)).Take(positions.Length).All(phase => phase.First < phase.Second);
        if (!everyPhase || epochs.Length == positions.Length) return null;
        EpochSimilarity[] from = [.. blocks.Select(block => block.OnGrid(epochs))];
        return from.All(Evolution.IsThere)
            ? from.Average(block => Clarity(block, positions))
            : null;
    }

    private static double Clarity(EpochSimilarity block, int[] starts) =>
        1 - (1 - new SegmentSums(block.Count, (i, j) => block[i, j]).Within(starts)) / Evolution.Of(block);

    /// <summary>How well the phases of one matrix fit another of the same block: its contrast at the other's best split, between the mean over all splits and its best.</summary>
    /// <param name="block">The matrix whose contrast is taken, such as that of decision regions.</param>
    /// <param name="other">The matrix that gives the split, such as that of CKA, at the same epochs.</param>
    /// <returns>1 where it is the best split of <paramref name="block"/>, 0 where it is as good as any; null if all splits are equally good.</returns>
    /// <exception cref="ArgumentException">The epochs differ, or there are too few.</exception>
    public static double? Following(EpochSimilarity block, EpochSimilarity other)
    {
        if (!block.Epochs.SequenceEqual(other.Epochs)) throw new ArgumentException($"Tap {block.Tap}: the epochs of the two measures differ.", nameof(other));
        PhaseSplit split = Phases.Of(other);
        SegmentSums sums = new(block.Count, (i, j) => block[i, j]);
        double[] all = [.. Phases.Splits(block.Count, Phases.DefaultCount, Phases.DefaultMinimumLength).Select(starts => sums.Contrast(starts))];
        double mean = all.Average(), best = all.Max();
        return best - mean > Evolution.Rounding ? (sums.Contrast([.. split.Starts]) - mean) / (best - mean) : null;
    }
}

// A phase is a square on the diagonal of the matrix, so that the contrast of any split follows from the sums over such squares.
// They are built up by additions alone: differences of two-dimensional prefix sums would lose digits for short phases.

/// <summary>Sums of similarities over the pairs of snapshots within every segment of the epoch axis.</summary>
internal sealed class SegmentSums
{
    private readonly int count;
    private readonly double origin;

    /// <summary>Entry (a, b): the sum over pairs a &lt;= i &lt; j &lt; b.</summary>
    private readonly double[,] within;

    /// <summary>Adds up a matrix, in O(E^2).</summary>
    /// <param name="count">Number of snapshots E, at least 2.</param>
    /// <param name="entry">Similarity of the snapshots at positions i &lt; j.</param>
    internal SegmentSums(int count, Func<int, int, double> entry)
    {
        this.count = count;
        within = new double[count + 1, count + 1];

        // A contrast does not change when all entries are moved together. Measured from one of them, equal entries have a
        // contrast of exactly 0.
        origin = entry(0, 1);
        for (int last = 1; last < count; last++)
        {
            double column = 0.0;
            for (int start = last - 1; start >= 0; start--)
            {
                column += entry(start, last) - origin;
                within[start, last + 1] = within[start, last] + column;
            }
        }
    }

    /// <summary>Mean over pairs within a phase.</summary>
    /// <param name="starts">As in <see cref="Contrast"/>.</param>
    internal double Within(ReadOnlySpan<int> starts)
    {
        (double sum, int pairs) = Pooled(starts);
        return origin + sum / pairs;
    }

    /// <summary>Mean over pairs within a phase minus mean over pairs of different phases.</summary>
    /// <param name="starts">First position of each phase: 0 first, strictly increasing; not all phases of one snapshot.</param>
    internal double Contrast(ReadOnlySpan<int> starts)
    {
        (double sum, int pairs) = Pooled(starts);
        return (sum / pairs) - ((within[0, count] - sum) / (Pairs(count) - pairs));
    }

    private (double Sum, int Pairs) Pooled(ReadOnlySpan<int> starts)
    {
        double sum = 0.0;
        int pairs = 0;
        for (int phase = 0; phase < starts.Length; phase++)
        {
            int end = phase + 1 < starts.Length ? starts[phase + 1] : count;
            sum += within[starts[phase], end];
            pairs += Pairs(end - starts[phase]);
        }

        return (sum, pairs);
    }

    private static int Pairs(int snapshots) => snapshots * (snapshots - 1) / 2;
}
