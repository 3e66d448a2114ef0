using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>Cuts training into three contiguous phases within which a representation changes less than between them: docs/design.md#statistics.</summary>
/// <remarks>
/// The contrast of a split is the mean similarity over pairs of different snapshots of the same phase, all phases pooled, minus
/// the mean over pairs of snapshots of different phases. The best split has the greatest contrast of all that leave every
/// phase <see cref="MinimumLength"/> snapshots; among equally good ones, to <see cref="TieTolerance"/>, the one whose first boundary is
/// earliest, then the second. Phases are counted in snapshots, so the split depends on the grid of epochs (<see cref="EpochSimilarity.OnGrid"/>).
/// </remarks>
public static class Phases
{
    /// <summary>Number of phases.</summary>
    public const int Count = 3;

    /// <summary>Fewest snapshots of a phase.</summary>
    public const int MinimumLength = 3;

    /// <summary>Fewest snapshots that can be split.</summary>
    public const int FewestSnapshots = Count * MinimumLength;

    /// <summary>Contrasts that differ by less than this are equal: rounding must not move a boundary.</summary>
    public const double TieTolerance = 1e-12;

    /// <summary>The best split of one block, with its contrast.</summary>
    /// <exception cref="ArgumentException">There are fewer than <see cref="FewestSnapshots"/>.</exception>
    public static PhaseSplit Of(EpochSimilarity block) => Common([block]);

    /// <summary>The best split that all blocks of a network share: the one with the greatest mean contrast.</summary>
    /// <remarks>
    /// For boundaries to draw over all layers at once. The statistic that decides claims is <see cref="PhaseContrast"/>,
    /// which lets every block have its own split.
    /// </remarks>
    /// <param name="blocks">At least 1 matrix of different taps of one network, with the same measure and the same epochs.</param>
    /// <exception cref="ArgumentException">No block, too few snapshots, a tap twice, or blocks that differ in epochs or measure.</exception>
    public static PhaseSplit Common(IReadOnlyList<EpochSimilarity> blocks)
    {
        Check(blocks);
        ImmutableArray<int> epochs = blocks[0].Epochs;

        // A contrast is linear in the matrix: the mean contrast of the blocks is the contrast of their mean.
        SegmentSums mean = new(epochs.Length, (i, j) => blocks.Average(block => block[i, j]));
        int[] best = [];
        double greatest = double.NegativeInfinity;
        foreach (int[] starts in Splits(epochs.Length))
        {
            double contrast = mean.Contrast(starts);
            if (contrast > greatest + TieTolerance) (greatest, best) = (contrast, starts);
        }
        ImmutableArray<TapContrast> taps = [.. blocks.Select(block => new TapContrast(block.Tap, new SegmentSums(block).Contrast(best)))];
        return new PhaseSplit([.. best], [.. best.Select(position => epochs[position])], taps.Average(tap => tap.Contrast), taps);
    }

    /// <summary>Throws unless the blocks can be split.</summary>
    internal static void Check(IReadOnlyList<EpochSimilarity> blocks)
    {
        Blocks.Check(blocks);
        if (blocks[0].Count < FewestSnapshots)
        {
            throw new ArgumentException(
                $"Tap {blocks[0].Tap}: {Count} phases of at least {MinimumLength} snapshots need at least "
                + $"{FewestSnapshots} snapshots, found {blocks[0].Count}: take more during training.",
                nameof(blocks));
        }
    }

