using RepDynamics.Numerics;
using RepDynamics.Regions;
using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>How the decision regions of snapshots are measured.</summary>
/// <param name="Options">Planes and probes.</param>
internal sealed record RegionMeasure(RegionOptions Options)
{
    /// <summary>The measure's name in a run's folder: planes, points along a side and images of probes, <c>regions-20+20x30-1000</c>.</summary>
    public string Name => $"regions-{Options.Triplets}+{Options.MislabelledTriplets}x{Options.Resolution}-{Options.ProbeImages}";

    /// <summary>Everything that decides the numbers beside the run's snapshots.</summary>
    public string Identity { get; } = CanonicalJson.Hash(new { Options, Sources = HostEnvironment.MeasureSources });
}
