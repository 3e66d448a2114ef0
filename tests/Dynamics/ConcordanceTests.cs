using MathNet.Numerics.Statistics;
using RepDynamics.Dynamics;
using RepDynamics.Numerics;

namespace RepDynamics.Tests.Dynamics;

public class ConcordanceTests
{
    // A shift by 1: 2 (2/3) / (2/3 + 2/3 + 1). Twice as large: 2 (4/3) / (2/3 + 8/3 + 4). Constant series agree only if they are equal.
    [TestCase(new double[] { 1, 2, 3 }, new double[] { 2, 3, 4 }, 4.0 / 7)]
    [TestCase(new double[] { 1, 2, 3 }, new double[] { 2, 4, 6 }, 4.0 / 11)]
    [TestCase(new double[] { 1, 2, 3 }, new double[] { 3, 2, 1 }, -1)]
    [TestCase(new double[] { 0, 1 }, new double[] { 1, 1 }, 0)]
    [TestCase(new[] { .1, .1, .1 }, new[] { .1, .1, .1 }, 1)]
    [TestCase(new[] { .1, .1, .1 }, new[] { .3, .3, .3 }, 0)]
    [TestCase(new[] { .1, .1, .1 }, new[] { .1, .1, .4 }, 0)]
    public void Values_worked_by_hand(double[] x, double[] y, double expected) => Assert.That(Concordance.Lin(x, y), Is.EqualTo(expected).Within(1e-15));

    [Test]
    public void Follows_the_formula_is_symmetric_and_never_beyond_correlation([Range(0, 40)] int seed)
    {
        (double[] x, double[] y) = Pair((ulong)seed);
        double lin = Concordance.Lin(x, y), mx = x.Average(), my = y.Average();
        double expected = 2 * x.Zip(y, (a, b) => (a - mx) * (b - my)).Average()
            / (x.Average(a => (a - mx) * (a - mx)) + y.Average(b => (b - my) * (b - my)) + ((mx - my) * (mx - my)));
        Assert.That(lin, Is.EqualTo(expected).Within(1e-13));
        Assert.That(Concordance.Lin(y, x), Is.EqualTo(lin).Within(1e-14));
        Assert.That(Math.Abs(lin), Is.LessThanOrEqualTo(Math.Abs(Correlation.Pearson(x, y)) + 1e-14));
        Assert.That(Concordance.Lin(x, x), Is.EqualTo(1).Within(1e-14));
    }

    [TestCase(1e-150, 0)]
    [TestCase(1e150, 0)]
    [TestCase(-3, 2)]
    [TestCase(.001, 1)]
    public void Does_not_change_when_both_series_move_and_stretch_together(double scale, double shift)
    {
        (double[] x, double[] y) = Pair(3);
        double Map(double v) => (scale * v) + shift;
        Assert.That(Concordance.Lin([.. x.Select(Map)], [.. y.Select(Map)]), Is.EqualTo(Concordance.Lin(x, y)).Within(1e-11));
    }

    [Test]
    public void Falls_when_one_series_is_moved_or_stretched_although_correlation_does_not()
    {
        double[] x = Pair(4).X;
        double mean = x.Average();
        Assert.That(Concordance.Lin(x, [.. x.Select(v => v + .5)]), Is.LessThan(.95));
        Assert.That(Concordance.Lin(x, [.. x.Select(v => mean + (3 * (v - mean)))]), Is.EqualTo(.6).Within(1e-12));
    }

    [TestCase(new double[] { 1, 2 }, new double[] { 1, 2, 3 }, "2 and 3 points")]
    [TestCase(new double[] { 1 }, new double[] { 1 }, "at least 2 points")]
    [TestCase(new double[0], new double[0], "at least 2 points")]
    [TestCase(new double[] { 1, 2 }, new[] { 1, double.NaN }, "Point 1")]
    [TestCase(new[] { double.NegativeInfinity, 2 }, new double[] { 1, 2 }, "Point 0")]
    public void Faults_are_named(double[] x, double[] y, string words) =>
        Assert.That(() => Concordance.Lin(x, y), Throws.ArgumentException.With.Message.Contains(words));

    private static (double[] X, double[] Y) Pair(ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] x = [.. Enumerable.Range(0, 30).Select(_ => random.Normal())];
        return (x, [.. x.Select(v => (.7 * v) + (.5 * random.Normal()) + .2)]);
    }
}
