using RepDynamics.Dynamics;
using RepDynamics.Numerics;

namespace RepDynamics.Tests.Dynamics;

public class StudentIntervalTests
{
    // NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2, critical values of Student's t distribution.
    [TestCase(3, .90, 2.353)]
    [TestCase(4, .90, 2.132)]
    [TestCase(9, .90, 1.833)]
    [TestCase(29, .90, 1.699)]
    [TestCase(3, .95, 3.182)]
    [TestCase(10, .95, 2.228)]
    [TestCase(5, .99, 4.032)]
    public void The_quantile_agrees_with_printed_tables(int freedom, double confidence, double printed) =>
        Assert.That(StudentInterval.Quantile(freedom, confidence), Is.EqualTo(printed).Within(.0005001));

    [TestCase(.5)]
    [TestCase(.9)]
    [TestCase(.99)]
    [TestCase(.9993)]
    [TestCase(.99999)]
    public void The_quantile_agrees_with_the_closed_forms_for_one_and_two_degrees_of_freedom(double confidence)
    {
        double p = (1 + confidence) / 2;
        Assert.That(StudentInterval.Quantile(1, confidence), Is.EqualTo(Math.Tan(Math.PI * (p - .5))).Within(1e-6).Percent);
        Assert.That(
            StudentInterval.Quantile(2, confidence), Is.EqualTo(2 * (p - .5) / Math.Sqrt(2 * p * (1 - p))).Within(1e-6).Percent);
    }

    [Test]
    public void An_interval_worked_by_hand()
    {
        // Deviations from 3: -2, -1, 1, 2; variance 10/3; standard error sqrt(10/12) = .91287; t(.95; 3) = 2.35336.
        var interval = StudentInterval.Of([1, 2, 4, 5]);
        Assert.Multiple(() =>
        {
            Assert.That(interval.Mean, Is.EqualTo(3));
            Assert.That(interval.StandardError, Is.EqualTo(.9128709).Within(1e-7));
            Assert.That(interval.Lower, Is.EqualTo(3 - 2.148316).Within(1e-5));
            Assert.That(interval.Upper, Is.EqualTo(3 + 2.148316).Within(1e-5));
            Assert.That((interval.N, interval.Confidence), Is.EqualTo((4, .9)));
        });
    }

    [Test]
    public void Moves_and_stretches_with_the_values_and_widens_with_confidence()
    {
        StudentInterval interval = StudentInterval.Of([.1, .4, .2, .7]), mapped = StudentInterval.Of([-99.8, -99.2, -99.6, -98.6]), wider = StudentInterval.Of([.1, .4, .2, .7], .95);
        Assert.That(mapped.Lower, Is.EqualTo((2 * interval.Lower) - 100).Within(1e-10));
        Assert.That(mapped.Upper, Is.EqualTo((2 * interval.Upper) - 100).Within(1e-10));
        Assert.That((wider.Lower < interval.Lower, wider.Upper > interval.Upper), Is.EqualTo((true, true)));
    }

    [Test]
    public void Equal_values_have_an_interval_of_no_width()
    {
        var interval = StudentInterval.Of([.1, .1, .1]);
        Assert.That((interval.Lower, interval.Mean, interval.Upper, interval.StandardError), Is.EqualTo((.1, .1, .1, 0.0)));
    }

    [TestCase(2, .90)]
    [TestCase(4, .90)]
    [TestCase(4, .80)]
    public void Covers_the_true_mean_of_normal_values_as_often_as_it_promises(int n, double confidence)
    {
        const int Trials = 4000;
        var random = new SeededRandom(17);
        int covered = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            var interval = StudentInterval.Of([.. Enumerable.Range(0, n).Select(_ => 2 + (3 * random.Normal()))], confidence);
            if (interval.Lower <= 2 && 2 <= interval.Upper)
                covered++;
        }

        double error = Math.Sqrt(confidence * (1 - confidence) / Trials);
        Assert.That(covered / (double)Trials, Is.EqualTo(confidence).Within(4 * error));
    }

    [TestCase(new double[] { 1 }, .9, "at least 2 values, found 1")]
    [TestCase(new double[0], .9, "found 0")]
    [TestCase(new[] { 1, double.NaN }, .9, "Value 1")]
    [TestCase(new double[] { 1, 2 }, 90, "confidence in (0, 1)")]
    [TestCase(new double[] { 1, 2 }, 0, "confidence in (0, 1)")]
    [TestCase(new double[] { 1, 2 }, 1, "confidence in (0, 1)")]
    [TestCase(new double[] { 1, 2 }, double.NaN, "confidence in (0, 1)")]
    public void Faults_are_named(double[] values, double confidence, string words) =>
        Assert.That(() => StudentInterval.Of(values, confidence), Throws.InstanceOf<ArgumentException>().With.Message.Contains(words));

    [TestCase(.9)]
    [TestCase(.99)]
    public void The_difference_of_equal_spreads_and_counts_is_the_pooled_interval(double confidence)
    {
        double[] a = [1, 2, 3, 4, 5], b = [3, 4, 5, 6, 7];

        (double lower, double upper) = StudentInterval.Of(a).Minus(StudentInterval.Of(b), confidence);

        // Equal variances of 2.5 and five values each: 8 degrees of freedom, standard error 1.
        Assert.That(upper - -2, Is.EqualTo(StudentInterval.Quantile(8, confidence)).Within(1e-12));
        Assert.That(lower + upper, Is.EqualTo(-4).Within(1e-12));
    }

    [Test]
    public void A_mean_without_a_spread_leaves_the_others_degrees_of_freedom()
    {
        StudentInterval spread = StudentInterval.Of([1, 2, 3, 4]), still = StudentInterval.Of([5, 5, 5]);
        Assert.That(spread.Minus(still, .9), Is.EqualTo((spread.Lower - 5, spread.Upper - 5)));
        Assert.That(still.Minus(StudentInterval.Of([4, 4]), .9), Is.EqualTo((1.0, 1.0)), "nor has the other");
    }

    [Test]
    public void The_difference_turns_its_sign_with_its_sides()
    {
        StudentInterval a = StudentInterval.Of([.1, .4, .2]), b = StudentInterval.Of([.9, .3, .5, .8]);

        (double lower, double upper) = a.Minus(b, .95);

        (double turnedLower, double turnedUpper) = b.Minus(a, .95);
        Assert.That((turnedLower, turnedUpper), Is.EqualTo((-upper, -lower)));
    }
}
