namespace RepDynamics.Dynamics;

/// <summary>When a network came to fit its training labels perfectly, for good: docs/design.md#measures.</summary>
public static class PerfectFit
{
    /// <summary>Training accuracy, over the steps of an epoch, that counts as perfect.</summary>
    public const double Threshold = 0.995;

    /// <summary>Share of the later snapshots that must be perfect, too.</summary>
    public const double Share = 0.9;

    /// <summary>A share such as 0.9 has no exact binary form; without this, 9 of 10 might miss it by the last bit.</summary>
    private const double Rounding = 1e-9;

    /// <summary>The time of perfect fit t*: the first perfect snapshot that stays so.</summary>
    /// <remarks>The last snapshot never qualifies: nothing after it shows that the fit lasts.</remarks>
    /// <param name="epochs">Epochs of the snapshots, <c>[E]</c>, strictly increasing.</param>
    /// <param name="trainAccuracy">Accuracy on the given labels of the training images, <c>[E]</c>, each in [0, 1].</param>
    /// <returns>An epoch, or null if perfect fit is never reached or never lasts.</returns>
    /// <exception cref="ArgumentException">Lengths differ, epochs are out of order, or an accuracy is outside [0, 1].</exception>
    public static int? Find(IReadOnlyList<int> epochs, IReadOnlyList<double> trainAccuracy)
    {
        CheckShares(epochs, trainAccuracy);
        bool[] perfect = [.. trainAccuracy.Select(accuracy => accuracy >= Threshold)];
        return epochs.SkipLast(1)
            .Where((_, i) => perfect[i] && perfect.Skip(i + 1).Count(later => later) >= (Share * (perfect.Length - 1 - i)) - Rounding)
            .Select(epoch => (int?)epoch).FirstOrDefault();
    }

    /// <summary>Throws unless every epoch has a share in [0, 1] and epochs increase strictly.</summary>
    internal static void CheckShares(IReadOnlyList<int> epochs, IReadOnlyList<double> shares)
    {
        if (epochs.Count != shares.Count)
            throw new ArgumentException($"Expected one value for each of {epochs.Count} epochs, found {shares.Count}.", nameof(shares));
        for (int i = 0; i < epochs.Count; i++)
        {
            if (i > 0 && epochs[i] <= epochs[i - 1])
                throw new ArgumentException($"Epochs must increase strictly, found {epochs[i]} after {epochs[i - 1]}.", nameof(epochs));
            if (!(shares[i] is >= 0 and <= 1))
                throw new ArgumentException(FormattableString.Invariant($"Epoch {epochs[i]}: expected a value in [0, 1], found {shares[i]}."), nameof(shares));
        }
    }
}
