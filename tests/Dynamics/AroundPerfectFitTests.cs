using RepDynamics.Dynamics;
using RepDynamics.Regions;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Dynamics;

/// <summary>Statistics of what happens around perfect fit, on events that were planted.</summary>
public class AroundPerfectFitTests
{
    private static readonly int[] Epochs = [.. Enumerable.Range(0, 63).Select(i => (int)Math.Round(Math.Pow(1.1, i))).Distinct()];

    /// <summary>Blocks that walk at a constant speed per ln t, faster by a factor before an epoch.</summary>
    private static EpochSimilarity[] Slowing(params double[] turns) =>
        [.. turns.Select((turn, i) => Matrices.Moving($"block{i + 1}", Epochs, t => Math.Log(Math.Min(t, turn)) + .1 * Math.Log(Math.Max(t, turn) / turn)))];

    [TestCase(20)]
    [TestCase(40)]
    [TestCase(60)]
    public void The_greatest_slow_down_is_found_where_it_was_planted(double turn)
    {
        Assert.That(SlowDown.Location(Slowing(turn, turn), 40), Is.EqualTo(Math.Log(turn / 40)).Within(.07));
        Assert.That(SlowDown.Spread(Slowing(turn, turn), 40), Is.Zero);
    }

    [Test]
    public void Blocks_that_slow_down_at_different_times_have_a_spread()
    {
        Assert.That(SlowDown.Spread(Slowing(25, 40, 64), 40), Is.EqualTo(Math.Log(1.6)).Within(.1));
        Assert.That(Slowing(25, 40, 64).Select(block => SlowDown.Location([block], 40)), Is.Ordered);
    }

    [Test]
    public void Rho_at_perfect_fit_exceeds_the_placebos_only_where_the_slow_down_is()
    {
        Assert.That(SlowDown.Excess(Slowing(40, 40), 40, .5), Is.GreaterThan(1));
        Assert.That(SlowDown.Excess(Slowing(40, 40), 40, 2), Is.GreaterThan(1));
        Assert.That(SlowDown.Excess(Slowing(20, 20), 40, .5), Is.LessThan(-1));
        Assert.That(SlowDown.Excess(Slowing(80, 80), 40, 2), Is.LessThan(-1));
        EpochSimilarity[] steady = Slowing(1, 1);
        Assert.That(SlowDown.Excess(steady, 40, .5), Is.EqualTo(0).Within(1e-9), "a steady walk in ln t");
    }

    [Test]
    public void Training_must_last_to_four_times_perfect_fit()
    {
        Assert.That(SlowDown.Location(Slowing(40, 40), Epochs[^1] / 4.0), Is.Not.Null);
        Assert.That(SlowDown.Location(Slowing(40, 40), Epochs[^1] / 3.9), Is.Null);
        Assert.That(SlowDown.Location(Slowing(40, 40), 4), Is.Null, "nor may it begin after c/2");
    }

    [Test]
    public void A_layer_that_walks_on_moves_as_far_in_every_octave_and_one_that_stops_does_not()
    {
        EpochSimilarity Turning(double stop) => new(
            "x", Epochs, Matrices.Fill(Epochs.Length, (i, j) => Math.Cos(.05 * (Math.Log2(Math.Min(Epochs[j], stop)) - Math.Log2(Math.Min(Epochs[i], stop))))), "made up");
        Assert.That(Trajectory.After(Turning(1e9), 40, 1), Is.EqualTo(1).Within(.15), "to the nearest snapshots");
        Assert.That(Trajectory.After(Turning(1e9), 40, 2), Is.EqualTo(1).Within(.15));
        Assert.That(Trajectory.After(Turning(43), 40, 2), Is.EqualTo(0).Within(1e-6));
        Assert.That(Trajectory.HalfWay(Turning(16)), Is.EqualTo(4).Within(.1), "half of the way from 1 to 16 in ln t");
        Assert.That(Trajectory.After(Turning(1e9), Epochs[^1] / 2.0, 2), Is.Null, "the snapshots end");
    }

    [Test]
    public void The_aligned_grid_takes_the_nearest_snapshots_each_once()
    {
        int[] snapshots = [0, 1, 2, 4, 8, 16, 32];
        Assert.That(AlignedGrid.Epochs(snapshots, [1.1, 2.2, 7.5]), Is.EqualTo(new[] { 1, 2, 8 }));
        Assert.That(AlignedGrid.Epochs(snapshots, [2.5, 4]), Is.EqualTo(new[] { 2, 4 }), "within half an epoch");
        Assert.That(AlignedGrid.Epochs(snapshots, [5.5]), Is.Null, "too far from 4 and from 8");
        Assert.That(AlignedGrid.Epochs(snapshots, [7.5, 8.5]), Is.Null, "one snapshot twice");
        Assert.That(AlignedGrid.Epochs([0], [1]), Is.Null);
    }

