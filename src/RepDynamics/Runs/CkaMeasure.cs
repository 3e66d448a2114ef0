using RepDynamics.Numerics;
using RepDynamics.Similarity;
using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>How the similarity of snapshots is measured by CKA.</summary>
/// <param name="Estimator">Which estimator.</param>
/// <param name="Images">On how many held-out images, from the first; all where there are fewer.</param>
internal sealed record CkaMeasure(CkaEstimator Estimator, int Images)
{
    /// <summary>The measure's name in a run's folder: <c>cka-biased-400</c>.</summary>
    public string Name => $"cka-{(Estimator == CkaEstimator.Biased ? "biased" : "debiased")}-{Images}";

    /// <summary>Everything that decides the numbers beside the run's snapshots.</summary>
    public string Identity { get; } = CanonicalJson.Hash(new { Estimator, Images, Sources = HostEnvironment.MeasureSources });
}
