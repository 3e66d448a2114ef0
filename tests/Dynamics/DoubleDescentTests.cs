using RepDynamics.Dynamics;

namespace RepDynamics.Tests.Dynamics;

public class DoubleDescentTests
{
    private static readonly int[] Epochs = [0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 14, 17, 20, 25, 30, 38, 46, 56, 68, 82, 100, 120];

    [Test]
    public void A_double_descent_is_seen_where_it_is()
    {
        DoubleDescent found = Find(seeds: 5, noise: 0.01, TwiceDown, Falling, seed: 1);
        Assert.That(found.Seen, Is.True, found.Describe());
        Assert.That(found.FirstMinimum, Is.InRange(3, 7));
        Assert.That(found.Peak, Is.InRange(14, 25));
        Assert.That(found.SecondMinimum, Is.InRange(82, 120));
        Assert.That(found.Rise.Mean, Is.EqualTo(0.1).Within(0.03));
        Assert.That(found.Descent.Mean, Is.EqualTo(0.1).Within(0.03));
    }

    [Test]
    public void Without_noise_the_sizes_are_those_of_the_smoothed_curve()
    {
        DoubleDescent found = Find(seeds: 3, noise: 0, TwiceDown, Falling, seed: 1);
        double[] smooth = DoubleDescent.Smooth(Epochs, [.. Epochs.Select(TwiceDown)]);
        int[] times = Epochs[1..];
        double rise = smooth[Array.IndexOf(times, found.Peak)] - smooth[Array.IndexOf(times, found.FirstMinimum)];
        Assert.That(found.Rises, Is.All.EqualTo(rise).Within(1e-12));
        Assert.That(found.Rise.Lower, Is.EqualTo(found.Rise.Upper).Within(1e-12));
    }

    [TestCaseSource(nameof(WithoutDoubleDescent))]
    public void None_is_seen_where_there_is_none(Func<int, double> test)
    {
        DoubleDescent found = Find(seeds: 5, noise: 0.01, test, Falling, seed: 2);
        Assert.That(found.Seen, Is.False, found.Describe());
    }

    private static IEnumerable<TestCaseData> WithoutDoubleDescent()
    {
        yield return new TestCaseData((Func<int, double>)(t => 0.7 / (1 + t) + 0.2)).SetArgDisplayNames("falls once");
        yield return new TestCaseData((Func<int, double>)(_ => 0.4)).SetArgDisplayNames("flat");
        yield return new TestCaseData((Func<int, double>)(t => 0.3 + 0.002 * t)).SetArgDisplayNames("rises");
        yield return new TestCaseData((Func<int, double>)(t => 0.3 + 0.05 * Math.Pow(Math.Log((t + 0.1) / 10), 2) / 5)).SetArgDisplayNames("down and up");
    }

    [Test]
    public void A_rise_that_the_training_error_shares_is_a_failure_to_train()
    {
        DoubleDescent found = Find(seeds: 5, noise: 0.01, TwiceDown, TwiceDown, seed: 3);
        Assert.That(found.Rise.Lower, Is.Positive);
        Assert.That(found.Seen, Is.False, found.Describe());
    }

    [Test]
    public void The_jump_of_a_single_epoch_is_no_peak()
    {
        DoubleDescent found = Find(seeds: 5, noise: 0.005, t => t == 20 ? 0.32 : 0.7 / (1 + t) + 0.25, Falling, seed: 4);
        Assert.That(found.Rise.Mean, Is.LessThan(0.03), "a jump of .07 is smoothed away");
    }

    [Test]
    public void Smoothing_leaves_constants_and_both_ends_as_they_are()
    {
        Assert.That(DoubleDescent.Smooth(Epochs, [.. Epochs.Select(_ => 0.25)]), Is.All.EqualTo(0.25).Within(1e-15));
        double[] rising = [.. Epochs.Select(t => t / 200.0)];
        double[] smooth = DoubleDescent.Smooth(Epochs, rising);
        Assert.That(smooth, Has.Length.EqualTo(Epochs.Length - 1), "epoch 0 is left out");
        Assert.That((smooth[0], smooth[^1]), Is.EqualTo((rising[1], rising[^1])));
        Assert.That(smooth, Is.Ordered);
    }

    [Test]
    public void The_order_of_seeds_does_not_matter()
    {
        double[][] test = Curves(4, 0.02, TwiceDown, seed: 5), train = Curves(4, 0.02, Falling, seed: 6);
        DoubleDescent one = DoubleDescent.Find(Epochs, test, train), other = DoubleDescent.Find(Epochs, [.. test.Reverse()], [.. train.Reverse()]);
        Assert.That(other.Rises.Reverse(), Is.EqualTo(one.Rises).Within(1e-12));
        Assert.That(other.Descent.Lower, Is.EqualTo(one.Descent.Lower).Within(1e-12));
    }

    [Test]
    public void Noise_alone_is_seldom_taken_for_one_and_a_clear_one_seldom_missed()
    {
        const int trials = 400;
        int falseAlarms = 0, hits = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            if (Find(5, 0.03, _ => 0.4, Falling, 1000 + trial).Seen) falseAlarms++;
            if (Find(5, 0.03, TwiceDown, Falling, 1000 + trial).Seen) hits++;
        }
        Assert.That(falseAlarms / (double)trials, Is.LessThan(0.05), "two intervals of 90% must both lie above 0");
        Assert.That(hits / (double)trials, Is.GreaterThan(0.9));
    }

    [Test]
    public void Bad_curves_are_refused_by_name()
    {
        double[] curve = [.. Epochs.Select(TwiceDown)], flat = [0.1, 0.1, 0.1];
        Assert.That(() => DoubleDescent.Find(Epochs, [curve, curve], [curve, curve]), Throws.ArgumentException.With.Message.Contains("at least 3"));
        Assert.That(() => DoubleDescent.Find(Epochs, [curve, curve, curve], [curve]), Throws.ArgumentException.With.Message.Contains("training errors of 1"));
        Assert.That(() => DoubleDescent.Smooth(Epochs, [0.5]), Throws.ArgumentException.With.Message.Contains("22 epochs, found 1"));
        Assert.That(() => DoubleDescent.Smooth([0, 1, 2], [0.1, 1.5, 0.1]), Throws.ArgumentException.With.Message.Contains("1.5"));
        Assert.That(() => DoubleDescent.Find([0, 1, 2], [flat, flat, flat], [flat, flat, flat]), Throws.ArgumentException.With.Message.Contains("at least 3 snapshots"));
    }

    // Down to .3 at epoch 5, up to .4 at 19, down to .3 and less: in ln t, a parabola and a bump.
    private static double TwiceDown(int t) => t == 0
        ? 0.75
        : 0.3 + 0.4 * Math.Exp(-1.6 * Math.Log(1 + t)) + 0.11 * Math.Exp(-Math.Pow(Math.Log(t / 19.0) / 0.7, 2));

    private static double Falling(int t) => 0.7 * Math.Exp(-t / 15.0);

    private static DoubleDescent Find(int seeds, double noise, Func<int, double> test, Func<int, double> train, int seed) =>
        DoubleDescent.Find(Epochs, Curves(seeds, noise, test, seed), Curves(seeds, noise / 10, train, seed + 7));

    private static double[][] Curves(int seeds, double noise, Func<int, double> shape, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, seeds).Select(_ => Epochs.Select(t => Math.Clamp(shape(t) + noise * Normal(random), 0, 1)).ToArray())];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
