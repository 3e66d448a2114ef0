using RepDynamics.Dynamics;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Dynamics;

public class SpeedRatioTests
{
    private static readonly int[] Doubling = [0, 1, 2, 4, 8, 16, 32];

    [Test]
    public void Speeds_are_read_off_step_by_step()
    {
        // [4, 8): .1 + .2 + .3; [8, 16): .1 + .1. Changes below 0, similarities above 1, count as none.
        Assert.That(SpeedRatio.At([Steps("a", [4, 5, 6, 8, 12, 16], .1, .2, .3, .1, .1)], 8).MinimumLog, Is.EqualTo(Math.Log(3)).Within(1e-14));
        Assert.That(SpeedRatio.At([Steps("a", [4, 6, 8, 12, 16], .6, -.01, .2, -.01)], 8).MinimumLog, Is.EqualTo(Math.Log(3)).Within(1e-14));

        // Similarities exp(-.6) over [4, 8) and exp(-.2) over [8, 16): rho = 3.
        var ratio = SpeedRatio.At([Steps("a", Doubling, .1, .5, .5, .6, .2, .4)], 8);
        Assert.That(ratio.Undefined, Is.Null);
        Assert.That(ratio.Taps.Single().Before, Is.EqualTo(.6 / Math.Log(2)).Within(1e-14));
        Assert.That(ratio.Taps.Single().After, Is.EqualTo(.2 / Math.Log(2)).Within(1e-14));
        Assert.That(ratio.MinimumLog, Is.EqualTo(Math.Log(3)).Within(1e-14));
    }

    [Test]
    public void An_end_between_snapshots_takes_its_share_of_the_step_in_logarithmic_time()
    {
        // c = 8 between 6 and 12, c/2 = 4 between 3 and 6, 2c = 16 between 12 and 24. Steps double the epoch.
        var ratio = SpeedRatio.At([Steps("a", [0, 3, 6, 12, 24], .9, .7, .4, .2)], 8);
        double before = (.7 * Math.Log2(6.0 / 4)) + (.4 * Math.Log2(8.0 / 6));
        double after = (.4 * Math.Log2(12.0 / 8)) + (.2 * Math.Log2(16.0 / 12));
        Assert.That(ratio.Taps.Single().Before * Math.Log(2), Is.EqualTo(before).Within(1e-14));
        Assert.That(ratio.Taps.Single().After * Math.Log(2), Is.EqualTo(after).Within(1e-14));
        Assert.That(ratio.Taps.Single().LogRho, Is.EqualTo(Math.Log(before / after)).Within(1e-14));
    }

    [Test]
    public void A_process_alike_on_every_scale_of_time_has_rho_one_everywhere()
    {
        int[] epochs = [0, 1, 2, 3, 5, 8, 11, 17, 25, 40, 60, 80, 100, 120];
        EpochSimilarity block = Matrices.Moving("a", epochs, epoch => .3 * Math.Log(Math.Max(1, epoch)));
        for (double c = 2.0; c <= 60; c += .5)
            Assert.That(SpeedRatio.At([block], c).MinimumLog, Is.Zero.Within(1e-12), $"c = {c}");
    }

    [Test]
    public void A_constant_speed_in_epochs_has_rho_one_half_at_snapshots()
    {
        EpochSimilarity block = Matrices.Moving("a", Doubling, epoch => .05 * epoch);
        foreach (int c in new[] { 2, 4, 8, 16 })
            Assert.That(SpeedRatio.At([block], c).MinimumLog, Is.EqualTo(Math.Log(.5)).Within(1e-12), $"c = {c}");
    }

    [Test]
    public void Rho_does_not_change_when_all_steps_stretch_or_all_epochs_do()
    {
        double? expected = SpeedRatio.At([Steps("a", Doubling, 1, 1, .3, .5, .2, .1)], 7).MinimumLog;
        Assert.That(SpeedRatio.At([Steps("a", Doubling, 1, 2, .6, 1, .4, .2)], 7).MinimumLog, Is.EqualTo(expected).Within(1e-13));
        Assert.That(SpeedRatio.At([Steps("a", [0, 3, 6, 12, 24, 48, 96], 1, 1, .3, .5, .2, .1)], 21).MinimumLog, Is.EqualTo(expected).Within(1e-13));
    }

