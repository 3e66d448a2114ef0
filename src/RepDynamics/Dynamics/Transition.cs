using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>Whether all blocks of a network slow down at an epoch c, more than they were slowing down anyway: docs/design.md#statistics.</summary>
/// <remarks>
/// Networks slow down all the time, so rho(c) (<see cref="SpeedRatio"/>) is set against a placebo, rho(c/2): the same comparison at an epoch at
/// which nothing is claimed to happen. Each is defined where the snapshots reach from half its epoch to twice its epoch.
/// </remarks>
/// <param name="Placebo">The comparison at c/2.</param>
public sealed record Transition(SpeedRatio Rho, SpeedRatio Placebo)
{
    /// <summary>The smallest ln rho(c) of all blocks: positive if every block slows down at c; null if undefined.</summary>
    public double? MinimumLogRho => Rho.MinimumLog;

    /// <summary><see cref="MinimumLogRho"/> minus the same minimum of the placebo, whichever block has it; null if either is undefined.</summary>
    public double? Excess => Rho.MinimumLog - Placebo.MinimumLog;

    /// <summary>Why <see cref="MinimumLogRho"/> or <see cref="Excess"/> is null, as sentences; null if both have a value.</summary>
    public string? Undefined =>
        new[] { Rho.Undefined, Placebo.Undefined }.OfType<string>().Distinct().ToArray() is { Length: > 0 } reasons ? string.Join(" ", reasons) : null;

    /// <summary>Looks for a transition at an epoch, such as that of perfect fit (<see cref="PerfectFit.Find"/>).</summary>
    /// <inheritdoc cref="SpeedRatio.At" path="/param|/exception"/>
    public static Transition At(IReadOnlyList<EpochSimilarity> blocks, int epoch) =>
        new(SpeedRatio.At(blocks, epoch), SpeedRatio.At(blocks, epoch / 2.0));
}
