using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Similarity;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Runs;

/// <summary>How the similarity of snapshots is measured by CKA.</summary>
/// <param name="Estimator">Which estimator.</param>
/// <param name="Images">On how many held-out images, from the first; all where there are fewer.</param>
/// <param name="ClassToken">Whether of the taps that have tokens only the class token is compared.</param>
internal sealed record CkaMeasure(CkaEstimator Estimator, int Images, bool ClassToken = false)
{
    /// <summary>The measure's name in a run's folder: <c>cka-biased-400</c>.</summary>
    public string Name => $"cka-{(Estimator == CkaEstimator.Biased ? "biased" : "debiased")}-{Images}{(ClassToken ? "-class" : "")}";

    /// <summary>Everything that decides the numbers beside the run's snapshots.</summary>
    public string Identity { get; } = ClassToken
        ? CanonicalJson.Hash(new { Estimator, Images, ClassToken, Sources = HostEnvironment.MeasureSources })
        : CanonicalJson.Hash(new { Estimator, Images, Sources = HostEnvironment.MeasureSources });

    /// <summary>What is compared of one tap.</summary>
    /// <param name="output">The tap's output: float <c>[n, ...]</c>.</param>
    /// <param name="hasTokens">Whether it is <c>[n, tokens, d]</c>, the class token first.</param>
    public Tensor Compared(Tensor output, bool hasTokens) => ClassToken && hasTokens ? output.select(1, 0) : output;
}
