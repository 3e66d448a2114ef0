using RepDynamics.Dynamics;

namespace RepDynamics.Tests.Dynamics;

public class PerfectFitTests
{
    private const double Low = .9;

    private static IEnumerable<TestCaseData> Curves()
    {
        yield return Case("the first perfect snapshot when all later ones are", 20, .5, .99, 1, 1, 1);
        yield return Case("the threshold itself is perfect", 10, .5, .995, .995);
        yield return Case("less is not", null, .5, .99499, .99499);
        yield return Case("a lucky early snapshot does not count", 70, [.5, 1, .. Enumerable.Repeat(Low, 5), .. Enumerable.Repeat(1.0, 6)]);
        yield return Case("9 of 10 later ones are perfect", 10, [.5, 1, 1, Low, .. Enumerable.Repeat(1.0, 8)]);
        yield return Case("8 of 9 are less than 90%", 40, [.5, 1, 1, Low, .. Enumerable.Repeat(1.0, 7)]);
        yield return Case("never reached", null, .5, .9, .99);
        yield return Case("never lasting", null, .5, 1, Low);
        yield return Case("nothing after the last snapshot shows that it lasts", null, .5, .9, 1);
        yield return Case("no snapshot", null);
        for (int tens = 1; tens <= 40; tens++)
            yield return Case($"{9 * tens} of {10 * tens}, not missed by rounding", 0, [1, .. Enumerable.Repeat(1.0, 9 * tens), .. Enumerable.Repeat(Low, tens)]);

        static TestCaseData Case(string what, int? epoch, params double[] accuracy) => new TestCaseData(epoch, accuracy).SetArgDisplayNames(what);
    }

    /// <summary>Snapshots every 10 epochs from 0 on.</summary>
    [TestCaseSource(nameof(Curves))]
    public void Is_the_first_perfect_snapshot_that_stays_so(int? epoch, double[] accuracy) =>
        Assert.That(PerfectFit.Find([.. Enumerable.Range(0, accuracy.Length).Select(i => 10 * i)], accuracy), Is.EqualTo(epoch));

    [TestCase(new[] { 0, 1 }, new[] { 1.0 }, "2 epochs, found 1")]
    [TestCase(new[] { 1, 1 }, new[] { 1.0, 1 }, "1 after 1")]
    [TestCase(new[] { 0, 3 }, new[] { 1, double.NaN }, "Epoch 3")]
    [TestCase(new[] { 0, 3 }, new[] { 99.5, 1 }, "found 99.5")]
    public void Faults_are_named(int[] epochs, double[] accuracy, string words) =>
        Assert.That(() => PerfectFit.Find(epochs, accuracy), Throws.ArgumentException.With.Message.Contains(words));
}
