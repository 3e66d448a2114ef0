using RepDynamics.Regions;
using RepDynamics.Similarity;

namespace RepDynamics.Checkpoints;

/// <summary>Region similarity of labels.</summary>
internal static class LabelSimilarity
{
    /// <inheritdoc cref="RegionSimilarity.Of{T}"/>
    public static EpochSimilarity Of(
        string layer, IReadOnlyList<int> epochs, IReadOnlyList<long[]> labels, Action<double>? progress = null, CancellationToken cancellation = default) =>
        RegionSimilarity.Of<long>(layer, epochs, i => labels[i], progress, cancellation);
}
