using RepDynamics.Regions;

namespace RepDynamics.Dynamics;

/// <summary>How much more fragmented decision regions are once a network fits its training labels perfectly.</summary>
public static class FragmentationGrowth
{
    /// <summary>How far before t* the comparison reaches: from this share of t* on.</summary>
    /// <remarks>
    /// Registered with the claim <c>RegionsEvolve</c>: the approach to perfect fit counts, the beginning of training does not.
    /// </remarks>
    public const double Reach = 0.25;

    /// <summary>
    /// Regions a plane (<see cref="Fragmentation.Mean"/>), averaged over the snapshots from t* on, minus the average over those in
    /// [t* / 4, t*).
    /// </summary>
    /// <param name="maps">
    /// Maps of one tap on the same planes, by strictly increasing epoch: for memorization the network's own decision, on planes around
    /// mislabelled images.
    /// </param>
    /// <param name="perfectFitEpoch">t* (<see cref="PerfectFit.Find"/>); null when it never happens.</param>
    /// <returns>In regions a plane, positive for more after t*; null without t*, or without a snapshot on either side of it.</returns>
    /// <exception cref="ArgumentException">The maps differ in tap or planes, or are out of order; tap and epoch are named.</exception>
    /// <exception cref="ArgumentOutOfRangeException">t* is negative.</exception>
    public static double? Of(IReadOnlyList<RegionMap> maps, int? perfectFitEpoch)
    {
        Check(maps);
        if (perfectFitEpoch is not { } fit) return null;
        ArgumentOutOfRangeException.ThrowIfNegative(fit, nameof(perfectFitEpoch));
        RegionMap[] before = [.. maps.Where(map => map.Epoch >= Reach * fit && map.Epoch < fit)], after = [.. maps.Where(map => map.Epoch >= fit)];
        return before.Length == 0 || after.Length == 0 ? null : Mean(after) - Mean(before);

        static double Mean(RegionMap[] maps) => maps.Average(Fragmentation.Mean);
    }

    private static void Check(IReadOnlyList<RegionMap> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        for (int i = 1; i < maps.Count; i++)
        {
            (RegionMap before, RegionMap map) = (maps[i - 1], maps[i]);
            if (map.Tap != before.Tap || map.Planes != before.Planes || map.Resolution != before.Resolution || map.Epoch <= before.Epoch)
            {
                throw new ArgumentException(
                    $"Tap {map.Tap}, epoch {map.Epoch}: expected a map of tap {before.Tap} on the same planes after epoch {before.Epoch}.", nameof(maps));
            }
        }
    }
}
