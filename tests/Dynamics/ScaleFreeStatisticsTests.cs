using RepDynamics.Dynamics;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Dynamics;

/// <summary>Statistics that must not follow how much a block changes, and what they must see.</summary>
public class ScaleFreeStatisticsTests
{
    private static readonly double[] Amounts = [.1, .35, .8];

    /// <summary>The same block at an amount of change: 1 - similarity times a constant.</summary>
    private static EpochSimilarity Scaled(EpochSimilarity block, double amount, string? tap = null) => new(
        tap ?? block.Tap, block.Epochs, Matrices.Fill(block.Count, (i, j) => 1 - amount * (1 - block[i, j])), block.MeasureName);

    private static EpochSimilarity[] AtAmounts(EpochSimilarity block) => [.. Amounts.Select((amount, i) => Scaled(block, amount, $"block{i + 1}"))];

    [Test]
    public void Blocks_that_change_together_by_different_amounts_are_in_step()
    {
        EpochSimilarity[] blocks = AtAmounts(Matrices.Random("x", 12, 1));
        Assert.That(Synchrony.Scaled(blocks), Is.EqualTo(1).Within(1e-12));
        Assert.That(Synchrony.Correlation(blocks), Is.EqualTo(1).Within(1e-12));
        Assert.That(Synchrony.Of(blocks), Is.LessThan(.6), "Lin's concordance takes the amounts for a lack of synchrony");
    }

    [Test]
    public void Blocks_that_change_at_other_times_are_not()
    {
        EpochSimilarity early = Matrices.Phased("early", 12, [3, 6]), late = Matrices.Phased("late", 12, [6, 9]);
        Assert.That(Synchrony.Scaled([early, late]), Is.LessThan(.6));
        Assert.That(Synchrony.Scaled([early, Scaled(late, .5)]), Is.EqualTo(Synchrony.Scaled([early, late])).Within(1e-12));
    }

    [Test]
    public void The_clarity_of_phases_does_not_follow_the_amount()
    {
        EpochSimilarity block = Matrices.Phased("x", 12, [4, 8], noise: .05, seed: 3);
        double?[] relative = [.. Amounts.Select(amount => PhaseContrast.Clarity([Scaled(block, amount)]))];
        Assert.That(relative, Is.All.EqualTo(relative[0]!.Value).Within(1e-12));
        Assert.That(Amounts.Select(amount => PhaseContrast.Of([Scaled(block, amount)])), Is.Ordered, "the contrast does");
    }

    [Test]
    public void Perfect_phases_are_perfectly_clear_whatever_their_lengths_and_a_steady_change_is_not()
    {
        EpochSimilarity block = Matrices.Phased("x", 12, [4, 8], within: 1, between: .3);
        Assert.That(PhaseContrast.Clarity([block]), Is.EqualTo(1).Within(1e-12));
        Assert.That(PhaseContrast.Clarity([Matrices.Phased("x", 30, [24, 27], within: 1, between: .3)]), Is.EqualTo(1).Within(1e-12));
        Assert.That(PhaseContrast.ClarityAt([block], [0, 4, 8]), Is.EqualTo(1).Within(1e-12), "at the right boundaries");
        Assert.That(PhaseContrast.ClarityAt([block], [0, 2, 6]), Is.LessThan(.6), "at others");
        EpochSimilarity steady = Matrices.Of("x", 99, (i, j) => 1 - .005 * (j - i));
        Assert.That(PhaseContrast.Clarity([steady]), Is.EqualTo(2 / 3.0).Within(.01));
    }

    [Test]
    public void Given_boundaries_leave_out_what_comes_before_and_need_a_snapshot_each()
    {
        EpochSimilarity block = Matrices.Phased("x", 12, [4, 8], within: 1, between: .3);
        Assert.That(PhaseContrast.ClarityAt([block], [1, 4, 8]), Is.EqualTo(PhaseContrast.ClarityAt([block.OnGrid([.. Enumerable.Range(1, 11)])], [0, 4, 8])));
        Assert.That(PhaseContrast.ClarityAt([block], [1, 4, 4]), Is.Null, "an empty phase");
        Assert.That(PhaseContrast.ClarityAt([block], [1, 4, 12]), Is.Null, "no snapshot in the last");
        Assert.That(PhaseContrast.ClarityAt([block], [9, 10, 11]), Is.Null, "no phase of two");
        Assert.That(() => PhaseContrast.ClarityAt([block], [5, 4]), Throws.ArgumentException);
        Assert.That(() => PhaseContrast.ClarityAt([block], [5]), Throws.ArgumentException);
    }

    [Test]
    public void Regions_that_have_the_phases_of_the_representations_follow_them()
    {
        EpochSimilarity cka = Matrices.Phased("x", 12, [4, 8]), same = Matrices.Phased("x", 12, [4, 8], within: .8, between: .7), other = Matrices.Phased("x", 12, [3, 6], noise: .01, seed: 2);
        Assert.That(PhaseContrast.Following(same, cka), Is.EqualTo(1).Within(1e-12));
        Assert.That(PhaseContrast.Following(other, cka), Is.LessThan(.5));
        Assert.That(PhaseContrast.Following(Matrices.Of("x", 12, (_, _) => .5), cka), Is.Null, "all splits are equally good");
        double mean = Enumerable.Range(0, 200).Average(seed => PhaseContrast.Following(Matrices.Random("x", 12, (ulong)seed), cka)!.Value);
        Assert.That(mean, Is.EqualTo(0).Within(.1), "a matrix that has nothing to do with it");
        Assert.That(() => PhaseContrast.Following(Matrices.Random("x", 11, 1), cka), Throws.ArgumentException);
    }

    [Test]
    public void The_slope_on_depth_is_relative_to_the_mean()
    {
        Assert.That(Evolution.RelativeSlope([1, 2, 3]), Is.EqualTo(1).Within(1e-12));
        Assert.That(Evolution.RelativeSlope([10, 20, 30]), Is.EqualTo(1).Within(1e-12));
        Assert.That(Evolution.RelativeSlope([3, 2, 1]), Is.EqualTo(-1).Within(1e-12));
        Assert.That(Evolution.RelativeSlope([2, 2, 2, 2]), Is.EqualTo(0).Within(1e-12));
        Assert.That(Evolution.RelativeSlope([1, 1.5, 2, 2.5, 3]), Is.EqualTo(1).Within(1e-12), "the number of blocks plays no part");
        Assert.That(Evolution.RelativeSlope([0, 0]), Is.Null);
        Assert.That(() => Evolution.Slope([1]), Throws.ArgumentException);
    }

    [Test]
    public void Blocks_that_do_not_evolve_leave_a_statistic_undefined()
    {
        EpochSimilarity still = Matrices.Of("still", 12, (_, _) => 1), moving = Matrices.Phased("moving", 12, [4, 8]);
        Assert.That(Synchrony.Scaled([still, moving]), Is.Null);
        Assert.That(Synchrony.Correlation([still, moving]), Is.Null);
        Assert.That(Synchrony.HalfWaySpread([still, moving]), Is.Null);
        Assert.That(PhaseContrast.Clarity([still, moving]), Is.Null);
        Assert.That(PhaseContrast.ClarityAt([still, moving], [0, 4, 8]), Is.Null);
        Assert.That(Trajectory.HalfWay(still), Is.Null);
        Assert.That(Trajectory.After(still, 4, 1), Is.Null);
    }
}
