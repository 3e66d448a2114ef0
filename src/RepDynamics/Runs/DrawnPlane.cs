using RepDynamics.Dynamics;
using RepDynamics.Regions;

namespace RepDynamics.Runs;

/// <summary>The plane around a wrongly labelled image whose region maps people look at: the first of the run's planes, finely, at the epochs that matter.</summary>
/// <remarks>
/// Measured from the stored snapshots and kept in a file of its own, so that a run is complete without it and what decides stays as it is. Statistics
/// read coarser maps of many planes.
/// </remarks>
internal static class DrawnPlane
{
    /// <summary>Points along each side of the plane, at least.</summary>
    public const int LeastResolution = 50;

    /// <summary>The options that measure it: the same planes and probes, one plane of each kind.</summary>
    public static RegionOptions Options(RegionOptions options) => options with
    {
        Triplets = 1,
        MislabelledTriplets = 1,
        OutputTriplets = 0,
        Resolution = Math.Max(options.Resolution, LeastResolution),
    };

    /// <summary>The epochs that matter, each with why: the first, those where phases begin, that of the snapshot nearest to t*, the last.</summary>
    public static SortedDictionary<int, string> Epochs(RunRecord run)
    {
        int[] epochs = [.. run.Similarities[0].Epochs];
        SortedDictionary<int, string> chosen = new() { [epochs[0]] = "first", [epochs[^1]] = "last" };
        // A short trial has too few snapshots for phases.
        if (epochs.Length >= Phases.FewestSnapshots)
        {
            PhaseSplit phases = Phases.Common(run.Blocks);
            for (int i = 1; i < phases.Epochs.Length; i++) chosen[phases.Epochs[i]] = $"phase {i + 1}";
        }
        if (run.PerfectFitEpoch is not { } time) return chosen;
        // t* need not be the epoch of a snapshot.
        int fit = epochs.MinBy(epoch => Math.Abs(epoch - time));
        chosen[fit] = chosen.TryGetValue(fit, out string? mark) ? $"{mark}, t*" : "t*";
        return chosen;
    }
}
