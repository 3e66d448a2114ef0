using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Regions;
using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>How the decision regions of snapshots are measured.</summary>
/// <param name="Options">Planes and probes.</param>
internal sealed record RegionMeasure(RegionOptions Options)
{
    /// <summary>
    /// The measure's name in a run's folder: planes, points along a side, images of probes, and a hash of all options, such as
    /// <c>regions-20+20x30-1000-1f3a5b7c</c>.
    /// </summary>
    public string Name { get; } =
        $"regions-{Options.Triplets}+{Options.MislabelledTriplets}x{Options.Resolution}-{Options.ProbeImages}-{CanonicalJson.Hash(Options)[..8]}";

    /// <summary>Everything that decides the numbers beside the run's snapshots.</summary>
    public string Identity { get; } = CanonicalJson.Hash(new { Options, Sources = HostEnvironment.MeasureSources });
}
