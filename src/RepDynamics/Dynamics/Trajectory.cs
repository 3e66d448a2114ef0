using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>How far a representation moves, in angles: arccos of the similarity of two snapshots.</summary>
/// <remarks>
/// CKA is the cosine of the angle between two Gram matrices, so that angles are a distance, and a path is as long as the sum of its pieces: a
/// denser grid of snapshots does not shorten a smooth path, as it does a sum of -ln similarity. Jitter lengthens a path with every snapshot, so
/// that paths are compared on grids with as many snapshots each (<see cref="AlignedGrid"/>).
/// </remarks>
public static class Trajectory
{
    /// <summary>The epoch at which a block has covered half of its way through all snapshots after epoch 0, interpolated in ln t.</summary>
    /// <param name="block">The matrix, of at least 2 epochs after 0.</param>
    /// <returns>Null if it does not move.</returns>
    public static double? HalfWay(EpochSimilarity block)
    {
        EpochSimilarity way = block.OnGrid([.. block.Epochs.Where(epoch => epoch > 0)]);
        double[] steps = Angles(way);
        double half = steps.Sum() / 2, gone = 0;
        // An angle is the root of twice what the similarity lacks.
        if (half <= Math.Sqrt(Evolution.Rounding)) return null;
        for (int i = 0; ; gone += steps[i++])
        {
            if (gone + steps[i] >= half)
                return way.Epochs[i] * Math.Pow((double)way.Epochs[i + 1] / way.Epochs[i], (half - gone) / steps[i]);
        }
    }

    /// <summary>How far a block moves over two octaves after t* relative to the octave before it, on the same number of snapshots each.</summary>
    /// <param name="block">The matrix, of all snapshots.</param>
    /// <param name="octave">1: [t*, 2 t*) against [t*/2, t*); 2: [2 t*, 4 t*).</param>
    /// <returns>1 for as far in the same factor of time; null if the snapshots do not cover it, or the block does not move before t*.</returns>
    public static double? After(EpochSimilarity block, double fit, int octave)
    {
        double from = fit * Math.Pow(2, octave - 1);
        if (AlignedGrid.Epochs(block.Epochs, [.. AlignedGrid.Octave.Select(ratio => ratio * fit / 2)]) is not { } before
            || AlignedGrid.Epochs(block.Epochs, [.. AlignedGrid.Octave.Select(ratio => ratio * from)]) is not { } after)
        {
            return null;
        }
        double approach = Angles(block.OnGrid(before)).Sum();
        return approach > Math.Sqrt(Evolution.Rounding) ? Angles(block.OnGrid(after)).Sum() / approach : null;
    }

    // Of consecutive snapshots; a similarity beyond 1 by rounding counts as 1.
    private static double[] Angles(EpochSimilarity way) => [.. Enumerable.Range(1, way.Count - 1).Select(i => Math.Acos(Math.Clamp(way[i - 1, i], -1, 1)))];
}

/// <summary>The snapshots nearest to given times: a grid that is aligned to an event instead of to the start of training.</summary>
public static class AlignedGrid
{
    /// <summary>How far the nearest snapshot may lie from its time, as a factor; within half an epoch is always near enough.</summary>
    public const double Reach = 1.15;

    /// <summary>The ends and the middle of a factor of 2.</summary>
    internal static readonly ImmutableArray<double> Octave = [1, Math.Sqrt(2), 2];

    /// <summary>From a quarter of t* to 3 t*, in ten equal ratios.</summary>
    public static ImmutableArray<double> AroundFit { get; } = [.. Enumerable.Range(0, 11).Select(i => Math.Pow(12, i / 10.0) / 4)];

    /// <summary>The nearest snapshot in ln t to each time.</summary>
    /// <param name="snapshots">Their epochs, increasing.</param>
    /// <param name="times">Times, increasing, above 0.</param>
    /// <returns>As many different epochs, increasing; null if a time has no snapshot near, or two times share one.</returns>
    public static IReadOnlyList<int>? Epochs(IReadOnlyList<int> snapshots, IReadOnlyList<double> times)
    {
        int[] after = [.. snapshots.Where(epoch => epoch > 0)];
        if (after.Length == 0) return null;
        int[] near = [.. times.Select(time => after.MinBy(epoch => Math.Abs(Math.Log(epoch / time))))];
        bool covered = near.Zip(times).All(pair => Math.Abs(pair.First - pair.Second) <= 0.5 || Math.Abs(Math.Log(pair.First / pair.Second)) <= Math.Log(Reach) + 1e-12);
        return covered && near.Zip(near.Skip(1)).All(pair => pair.First < pair.Second) ? near : null;
    }
}
