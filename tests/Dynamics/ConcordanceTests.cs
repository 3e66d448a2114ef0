using RepDynamics.Dynamics;
using RepDynamics.Numerics;

namespace RepDynamics.Tests.Dynamics;

public class ConcordanceTests
{
    private static readonly double[] OneTwoThree = [1, 2, 3];

    [Test]
    public void Values_worked_by_hand()
    {
        // A shift by 1: 2 (2/3) / (2/3 + 2/3 + 1). Twice as large: 2 (4/3) / (2/3 + 8/3 + 4).
        Assert.That(Concordance.Lin(OneTwoThree, [2, 3, 4]), Is.EqualTo(4.0 / 7).Within(1e-15));
        Assert.That(Concordance.Lin(OneTwoThree, [2, 4, 6]), Is.EqualTo(4.0 / 11).Within(1e-15));
        Assert.That(Concordance.Lin(OneTwoThree, [3, 2, 1]), Is.EqualTo(-1).Within(1e-15));
        Assert.That(Concordance.Lin([0, 1], [1, 1]), Is.Zero.Within(1e-15));
    }

    [Test]
    public void Follows_the_formula_on_random_series()
    {
        for (ulong seed = 0UL; seed < 50; seed++)
        {
            (double[]? x, double[]? y) = Pair(seed);
            double Mean(IEnumerable<double> values) => values.Average();
            (double mx, double my) = (Mean(x), Mean(y));
            double covariance = Mean(x.Zip(y, (a, b) => (a - mx) * (b - my)));
            double expected = 2 * covariance / (
                Mean(x.Select(a => (a - mx) * (a - mx))) + Mean(y.Select(b => (b - my) * (b - my))) + ((mx - my) * (mx - my)));
            Assert.That(Concordance.Lin(x, y), Is.EqualTo(expected).Within(1e-13), $"seed {seed}");
        }
    }

    [Test]
    public void A_series_agrees_fully_with_itself()
    {
        for (ulong seed = 0UL; seed < 20; seed++)
            Assert.That(Concordance.Lin(Pair(seed).X, Pair(seed).X), Is.EqualTo(1).Within(1e-14));
    }

    [Test]
    public void Is_symmetric_and_never_beyond_correlation()
    {
        for (ulong seed = 0UL; seed < 50; seed++)
        {
            (double[]? x, double[]? y) = Pair(seed);
            double lin = Concordance.Lin(x, y);
            Assert.That(Concordance.Lin(y, x), Is.EqualTo(lin).Within(1e-14));
            Assert.That(Math.Abs(lin), Is.LessThanOrEqualTo(Math.Abs(Correlation(x, y)) + 1e-14));
        }
    }

    [Test]
    public void Does_not_change_when_both_series_move_and_stretch_together()
    {
        (double[]? x, double[]? y) = Pair(3);
        double expected = Concordance.Lin(x, y);
        foreach ((double scale, double shift) in new[] { (1e-150, 0.0), (1e150, 0), (-3, 2), (.001, 1) })
        {
            double Map(double v) => (scale * v) + shift;
            Assert.That(
                Concordance.Lin([.. x.Select(Map)], [.. y.Select(Map)]), Is.EqualTo(expected).Within(1e-11), $"{scale}, {shift}");
        }
    }

    [Test]
    public void Falls_when_one_series_is_moved_or_stretched_although_correlation_does_not()
    {
        double[] x = Pair(4).X;
        double mean = x.Average();
        Assert.That(Concordance.Lin(x, [.. x.Select(v => v + .5)]), Is.LessThan(.95));
        Assert.That(Concordance.Lin(x, [.. x.Select(v => mean + (3 * (v - mean)))]), Is.EqualTo(.6).Within(1e-12));
    }

    [Test]
    public void Constant_series_agree_only_if_they_are_equal()
    {
        Assert.That(Concordance.Lin([.1, .1, .1], [.1, .1, .1]), Is.EqualTo(1));
        Assert.That(Concordance.Lin([.1, .1, .1], [.3, .3, .3]), Is.Zero);
        Assert.That(Concordance.Lin([.1, .1, .1], [.1, .1, .4]), Is.Zero.Within(1e-15));
    }

    [Test]
    public void Faults_are_named()
    {
        Assert.Multiple(() =>
        {
            Assert.That(
                () => Concordance.Lin([1, 2], [1, 2, 3]), Throws.ArgumentException.With.Message.Contains("2 and 3 points"));
            Assert.That(() => Concordance.Lin([1], [1]), Throws.ArgumentException.With.Message.Contains("at least 2 points"));
            Assert.That(() => Concordance.Lin([], []), Throws.ArgumentException.With.Message.Contains("at least 2 points"));
            Assert.That(
                () => Concordance.Lin([1, 2], [1, double.NaN]), Throws.ArgumentException.With.Message.Contains("Point 1"));
            Assert.That(
                () => Concordance.Lin([double.NegativeInfinity, 2], [1, 2]),
                Throws.ArgumentException.With.Message.Contains("Point 0"));
        });
    }

    private static (double[] X, double[] Y) Pair(ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] x = [.. Enumerable.Range(0, 30).Select(_ => random.Normal())];
        return (x, [.. x.Select(v => (.7 * v) + (.5 * random.Normal()) + .2)]);
    }

    private static double Correlation(double[] x, double[] y)
    {
        (double mx, double my) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum()
            / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
    }
}
