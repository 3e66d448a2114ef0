using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>How much the blocks of one network change in step with each other.</summary>
public static class Synchrony
{
    /// <summary>Mean over all pairs of blocks of Lin's concordance between the upper triangles of their matrices.</summary>
    /// <remarks>
    /// docs/design.md#statistics. 1 means that all blocks went through exactly the same changes at the same epochs; amplitude
    /// counts, so a block that changes little is out of step with one that changes much. Which taps are blocks is for the
    /// caller to say.
    /// </remarks>
    /// <param name="blocks">
    /// At least 2 matrices of different taps of one network, with the same measure and the same epochs, at least 3 of them.
    /// </param>
    /// <returns>A number in [-1, 1] (<see cref="Concordance.Lin"/>).</returns>
    /// <exception cref="ArgumentException">
    /// Too few blocks or epochs, a tap twice, or blocks that differ in epochs or measure.
    /// </exception>
    public static double Of(IReadOnlyList<EpochSimilarity> blocks)
    {
        Check(blocks);
        return MeanOverPairs([.. blocks.Select(block => block.UpperTriangle())], (x, y) => Concordance.Lin(x, y));
    }

    /// <summary>The same concordance of matrices of 1 - similarity, each divided by its mean (<see cref="Evolution.Of"/>).</summary>
    /// <remarks>
    /// All blocks then evolve by the same amount, so that what is left is when they change. Without that, blocks that hardly change are out of
    /// step with those that do, whenever they change.
    /// </remarks>
    /// <param name="blocks">As in <see cref="Of"/>.</param>
    /// <returns>A number in [-1, 1]; the same if 1 - similarity of a block is multiplied by a constant. Null if a block does not evolve.</returns>
    /// <exception cref="ArgumentException">As in <see cref="Of"/>.</exception>
    public static double? Scaled(IReadOnlyList<EpochSimilarity> blocks)
    {
        Check(blocks);
        if (blocks.Any(block => !Evolution.IsThere(block))) return null;
        return MeanOverPairs(
            [.. blocks.Select(block => Evolution.Of(block) is var mean ? block.UpperTriangle().Select(s => (1 - s) / mean).ToArray() : [])],
            (x, y) => Concordance.Lin(x, y));
    }

    /// <summary>The mean over all pairs of blocks of Pearson's correlation between the upper triangles of their matrices: level and amplitude play no part.</summary>
    /// <param name="blocks">As in <see cref="Of"/>.</param>
    /// <returns>A number in [-1, 1]; null if a block's matrix is constant.</returns>
    /// <exception cref="ArgumentException">As in <see cref="Of"/>.</exception>
    public static double? Correlation(IReadOnlyList<EpochSimilarity> blocks)
    {
        Check(blocks);
        double[][] standard = [.. blocks.Select(block => Standardized(block.UpperTriangle()))];
        if (standard.Any(values => values.Any(double.IsNaN))) return null;
        return MeanOverPairs(standard, (x, y) => x.Zip(y, (a, b) => a * b).Sum() / x.Length);
    }

    /// <summary>The standard deviation over blocks of ln of the epoch at which a block has covered half of its path (<see cref="Trajectory.HalfWay"/>).</summary>
    /// <param name="blocks">As in <see cref="Of"/>.</param>
    /// <returns>0 if all blocks are half-way at the same time; null if a block does not evolve.</returns>
    /// <exception cref="ArgumentException">As in <see cref="Of"/>.</exception>
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

    private static double MeanOverPairs(double[][] series, Func<double[], double[], double> compare)
    {
        double sum = 0.0;
        int pairs = 0;
        for (int a = 0; a < series.Length; a++)
        {
            for (int b = a + 1; b < series.Length; b++)
            {
                sum += compare(series[a], series[b]);
                pairs++;
            }
        }

        return sum / pairs;
    }

    private static void Check(IReadOnlyList<EpochSimilarity> blocks)
    {
        if (blocks.Count < 2)
        {
            throw new ArgumentException(
                $"Synchrony compares blocks with each other: expected at least 2, found {blocks.Count}.", nameof(blocks));
        }

        EpochSimilarity first = blocks[0];
        if (first.Count < 3)
            throw new ArgumentException($"Tap {first.Tap}: expected at least 3 epochs, found {first.Count}.", nameof(blocks));
        Blocks.CheckOneNetwork(blocks);
    }
}
