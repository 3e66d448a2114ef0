using RepDynamics.Dynamics;
using RepDynamics.Regions;
using RepDynamics.Similarity;
using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>The results of one run: provenance, metrics, and the similarity of each tap with itself across epochs.</summary>
public sealed record RunRecord
{
    /// <summary>The recipe's short name.</summary>
    public required string Name { get; init; }

    /// <summary>The recipe's hash.</summary>
    public required string RecipeHash { get; init; }

    /// <summary>The fingerprint of the training images with their given labels.</summary>
    public required string TrainFingerprint { get; init; }

    /// <summary>The fingerprint of the held-out images.</summary>
    public required string TestFingerprint { get; init; }

    /// <summary>The machine and software that trained it.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Metrics at every snapshot, epochs increasing.</summary>
    public required IReadOnlyList<SnapshotMetrics> Metrics { get; init; }

    /// <summary>The similarity of every tap, in the order the network runs them.</summary>
    public required IReadOnlyList<EpochSimilarity> Similarities { get; init; }

    /// <summary>The same by every measure of CKA that was recorded; only by the one that decides unless <see cref="RunScheduler.Sensitivity"/> is set.</summary>
    internal IReadOnlyDictionary<CkaMeasure, IReadOnlyList<EpochSimilarity>> ByMeasure { get; init; } = ImmutableDictionary<CkaMeasure, IReadOnlyList<EpochSimilarity>>.Empty;

    /// <summary>Probes and decision regions; null if they were not measured.</summary>
    public RunRegions? Regions { get; init; }

    /// <summary>The first plane around a wrongly labelled image, finely, at the epochs that matter, for figures; null if it was not measured.</summary>
    public PlaneRegions? DrawnPlane { get; init; }

    /// <summary>The similarity of the blocks alone: every tap but the first (stem or embedding) and the last (output).</summary>
    public IReadOnlyList<EpochSimilarity> Blocks => BlocksOf(Similarities);

    /// <summary>The same blocks, their decision regions compared on planes through held-out images.</summary>
    /// <exception cref="InvalidOperationException">Regions were not measured.</exception>
    public IReadOnlyList<EpochSimilarity> RegionBlocks => Regions is null
        ? throw new InvalidOperationException($"{Name}: decision regions were not measured; the profile has no {nameof(RegionOptions)}.")
        : BlocksOf(Regions.HeldOut.Similarities);

    /// <summary>The blocks among all taps: every tap but the first (stem or embedding) and the last (output).</summary>
    public static IReadOnlyList<EpochSimilarity> BlocksOf(IReadOnlyList<EpochSimilarity> taps) => [.. taps.Skip(1).SkipLast(1)];

    /// <summary>The accuracies of every epoch; null in a record that no run made.</summary>
    public EpochCurves? Curves { get; init; }

    /// <summary>The epoch of perfect fit t*, or null when it never happens: from the curves of every epoch (<see cref="EpochCurves.PerfectFit"/>), and without them from the snapshots.</summary>
    public int? PerfectFitEpoch => Curves is not null ? Curves.PerfectFit : PerfectFit.Find([.. Metrics.Select(m => m.Epoch)], [.. Metrics.Select(m => m.TrainAccuracy)]);
}