    /// <summary>All splits, as the first position of each phase, so that ties go to the earliest.</summary>
    internal static IEnumerable<int[]> Splits(int count)
    {
        for (int second = MinimumLength; second <= count - 2 * MinimumLength; second++)
        {
            for (int third = second + MinimumLength; third <= count - MinimumLength; third++) yield return [0, second, third];
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

/// <summary>How clearly training falls into phases, over the blocks of one network.</summary>
/// <remarks>
/// Blocks do not share a split: they may pass their phases at different times (that is what synchrony measures), and a common split would charge
/// such a network with unclear phases as well. On stored runs it makes little difference: at most .006 on either grid.
/// </remarks>
public static class PhaseContrast
{
    /// <summary>Mean over blocks of the contrast of each block's own best split (<see cref="Phases.Of"/>).</summary>
    /// <remarks>
    /// The best of many splits has a positive contrast even where there are no phases, the more so the more snapshots there are: compare networks
    /// on the same grid of epochs, and never a contrast with 0.
    /// </remarks>
    /// <returns>A difference of mean similarities: at most 1 for similarities in [0, 1], never below the contrast of the common split.</returns>
    /// <inheritdoc cref="Phases.Common" path="/param|/exception"/>
    public static double Of(IReadOnlyList<EpochSimilarity> blocks)
    {
        Phases.Check(blocks);
        return blocks.Average(block => Phases.Of(block).Contrast);
    }

    /// <summary>How much of the change of the blocks lies between phases: mean over blocks of 1 - W / E at each block's own best split (<see cref="Phases.Of"/>), with
    /// W the mean of 1 - similarity over pairs of snapshots of the same phase, and E that over all pairs (<see cref="Evolution.Of"/>).</summary>
    /// <remarks>
    /// A contrast is large where a block changes much, whenever it does. Contrast over evolution is not, but is 1 / q even for perfect phases, q
    /// the share of pairs between phases, so that short phases at an end of training seem clear; times q it is 1 - W / E.
    /// </remarks>
    /// <returns>
    /// At most 1, reached if nothing changes within phases; .67 for a steady change in three phases of equal length. The same if 1 - similarity of a
    /// block is multiplied by a constant. Null if a block does not evolve.
    /// </returns>
    public static double? Clarity(IReadOnlyList<EpochSimilarity> blocks)
    {
        Phases.Check(blocks);
        return blocks.All(Evolution.IsThere) ? blocks.Average(block => Clarity(block, [.. Phases.Of(block).Starts])) : null;
    }

    /// <summary>The same at given boundaries instead of the best ones.</summary>
    /// <param name="starts">The first epoch of each phase, increasing; snapshots before the first are left out.</param>
    /// <returns>Null if a phase has no snapshot, no phase has two, or a block does not evolve.</returns>
    /// <exception cref="ArgumentException">Fewer than 2 phases, starts out of order, no block, a tap twice, or blocks that differ in epochs or measure.</exception>
    public static double? ClarityAt(IReadOnlyList<EpochSimilarity> blocks, IReadOnlyList<double> starts)
    {
        if (starts.Count < 2 || starts.Zip(starts.Skip(1)).Any(pair => pair.First > pair.Second))
            throw new ArgumentException("Expected at least 2 phases, in their order.", nameof(starts));
        Blocks.Check(blocks);
        int[] epochs = [.. blocks[0].Epochs.Where(epoch => epoch >= starts[0])];
        int[] positions = [.. starts.Select(start => epochs.TakeWhile(epoch => epoch < start).Count())];
        bool everyPhase = positions.Zip(positions.Skip(1).Append(epochs.Length)).All(phase => phase.First < phase.Second);
        if (!everyPhase || epochs.Length == positions.Length) return null;
        EpochSimilarity[] from = [.. blocks.Select(block => block.OnGrid(epochs))];
        return from.All(Evolution.IsThere) ? from.Average(block => Clarity(block, positions)) : null;
    }

    private static double Clarity(EpochSimilarity block, int[] starts) =>
        1 - (1 - new SegmentSums(block).Within(starts)) / Evolution.Of(block);

    /// <summary>How well the phases of one matrix fit another of the same block: its contrast at the other's best split, between the mean over all splits and its best.</summary>
    /// <param name="block">The matrix whose contrast is taken, such as that of decision regions.</param>
    /// <param name="other">The matrix that gives the split, such as that of CKA, at the same epochs.</param>
    /// <returns>1 where it is the best split of <paramref name="block"/>, 0 where it is as good as any; null if all splits are equally good.</returns>
    /// <exception cref="ArgumentException">The epochs differ, or there are too few.</exception>
    public static double? Following(EpochSimilarity block, EpochSimilarity other)
    {
        if (!block.Epochs.SequenceEqual(other.Epochs)) throw new ArgumentException($"Tap {block.Tap}: the epochs of the two measures differ.", nameof(other));
        PhaseSplit split = Phases.Of(other);
        SegmentSums sums = new(block);
        double[] all = [.. Phases.Splits(block.Count).Select(starts => sums.Contrast(starts))];
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

    internal SegmentSums(EpochSimilarity block) : this(block.Count, (i, j) => block[i, j]) { }

    /// <summary>Mean over pairs within a phase.</summary>
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
