using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>How much the blocks of one network change in step with each other: docs/design.md#statistics.</summary>
/// <remarks>Each statistic is of at least 2 blocks with at least 3 epochs, and is null where a block does not evolve.</remarks>
public static class Synchrony
{
    /// <summary>Mean over all pairs of blocks of Lin's concordance between the upper triangles of their matrices.</summary>
    /// <remarks>
    /// 1 means that all blocks went through exactly the same changes at the same epochs; amplitude counts, so a block that changes little is
    /// out of step with one that changes much.
    /// </remarks>
    /// <returns>A number in [-1, 1] (<see cref="Concordance.Lin"/>), whether or not the blocks evolve.</returns>
    /// <exception cref="ArgumentException">Too few blocks or epochs, a tap twice, or blocks that differ in epochs or measure.</exception>
    public static double Of(IReadOnlyList<EpochSimilarity> blocks)
    {
        Check(blocks);
        return MeanOverPairs(blocks.Select(block => block.UpperTriangle()), (x, y) => Concordance.Lin(x, y));
    }

    /// <summary>The same concordance of matrices of 1 - similarity, each divided by its mean (<see cref="Evolution.Of"/>).</summary>
    /// <remarks>
    /// All blocks then evolve by the same amount, so that what is left is when they change. Without that, blocks that hardly change are out of
    /// step with those that do, whenever they change.
    /// </remarks>
    /// <returns>A number in [-1, 1]; the same if 1 - similarity of a block is multiplied by a constant.</returns>
    public static double? Scaled(IReadOnlyList<EpochSimilarity> blocks)
    {
        Check(blocks);
        return blocks.All(Evolution.IsThere) ? MeanOverPairs(blocks.Select(Scale), (x, y) => Concordance.Lin(x, y)) : null;

        static double[] Scale(EpochSimilarity block)
        {
            double mean = Evolution.Of(block);
            return [.. block.UpperTriangle().Select(s => (1 - s) / mean)];
        }
    }

    /// <summary>The mean over all pairs of blocks of Pearson's correlation between the upper triangles of their matrices: level and amplitude play no part.</summary>
    /// <returns>A number in [-1, 1].</returns>
    public static double? Correlation(IReadOnlyList<EpochSimilarity> blocks)
    {
        Check(blocks);
        double[][] standard = [.. blocks.Select(block => Standardized(block.UpperTriangle()))];
        return standard.Any(values => values.Any(double.IsNaN)) ? null : MeanOverPairs(standard, (x, y) => x.Zip(y, (a, b) => a * b).Sum() / x.Length);
    }

    /// <summary>The standard deviation over blocks of ln of the epoch at which a block has covered half of its path (<see cref="Trajectory.HalfWay"/>).</summary>
    /// <returns>0 if all blocks are half-way at the same time.</returns>
    public static double? HalfWaySpread(IReadOnlyList<EpochSimilarity> blocks)
    {
        Check(blocks);
        double?[] times = [.. blocks.Select(Trajectory.HalfWay)];
        return times.Contains(null) ? null : Spread([.. times.Select(time => Math.Log(time!.Value))]);
    }

    /// <summary>The standard deviation of some numbers, over n - 1.</summary>
    internal static double Spread(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    private static double[] Standardized(double[] values)
    {
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return [.. values.Select(value => deviation > Evolution.Rounding ? (value - mean) / deviation : double.NaN)];
    }

    private static double MeanOverPairs(IEnumerable<double[]> series, Func<double[], double[], double> compare)
    {
        double[][] all = [.. series];
        return all.SelectMany((one, i) => all.Skip(i + 1).Select(other => compare(one, other))).Average();
    }

    private static void Check(IReadOnlyList<EpochSimilarity> blocks)
    {
        Blocks.Check(blocks, fewest: 2);
        if (blocks[0].Count < 3)
            throw new ArgumentException($"Tap {blocks[0].Tap}: expected at least 3 epochs, found {blocks[0].Count}.", nameof(blocks));
    }
}
