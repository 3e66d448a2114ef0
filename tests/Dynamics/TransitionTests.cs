using RepDynamics.Dynamics;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Dynamics;

public class TransitionTests
{
    private static readonly int[] Doubling = [0, 1, 2, 4, 8, 16, 32];

    private static IEnumerable<TestCaseData> Transitions()
    {
        yield return Case("speed 4 up to epoch 8 and 1 after it, in every block", 8, 4, 4, [.1, .4, .4, .4, .1, .1], [.9, .8, .8, .8, .2, .2]);
        yield return Case("steady: every doubling of the epoch halves the speed", 8, 2, 1, [1, .8, .4, .2, .1, .05]);
        yield return Case("elsewhere", 8, 1, 1 / 4.0, [1, .4, .4, .1, .1, .1]);
        yield return Case("there", 4, 4, 4, [1, .4, .4, .1, .1, .1]);
        yield return Case("one block does not slow down", 8, 1, 1, [1, .4, .4, .4, .1, .1], [1, .4, .4, .4, .4, .4]);
        // rho: a 4 and 2, b 3 and 1/2; the minima are those of b at 8 and b at 4.
        yield return Case("the excess compares the minima of all blocks", 8, 3, 3 / .5, [1, .4, .8, .4, .1, .1], [1, .4, .3, .6, .2, .1]);

        static TestCaseData Case(string what, int epoch, double rho, double excess, params double[][] steps) =>
            new TestCaseData(epoch, rho, excess, steps).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Transitions))]
    public void A_transition_stands_out_against_its_placebo_where_it_is_in_all_blocks(int epoch, double rho, double excess, double[][] steps)
    {
        var transition = Transition.At([.. steps.Select((block, i) => SpeedRatioTests.Steps($"block{i}", Doubling, block))], epoch);
        Assert.That(transition.MinimumLogRho, Is.EqualTo(Math.Log(rho)).Within(1e-13));
        Assert.That(transition.Excess, Is.EqualTo(Math.Log(excess)).Within(1e-13));
        Assert.That(transition.Placebo.MinimumLog, Is.EqualTo(Math.Log(rho / excess)).Within(1e-13));
        Assert.That((transition.Rho.Epoch, transition.Placebo.Epoch, transition.Undefined), Is.EqualTo(((double)epoch, epoch / 2.0, (string?)null)));
    }

    // The placebo reaches back to a quarter of the epoch, rho on to twice the epoch.
    [TestCase(2, true, false, "rho at epoch 1 needs snapshots from epoch 0.5 to 2")]
    [TestCase(3, true, false, "start at 1")]
    [TestCase(4, true, true, null)]
    [TestCase(16, true, true, null)]
    [TestCase(17, false, false, "train longer")]
    public void Snapshots_must_reach_from_a_quarter_of_the_epoch_to_twice_the_epoch(int epoch, bool rho, bool excess, string? reason)
    {
        var transition = Transition.At([SpeedRatioTests.Steps("a", Doubling, 1, .4, .1, .1, .1, .1)], epoch);
        Assert.That((transition.MinimumLogRho.HasValue, transition.Excess.HasValue), Is.EqualTo((rho, excess)));
        Assert.That(transition.Undefined, reason is null ? Is.Null : Does.Contain(reason));
    }

    [Test]
    public void A_reason_that_holds_for_both_is_reported_once_and_others_together()
    {
        string still = Transition.At([SpeedRatioTests.Steps("a", Doubling, 1, 1, 1, 0, 1, 1)], 8).Undefined!;
        Assert.That(still, Does.Contain("rho is 0").And.Contain("nothing to divide by"));
        var gap = new EpochSimilarity("a", Doubling, Matrices.Fill(7, (i, j) => i == 3 && j == 4 ? 0 : .5), "CKA (debiased)");
        Assert.That(Transition.At([gap], 8).Undefined!.Split("no logarithm"), Has.Length.EqualTo(2));
    }

    [TestCase(0)]
    [TestCase(-3)]
    public void There_is_no_transition_before_training(int epoch) => Assert.That(
        () => Transition.At([SpeedRatioTests.Steps("a", Doubling, 1, 1, 1, 1, 1, 1)], epoch), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
