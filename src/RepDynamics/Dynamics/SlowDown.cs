using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>When the blocks of a network slow down most, relative to an epoch such as that of perfect fit.</summary>
/// <remarks>
/// docs/design.md#statistics. rho(c) compares the speeds on both sides of c (<see cref="SpeedRatio"/>). Networks slow down all the time, so that
/// rho above 1 says little; where rho is largest does. Candidates are <see cref="Candidates"/> times in equal ratios from t* / 3 to 3 t*, as far
/// as training lasts (rho(c) needs 2 c), and at least to 2 t*.
/// </remarks>
public static class SlowDown
{
    /// <summary>The number of candidates from t* / 3 to 3 t*.</summary>
    public const int Candidates = 49;

    /// <summary>ln(c / t*) of the candidate with the largest mean of ln rho over blocks.</summary>
    /// <param name="blocks">At least 1 matrix of different taps of one network, with the same measure and epochs, about as dense in ln t everywhere.</param>
    /// <param name="fit">t*, above 0.</param>
    /// <returns>In [-ln 3, ln 3], 0 for t* itself; null if rho is undefined at a candidate up to 2 t*.</returns>
    /// <exception cref="ArgumentException">No block, a tap twice, or blocks that differ in epochs or measure.</exception>
    public static double? Location(IReadOnlyList<EpochSimilarity> blocks, double fit) => Scan(blocks, fit)?.MaxBy(at => at.Log.Average()).Place;

    /// <summary>The standard deviation over blocks, at least 2, of each block's own <see cref="Location"/>: 0 if all slow down at the same time; null as there.</summary>
    public static double? Spread(IReadOnlyList<EpochSimilarity> blocks, double fit) => Scan(blocks, fit) is { } scan
        ? Synchrony.Spread([.. Enumerable.Range(0, blocks.Count).Select(block => scan.MaxBy(at => at.Log[block]).Place)])
        : null;

    /// <summary>The mean over blocks of ln rho at t* minus that at another epoch, a placebo.</summary>
    /// <param name="placebo">Where nothing is claimed to happen, as a multiple of t*.</param>
    /// <returns>Above 0 if the blocks slow down more at t*; null if either is undefined.</returns>
    public static double? Excess(IReadOnlyList<EpochSimilarity> blocks, double fit, double placebo) =>
        Mean(SpeedRatio.At(blocks, fit)) - Mean(SpeedRatio.At(blocks, placebo * fit));

    private static double? Mean(SpeedRatio ratio) => ratio.Undefined is null ? ratio.Taps.Average(tap => tap.LogRho) : null;

    private static (double Place, double[] Log)[]? Scan(IReadOnlyList<EpochSimilarity> blocks, double fit)
    {
        List<(double, double[])> scan = [];
        for (int i = 0; i < Candidates; i++)
        {
            double place = Math.Log(3) * (2.0 * i / (Candidates - 1) - 1);
            var ratio = SpeedRatio.At(blocks, fit * Math.Exp(place));
            if (ratio.Undefined is null) scan.Add((place, [.. ratio.Taps.Select(tap => tap.LogRho)]));
            else if (place <= Math.Log(2)) return null;
            else break;
        }
        return [.. scan];
    }
}
