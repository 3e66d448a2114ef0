using RepDynamics.Dynamics;

namespace RepDynamics.Tests.Dynamics;

public class PerfectFitTests
{
    private const double Low = .9;

    [Test]
    public void Is_the_first_perfect_snapshot_when_all_later_ones_are() =>
        Assert.That(Find(.5, .99, 1, 1, 1), Is.EqualTo(20));

    [Test]
    public void The_threshold_itself_is_perfect()
    {
        Assert.That(Find(.5, .995, .995), Is.EqualTo(10));
        Assert.That(Find(.5, .99499, .99499), Is.Null);
    }

    [Test]
    public void A_lucky_early_snapshot_does_not_count() =>
        Assert.That(Find([.5, 1, .. Enumerable.Repeat(Low, 5), .. Enumerable.Repeat(1.0, 6)]), Is.EqualTo(70));

    [Test]
    public void One_dip_among_ten_later_snapshots_is_allowed_and_two_are_not()
    {
        Assert.That(Find([.5, 1, 1, Low, .. Enumerable.Repeat(1.0, 8)]), Is.EqualTo(10), "9 of 10 later ones are perfect");
        Assert.That(Find([.5, 1, 1, Low, .. Enumerable.Repeat(1.0, 7)]), Is.EqualTo(40), "8 of 9 are less than 90%");
    }

    [Test]
    public void Is_undefined_when_never_reached_or_never_lasting()
    {
        Assert.That(Find(.5, .9, .99), Is.Null);
        Assert.That(Find(.5, 1, Low), Is.Null);
        Assert.That(Find(.5, .9, 1), Is.Null, "nothing after the last snapshot shows that it lasts");
        Assert.That(Find(), Is.Null);
    }

    [Test]
    public void Threshold_and_share_can_be_chosen()
    {
        int[] epochs = [0, 1, 2, 3];
        double[] accuracy = [.8, .95, .8, .95];
        Assert.That(PerfectFit.Find(epochs, accuracy, threshold: .9, share: .5), Is.EqualTo(1));
        Assert.That(PerfectFit.Find(epochs, accuracy, threshold: .8, share: 1), Is.EqualTo(0));
        Assert.That(PerfectFit.Find(epochs, accuracy, threshold: .9, share: .51), Is.Null);
    }

    [Test]
    public void A_share_is_not_missed_by_a_rounding_error()
    {
        for (int tens = 1; tens <= 40; tens++)
        {
            double[] accuracy = [1, .. Enumerable.Repeat(1.0, 9 * tens), .. Enumerable.Repeat(Low, tens)];
            Assert.That(Find(accuracy), Is.Zero, $"{9 * tens} of {10 * tens}");
        }
    }

    [Test]
    public void Faults_are_named()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => PerfectFit.Find([0, 1], [1]), Throws.ArgumentException.With.Message.Contains("2 epochs, found 1"));
            Assert.That(() => PerfectFit.Find([1, 1], [1, 1]), Throws.ArgumentException.With.Message.Contains("1 after 1"));
            Assert.That(
                () => PerfectFit.Find([0, 3], [1, double.NaN]), Throws.ArgumentException.With.Message.Contains("Epoch 3"));
            Assert.That(() => PerfectFit.Find([0, 3], [99.5, 1]), Throws.ArgumentException.With.Message.Contains("found 99.5"));
            Assert.That(() => PerfectFit.Find([0], [1], threshold: 99.5), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => PerfectFit.Find([0], [1], share: double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    /// <summary>Snapshots every 10 epochs from 0 on, the defaults for the rest.</summary>
    private static int? Find(params double[] accuracy) =>
        PerfectFit.Find([.. Enumerable.Range(0, accuracy.Length).Select(i => 10 * i)], accuracy);
}
