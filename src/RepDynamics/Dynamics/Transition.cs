using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>Whether all blocks of a network slow down at an epoch c, more than they were slowing down anyway.</summary>
/// <remarks>
/// docs/design.md#statistics. rho(c) compares the speeds on both sides of c (<see cref="SpeedRatio"/>). Networks slow down all the
/// time, so rho(c) is set against a placebo, rho(c/2): the same comparison at an epoch at which nothing is claimed to happen.
/// The two are defined separately: rho(c) needs snapshots from c/2 to 2c, the placebo from c/4 to c, all after epoch 0.
/// </remarks>
/// <param name="Placebo">The comparison at c/2.</param>
public sealed record Transition(SpeedRatio Rho, SpeedRatio Placebo)
{
    /// <summary>The smallest ln rho(c) of all blocks: positive if every block slows down at c; null if undefined.</summary>
    public double? MinimumLogRho => Rho.MinimumLog;

    /// <summary>
    /// <see cref="MinimumLogRho"/> minus the same minimum of the placebo, whichever block has it; null if either is undefined.
    /// </summary>
    public double? Excess => Rho.MinimumLog - Placebo.MinimumLog;

    /// <summary>
    /// Why <see cref="MinimumLogRho"/> or <see cref="Excess"/> is null, as sentences; null if both have a value.
    /// </summary>
    public string? Undefined
    {
        get
        {
            string[] reasons = [.. new[] { Rho.Undefined, Placebo.Undefined }.OfType<string>().Distinct()];
            return reasons.Length == 0 ? null : string.Join(" ", reasons);
        }
    }

    /// <summary>Looks for a transition at an epoch, such as that of perfect fit (<see cref="PerfectFit.Find"/>).</summary>
    /// <param name="blocks">At least 1 matrix of different taps of one network, with the same measure and epochs.</param>
    /// <param name="epoch">The epoch c, at least 1.</param>
    /// <returns>The comparison at c and its placebo, each with a value or with the reason why it has none.</returns>
    /// <exception cref="ArgumentException">No block, a tap twice, or blocks that differ in epochs or measure.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is below 1.</exception>
    public static Transition At(IReadOnlyList<EpochSimilarity> blocks, int epoch)
    {
        if (epoch < 1)
            throw new ArgumentOutOfRangeException(nameof(epoch), epoch, "Expected an epoch after 0.");
        return new Transition(SpeedRatio.At(blocks, epoch), SpeedRatio.At(blocks, epoch / 2.0));
    }
}