    [Test]
    public void The_block_that_slows_down_least_gives_the_minimum()
    {
        EpochSimilarity[] blocks = [Steps("a", Doubling, 1, 1, 1, .8, .1, 1), Steps("b", Doubling, 1, 1, 1, .1, .2, 1), Steps("c", Doubling, 1, 1, 1, .3, .1, 1)];
        var ratio = SpeedRatio.At(blocks, 8);
        Assert.That(ratio.Taps.Select(tap => tap.Tap), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(ratio.Taps.Select(tap => Math.Exp(tap.LogRho)), Is.EqualTo(new[] { 8, .5, 3 }).Within(1e-12));
        Assert.That(ratio.MinimumLog, Is.EqualTo(Math.Log(.5)).Within(1e-12));
    }

    [Test]
    public void Snapshots_must_reach_from_half_the_epoch_to_twice_the_epoch()
    {
        EpochSimilarity block = Steps("a", [0, 4, 8, 16], .1, .1, .1);
        Assert.That(SpeedRatio.At([block], 8).MinimumLog, Is.Zero.Within(1e-15));
        Undefined(SpeedRatio.At([block], 8.01), "to 16.02; they end at 16: train longer");
        Undefined(SpeedRatio.At([block], 7.99), "from epoch 4 to 15.98", "start at 4");
        Undefined(SpeedRatio.At([block], 1), "from epoch 0.5 to 2");
    }

    [Test]
    public void The_step_from_epoch_zero_is_never_used()
    {
        // A similarity without a logarithm there does no harm.
        var block = new EpochSimilarity("a", [0, 1, 2, 4], Matrices.Fill(4, (i, _) => i == 0 ? -.1 : .5), "CKA (debiased)");
        Assert.That(SpeedRatio.At([block], 2).MinimumLog, Is.Zero.Within(1e-15));
        Undefined(SpeedRatio.At([block], 1.5), "start at 1");
    }

    [TestCase(0)]
    [TestCase(-.02)]
    public void A_similarity_without_a_logarithm_is_named(double similarity)
    {
        EpochSimilarity With(int step) => new(
            "block 3", Doubling, Matrices.Fill(7, (i, j) => i == step && j == step + 1 ? similarity : .5), "CKA (biased)");
        EpochSimilarity moving = Steps("a", Doubling, 1, 1, 1, 1, 1, 1);
        Undefined(SpeedRatio.At([moving, With(4)], 8), "block 3, epochs 8 and 16", "no logarithm");
        Undefined(SpeedRatio.At([With(3)], 8), "block 3, epochs 4 and 8");
        Assert.That(SpeedRatio.At([With(2)], 8).Undefined, Is.Null, "before the interval");
        Assert.That(SpeedRatio.At([With(5)], 8).Undefined, Is.Null, "after the interval");
    }

    [Test]
    public void A_block_that_stands_still_has_no_ratio()
    {
        EpochSimilarity moving = Steps("a", Doubling, 1, 1, 1, 1, 1, 1);
        Undefined(SpeedRatio.At([moving, Steps("b", Doubling, 1, 1, 1, .3, 0, 1)], 8), "Tap b does not change from epoch 8 to 16", "divide");
        Undefined(SpeedRatio.At([moving, Steps("b", Doubling, 1, 1, 1, 0, .3, 1)], 8), "Tap b does not change from epoch 4 to 8", "rho is 0");
        Undefined(SpeedRatio.At([Steps("b", Doubling, 1, 1, 1, 0, 0, 1)], 8), "nothing to divide by");
    }

    [Test]
    public void Faults_are_named()
    {
        EpochSimilarity a = Steps("a", Doubling, 1, 1, 1, 1, 1, 1);
        Assert.Multiple(() =>
        {
            Assert.That(() => SpeedRatio.At([], 8), Throws.ArgumentException.With.Message.Contains("at least 1 block"));
            Assert.That(() => SpeedRatio.At([a, a], 8), Throws.ArgumentException.With.Message.Contains("more than once"));
            Assert.That(
                () => SpeedRatio.At([a, Matrices.Smooth("b", 7, 1)], 8),
                Throws.ArgumentException.With.Message.Contains("OnGrid"));
            foreach (double epoch in new[] { 0, -1, double.NaN, double.PositiveInfinity })
                Assert.That(() => SpeedRatio.At([a], epoch), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    /// <summary>A block of which the similarity of consecutive snapshots is exp(-step).</summary>
    internal static EpochSimilarity Steps(string tap, int[] epochs, params double[] steps) => new(
        tap, epochs, Matrices.Fill(epochs.Length, (i, j) => j == i + 1 ? Math.Exp(-steps[i]) : .5), "CKA (biased)");

    private static void Undefined(SpeedRatio ratio, params string[] words)
    {
        Assert.That(ratio.MinimumLog, Is.Null);
        Assert.That(ratio.Taps, Is.Empty);
        foreach (string word in words)
            Assert.That(ratio.Undefined, Does.Contain(word));
    }
}
