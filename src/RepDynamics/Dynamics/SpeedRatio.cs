using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>How much faster the blocks of a network change just before an epoch c than just after it.</summary>
/// <remarks>
/// <para>
/// For each block rho(c) = speed over [c/2, c) divided by speed over [c, 2c), intervals of equal length in ln t. Speed is the sum
/// of -ln similarity(t, t') over consecutive snapshots, per unit of ln t. Between two snapshots the speed is taken as constant in
/// ln t, so an end of an interval that is not a snapshot counts its share of the step it falls into. A process that looks
/// the same on every scale of time has rho = 1; a network that settles at c has rho above 1.
/// </para>
/// <para>
/// A similarity above 1, which rounding and debiased estimators can give, counts as 1: no change. Epoch 0 has no logarithm and
/// is left out. Jitter between snapshots adds to the speed, the more the closer they are: use a grid that is about as dense in
/// ln t on both sides of c.
/// </para>
/// <para>
/// Undefined, for all blocks together, where the snapshots do not cover [c/2, 2c], or where any block has a similarity
/// of 0 or less within it (debiased CKA can) or does not change on one side: leaving out such blocks would favour the others.
/// </para>
/// </remarks>
/// <param name="Epoch">The epoch c, not necessarily whole.</param>
/// <param name="Taps">The speeds of each block, in the order given; empty if undefined.</param>
/// <param name="MinimumLog">The smallest ln rho(c) of all blocks, finite; null if undefined.</param>
/// <param name="Undefined">Why there is no value, as a sentence; null if there is one.</param>
public sealed record SpeedRatio(double Epoch, ImmutableArray<TapSpeeds> Taps, double? MinimumLog, string? Undefined)
{
    /// <summary>Compares the speeds on both sides of an epoch.</summary>
    /// <param name="blocks">At least 1 matrix of different taps of one network, with the same measure and epochs.</param>
    /// <param name="epoch">The epoch c, finite and positive.</param>
    /// <exception cref="ArgumentException">No block, a tap twice, or blocks that differ in epochs or measure.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is not a positive number.</exception>
    public static SpeedRatio At(IReadOnlyList<EpochSimilarity> blocks, double epoch)
    {
        if (!(double.IsFinite(epoch) && epoch > 0))
            throw new ArgumentOutOfRangeException(nameof(epoch), epoch, "Expected an epoch after 0.");
        Blocks.Check(blocks);
        string? undefined = Uncovered(blocks[0].Epochs, epoch) ?? First(blocks, block => WithoutLogarithm(block, epoch / 2, 2 * epoch));
        ImmutableArray<TapSpeeds> taps = undefined is not null ? [] :
            [.. blocks.Select(block => new TapSpeeds(block.Tap, Covered(block, epoch / 2, epoch), Covered(block, epoch, 2 * epoch)))];
        undefined ??= First(taps, tap => Standstill(tap, epoch));
        return undefined is null ? new(epoch, taps, taps.Min(tap => tap.LogRho), null) : new(epoch, [], null, undefined);

        static string? First<T>(IEnumerable<T> of, Func<T, string?> reason) => of.Select(reason).FirstOrDefault(found => found is not null);
    }

    /// <summary>Length of the way of one block over [from, to), per unit of ln t: the sum of -ln similarity over consecutive snapshots.</summary>
    /// <returns>At least 0; null if the snapshots do not cover it, or a similarity of 0 or less in it has no logarithm.</returns>
    public static double? Speed(EpochSimilarity block, double from, double to)
    {
        if (!(from > 0 && from < to)) throw new ArgumentOutOfRangeException(nameof(from), from, "Expected an interval after epoch 0.");
        return block.Epochs.First(epoch => epoch > 0) > from || block.Epochs[^1] < to || WithoutLogarithm(block, from, to) is not null
            ? null
            : Covered(block, from, to);
    }

    private static string? Uncovered(ImmutableArray<int> epochs, double c)
    {
        (int first, int last) = (epochs.First(epoch => epoch > 0), epochs[^1]);
        string need = FormattableString.Invariant($"rho at epoch {c:0.##} needs snapshots from epoch {c / 2:0.##} to {2 * c:0.##}");
        return first > c / 2 ? $"{need}; after epoch 0, which has no logarithm, they start at {first}."
            : last < 2 * c ? $"{need}; they end at {last}: train longer." : null;
    }

    private static string? WithoutLogarithm(EpochSimilarity block, double start, double end) => Steps(block.Epochs, start, end)
        .Select(at => (From: block.Epochs[at.Step], To: block.Epochs[at.Step + 1], Value: block[at.Step, at.Step + 1]))
        .Where(at => at.Value <= 0)
        .Select(at => FormattableString.Invariant($"Tap {block.Tap}, epochs {at.From} and {at.To}: similarity {at.Value:R} has no logarithm, so no speed."))
        .FirstOrDefault();

    private static string? Standstill(TapSpeeds tap, double c) =>
        tap.After == 0 ? FormattableString.Invariant($"Tap {tap.Tap} does not change from epoch {c:0.##} to {2 * c:0.##}: nothing to divide by.")
        : tap.Before == 0 ? FormattableString.Invariant($"Tap {tap.Tap} does not change from epoch {c / 2:0.##} to {c:0.##}: rho is 0 and has no logarithm.")
        : null;

    private static double Covered(EpochSimilarity block, double from, double to) =>
        Steps(block.Epochs, from, to).Sum(at => at.Share * -Math.Log(Math.Min(1, block[at.Step, at.Step + 1]))) / Math.Log(to / from);

    /// <summary>The steps, from snapshot i to i + 1, that an interval meets, and which share of each in ln t.</summary>
    private static IEnumerable<(int Step, double Share)> Steps(ImmutableArray<int> epochs, double from, double to)
    {
        for (int step = 0; step + 1 < epochs.Length; step++)
        {
            (double start, double end) = (Math.Max(from, epochs[step]), Math.Min(to, epochs[step + 1]));
            if (epochs[step] > 0 && start < end)
                yield return (step, Math.Log(end / start) / Math.Log((double)epochs[step + 1] / epochs[step]));
        }
    }
}

/// <summary>Speeds of one tap on the two sides of an epoch.</summary>
/// <param name="Before">Speed over [c/2, c), above 0: -ln similarity per unit of ln t.</param>
/// <param name="After">Speed over [c, 2c), above 0.</param>
public sealed record TapSpeeds(string Tap, double Before, double After)
{
    /// <summary>ln rho(c) = ln(<see cref="Before"/> / <see cref="After"/>): above 0 if the tap changed faster before.</summary>
    public double LogRho => Math.Log(Before / After);
}
