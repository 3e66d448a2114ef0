using System.Globalization;

namespace RepDynamics.Dynamics;

/// <summary>When a network came to fit its training labels perfectly, for good.</summary>
public static class PerfectFit
{
    /// <summary>Training accuracy, over the steps of an epoch, that counts as perfect: docs/design.md#measures.</summary>
    public const double DefaultThreshold = 0.995;

    /// <summary>Share of the later snapshots that must be perfect too, docs/design.md#measures.</summary>
    public const double DefaultShare = 0.9;

    /// <summary>A share such as 0.9 has no exact binary form; without this, 9 of 10 might miss it by the last bit.</summary>
    private const double Rounding = 1e-9;

    /// <summary>The time of perfect fit t*: the first perfect snapshot that stays so.</summary>
    /// <remarks>
    /// A snapshot qualifies if its accuracy reaches the threshold, and that of at least the given share of the snapshots after
    /// it does too. The last snapshot never qualifies: nothing after it shows that the fit lasts.
    /// </remarks>
    /// <param name="epochs">Epochs of the snapshots, <c>[E]</c>, strictly increasing.</param>
    /// <param name="trainAccuracy">Accuracy on the given labels of the training images, <c>[E]</c>, each in [0, 1].</param>
    /// <param name="threshold">Accuracy that counts as perfect, in (0, 1].</param>
    /// <param name="share">Share of the later snapshots, in [0, 1].</param>
    /// <returns>An epoch, or null if perfect fit is never reached or never lasts.</returns>
    /// <exception cref="ArgumentException">Lengths differ, epochs are out of order, or an accuracy is outside [0, 1].</exception>
    /// <exception cref="ArgumentOutOfRangeException">Threshold or share are out of range.</exception>
    public static int? Find(
        IReadOnlyList<int> epochs,
        IReadOnlyList<double> trainAccuracy,
        double threshold = DefaultThreshold,
        double share = DefaultShare)
    {
        if (!(threshold > 0 && threshold <= 1))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "Expected an accuracy in (0, 1].");
        if (!(share >= 0 && share <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "Expected a share in [0, 1].");
        Check(epochs, trainAccuracy);

        // Backwards, so that the number of later perfect snapshots is known at each one.
        int? found = null;
        int laterPerfect = 0;
        for (int i = epochs.Count - 1; i >= 0; i--)
        {
            int later = epochs.Count - 1 - i;
            if (trainAccuracy[i] < threshold)
                continue;
            if (later > 0 && laterPerfect >= (share * later) - Rounding)
                found = epochs[i];
            laterPerfect++;
        }

        return found;
    }

    private static void Check(IReadOnlyList<int> epochs, IReadOnlyList<double> trainAccuracy)
    {
        if (epochs.Count != trainAccuracy.Count)
        {
            throw new ArgumentException(
                $"Expected one accuracy for each of {epochs.Count} epochs, found {trainAccuracy.Count}.", nameof(trainAccuracy));
        }

        for (int i = 0; i < epochs.Count; i++)
        {
            if (i > 0 && epochs[i] <= epochs[i - 1])
            {
                throw new ArgumentException(
                    $"Epochs must increase strictly, found {epochs[i]} after {epochs[i - 1]}.", nameof(epochs));
            }

            if (!(trainAccuracy[i] >= 0 && trainAccuracy[i] <= 1))
            {
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Epoch {epochs[i]}: expected an accuracy in [0, 1], found {trainAccuracy[i]}."),
                    nameof(trainAccuracy));
            }
        }
    }
}
