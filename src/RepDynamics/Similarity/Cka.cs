using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Similarity;

/// <summary>Linear centred kernel alignment of two sets of features (Kornblith et al. 2019).</summary>
public static class Cka
{
    /// <summary>The similarity of two representations of the same images.</summary>
    /// <param name="x">Float <c>[n, ...]</c>.</param>
    /// <param name="y">Float <c>[n, ...]</c>; the number of features may differ from <paramref name="x"/>'s.</param>
    /// <param name="estimator">Which estimator.</param>
    /// <returns>Biased: in [0, 1]. Debiased: at most 1, may be slightly negative. Invariant to orthogonal maps and isotropic scaling.</returns>
    /// <exception cref="ArgumentException">n differs or is below 4, a value is not finite, or features are constant.</exception>
    public static double Between(Tensor x, Tensor y, CkaEstimator estimator = CkaEstimator.Biased)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        using DisposeScope scope = NewDisposeScope();
        using GramVectors vectors = new((int)x.size(0), estimator, x.device);
        return (vectors.Of(x) * vectors.Of(y)).sum().ToDouble();
    }
}