    [Test]
    public void A_rise_is_that_of_the_window_around_perfect_fit()
    {
        int[] epochs = [.. Enumerable.Range(1, 180)];
        double[] planted = [.. epochs.Select(t => t is >= 20 and < 60 ? 3.0 : 2)];
        Assert.That(AroundFit.Rise(epochs, planted, 40), Is.EqualTo(1));
        Assert.That(AroundFit.Rise(epochs, planted, 120), Is.LessThan(0), "elsewhere");
        Assert.That(AroundFit.Rise([7, 12, 20, 35, 60, 104], [1, 1, 2, 2, 3, 3], 40), Is.Zero, "a steady growth in ln t");
        Assert.That(AroundFit.Rise([7, 12, 60, 104], [1, 1, 3, 3], 40), Is.Null);
        Assert.That(AroundFit.Change(epochs, planted, 20, 20), Is.EqualTo(planted.Skip(19).Average() - 2));
        Assert.That(AroundFit.Change(epochs, planted, 1, 20), Is.Null, "no epoch before");
        Assert.That(() => AroundFit.Rise([1, 2], [1], 1), Throws.ArgumentException);
    }

    [Test]
    public void The_wrong_label_takes_over_where_it_was_planted()
    {
        // Two planes of 2 x 2 points, three classes: true 0, given 1. Epochs 1 and 2 before t_g = 3, epoch 4 after t* = 4.
        PlaneRegions wrong = Planes(given: 1, late: [1, 1, 1, 0]), right = Planes(given: 0, late: [0, 0, 0, 0]);
        Assert.That(LabelTakeover.Gain(wrong, right, tap: 0, 3, 4), Is.Zero, "the first tap never changes");
        Assert.That(LabelTakeover.Gain(wrong, right, tap: 1, 3, 4), Is.EqualTo((.75 - .25) - (0 - 1)));
        // Around rightly labelled images all other labels take over alike: that does not count.
        PlaneRegions unsteady = Planes(given: 1, late: [1, 2, 0, 0]), unsteadyRight = Planes(given: 0, late: [1, 2, 0, 0]);
        Assert.That(LabelTakeover.Gain(unsteady, unsteadyRight, tap: 1, 3, 4), Is.Zero);
        Assert.That(LabelTakeover.Gain(wrong, right, tap: 1, generalization: 1, 4), Is.Null);
        // The image lies on point (0, 0), which the last of two taps gives to label 1.
        Assert.That(LabelTakeover.FirstDepth(wrong, 4), Is.EqualTo(1));
        Assert.That(LabelTakeover.FirstDepth(wrong with { Taps = [wrong.Taps[1], wrong.Taps[0]] }, 4), Is.Zero);
        Assert.That(LabelTakeover.FirstDepth(wrong, 5), Is.Null);

        static PlaneRegions Planes(int given, byte[] late) => new()
        {
            Planes = [.. Enumerable.Range(0, 2).Select(_ => ImmutableArray.Create(Corner(given), Corner(0), Corner(0)))],
            Taps = [Tap("block", [0, 0, 0, 0]), Tap("output", late)],
        };

        static TapRegions Tap(string name, byte[] late) =>
            new(name, [.. new[] { 1, 2, 4 }.Select(epoch => new RegionMap(name, epoch, "planes", 2, 3, epoch == 4 ? [.. late, .. late] : new byte[8]))]);

        static CornerImage Corner(int given) => new(0, new PlanePosition(0, 0), 0, given, [1, 1, 1], [0]);
    }

    [Test]
    public void Layers_that_speed_up_in_the_second_descent_are_told_from_those_that_do_not()
    {
        DoubleDescent descent = DoubleDescent.Find([1, 2, 3], [[.5, .6, .4], [.5, .6, .4], [.5, .6, .4]], [[.5, .4, .3], [.5, .4, .3], [.5, .4, .3]]) with { Peak = 40, SecondMinimum = 80 };
        EpochSimilarity fast = Matrices.Moving("fast", Epochs, t => Math.Log(Math.Max(t, 1)) + 2 * Math.Log(Math.Max(t, 40) / 40.0)), steady = Slowing(1)[0];
        Assert.That(descent.Acceleration([fast]), Is.EqualTo(Math.Log(3)).Within(.1));
        Assert.That(descent.Acceleration([steady]), Is.EqualTo(0).Within(1e-9));
        Assert.That((descent with { SecondMinimum = Epochs[^1] + 1 }).Acceleration([steady]), Is.Null);
    }
}
