using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>How much representations change over training: docs/design.md#statistics.</summary>
/// <remarks>
/// The amount depends on the grid of epochs: compare on the same one (<see cref="EpochSimilarity.OnGrid"/>). A dense grid over a
/// long rest counts mostly the rest.
/// </remarks>
public static class Evolution
{
    /// <summary>The evolution that single-precision sums leave of a layer that does not change.</summary>
    internal const double Rounding = 1e-6;

    /// <summary>Mean of 1 - similarity over all pairs of different snapshots of one tap.</summary>
    /// <returns>0 if nothing changes; at most 1 for similarities of at least 0. Not clamped: estimators may leave [0, 1].</returns>
    public static double Of(EpochSimilarity tap) =>
        tap.UpperTriangle().Average(similarity => 1 - similarity);

    /// <summary>Whether a tap evolves by more than rounding: without that, nothing can be divided by its evolution.</summary>
    internal static bool IsThere(EpochSimilarity tap) => Of(tap) > Rounding;

    /// <summary>
    /// The <see cref="Slope"/> of a statistic divided by its mean over blocks: with evolution, .5 means that from the first to the last block it
    /// grows by half of its mean.
    /// </summary>
    /// <returns>The same if all values are multiplied by a constant; null if their mean is not above rounding.</returns>
    public static double? RelativeSlope(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return mean > Rounding ? Slope(values) / mean : null;
    }

    /// <summary>The slope of a statistic on relative depth, 0 at the first block and 1 at the last, by least squares.</summary>
    /// <param name="values">The statistic of every block, from the input to the output, at least 2.</param>
    public static double Slope(IReadOnlyList<double> values)
    {
        if (values.Count < 2) throw new ArgumentException($"A slope on depth takes at least 2 blocks, found {values.Count}.", nameof(values));
        double mean = values.Average();
        double[] depths = [.. values.Select((_, i) => (double)i / (values.Count - 1) - 0.5)];
        return depths.Zip(values, (depth, value) => depth * (value - mean)).Sum() / depths.Sum(depth => depth * depth);
    }

    /// <summary>Mean evolution of the blocks in the half of the depth that is nearer to the input; with an odd number, the middle one belongs to neither half.</summary>
    /// <param name="blocks">At least 2 matrices of one network, from the input to the output.</param>
    /// <exception cref="ArgumentException">Fewer than 2 blocks, a tap twice, or blocks that differ in epochs or measure.</exception>
    public static double Shallow(IReadOnlyList<EpochSimilarity> blocks)
    {
        Blocks.Check(blocks, fewest: 2);
        return blocks.Take(blocks.Count / 2).Average(Of);
    }

    /// <summary>Mean evolution of the blocks in the half of the depth that is nearer to the output.</summary>
    /// <inheritdoc cref="Shallow"/>
    public static double Deep(IReadOnlyList<EpochSimilarity> blocks)
    {
        Blocks.Check(blocks, fewest: 2);
        return blocks.TakeLast(blocks.Count / 2).Average(Of);
    }
}
