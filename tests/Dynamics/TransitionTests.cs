using RepDynamics.Dynamics;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Dynamics;

public class TransitionTests
{
    private static readonly int[] Doubling = [0, 1, 2, 4, 8, 16, 32];

    [Test]
    public void A_known_transition_stands_out_against_its_placebo()
    {
        // Speed 4 up to epoch 8 and 1 after it, in every block: rho(8) = 4, rho(4) = 1.
        EpochSimilarity[] blocks =
        [
            SpeedRatioTests.Steps("a", Doubling, .1, .4, .4, .4, .1, .1),
            SpeedRatioTests.Steps("b", Doubling, .9, .8, .8, .8, .2, .2),
        ];
        var transition = Transition.At(blocks, 8);
        Assert.That(transition.MinimumLogRho, Is.EqualTo(Math.Log(4)).Within(1e-13));
        Assert.That(transition.Placebo.MinimumLog, Is.Zero.Within(1e-13));
        Assert.That(transition.Excess, Is.EqualTo(Math.Log(4)).Within(1e-13));
        Assert.That(transition.Undefined, Is.Null);
        Assert.That((transition.Rho.Epoch, transition.Placebo.Epoch), Is.EqualTo((8.0, 4.0)));
    }

    [Test]
    public void A_steady_slowing_down_has_rho_above_one_and_no_excess()
    {
        // Every doubling of the epoch halves the speed.
        var transition = Transition.At([SpeedRatioTests.Steps("a", Doubling, 1, .8, .4, .2, .1, .05)], 8);
        Assert.That(transition.MinimumLogRho, Is.EqualTo(Math.Log(2)).Within(1e-13));
        Assert.That(transition.Excess, Is.Zero.Within(1e-13));
    }

    [Test]
    public void A_transition_elsewhere_is_not_found_here()
    {
        EpochSimilarity[] blocks = [SpeedRatioTests.Steps("a", Doubling, 1, .4, .4, .1, .1, .1)];
        Assert.That(Transition.At(blocks, 8).MinimumLogRho, Is.Zero.Within(1e-13));
        Assert.That(Transition.At(blocks, 8).Excess, Is.EqualTo(-Math.Log(4)).Within(1e-13));
        Assert.That(Transition.At(blocks, 4).MinimumLogRho, Is.EqualTo(Math.Log(4)).Within(1e-13));
    }

    [Test]
    public void One_block_that_does_not_slow_down_undoes_the_transition()
    {
        EpochSimilarity[] blocks =
        [
            SpeedRatioTests.Steps("a", Doubling, 1, .4, .4, .4, .1, .1),
            SpeedRatioTests.Steps("b", Doubling, 1, .4, .4, .4, .4, .4),
        ];
        Assert.That(Transition.At(blocks, 8).MinimumLogRho, Is.Zero.Within(1e-13));
    }

    [Test]
    public void The_excess_compares_the_minima_of_all_blocks()
    {
        // ln rho: a 4 and 2, b 3 and 1/2; the minima are those of b at 8 and b at 4.
        EpochSimilarity[] blocks =
        [
            SpeedRatioTests.Steps("a", Doubling, 1, .4, .8, .4, .1, .1),
            SpeedRatioTests.Steps("b", Doubling, 1, .4, .3, .6, .2, .1),
        ];
        Assert.That(Transition.At(blocks, 8).Excess, Is.EqualTo(Math.Log(3) - Math.Log(.5)).Within(1e-13));
    }

    [Test]
    public void An_early_epoch_leaves_rho_without_a_placebo()
    {
        var transition = Transition.At([SpeedRatioTests.Steps("a", Doubling, 1, .4, .1, .1, .1, .1)], 2);
        Assert.That(transition.MinimumLogRho, Is.EqualTo(Math.Log(4)).Within(1e-13));
        Assert.That(transition.Excess, Is.Null);
        Assert.That(transition.Undefined, Does.Contain("rho at epoch 1 needs snapshots from epoch 0.5 to 2"));
    }

    [TestCase(4, true)]
    [TestCase(3, false)]
    public void The_placebo_reaches_back_to_a_quarter_of_the_epoch(int epoch, bool defined) =>
        Assert.That(
            Transition.At([SpeedRatioTests.Steps("a", Doubling, 1, .4, .1, .1, .1, .1)], epoch).Excess.HasValue,
            Is.EqualTo(defined));

    [TestCase(16, true)]
    [TestCase(17, false)]
    public void Training_must_last_to_twice_the_epoch(int epoch, bool defined)
    {
        var transition = Transition.At([SpeedRatioTests.Steps("a", Doubling, 1, .4, .1, .1, .1, .1)], epoch);
        Assert.That(transition.MinimumLogRho.HasValue, Is.EqualTo(defined));
        Assert.That(transition.Excess.HasValue, Is.EqualTo(defined));
        Assert.That(transition.Undefined, defined ? Is.Null : Does.Contain("train longer"));
    }

    [Test]
    public void A_reason_that_holds_for_both_is_reported_once_and_others_together()
    {
        string still = Transition.At([SpeedRatioTests.Steps("a", Doubling, 1, 1, 1, 0, 1, 1)], 8).Undefined!;
        Assert.That(still, Does.Contain("rho is 0").And.Contain("nothing to divide by"));
        var gap = new EpochSimilarity(
            "a", Doubling, Matrices.Fill(7, (i, j) => i == 3 && j == 4 ? 0 : .5), "CKA (debiased)");
        Assert.That(Transition.At([gap], 8).Undefined!.Split("no logarithm"), Has.Length.EqualTo(2));
    }

    [TestCase(0)]
    [TestCase(-3)]
    public void There_is_no_transition_before_training(int epoch) =>
        Assert.That(
            () => Transition.At([SpeedRatioTests.Steps("a", Doubling, 1, 1, 1, 1, 1, 1)], epoch),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
}
