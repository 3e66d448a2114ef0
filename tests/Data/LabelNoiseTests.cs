using RepDynamics.Data;

namespace RepDynamics.Tests.Data;

public class LabelNoiseTests
{
    [TestCase(100, 4, .2, 20)]
    [TestCase(100, 10, .15, 15)]
    [TestCase(103, 4, .2, 21)]
    [TestCase(10, 2, .25, 3)]
    [TestCase(10, 3, .99, 10)]
    public void Mislabels_exactly_the_given_share(int count, int classes, double fraction, int expected)
    {
        ImageSet noisy = LabelNoise.Apply(TinyImages.Balanced(count, classes), fraction, 1);
        Assert.That(noisy.Mislabelled.Count(wrong => wrong), Is.EqualTo(expected));
    }

    [TestCase(.2)]
    [TestCase(.33)]
    [TestCase(.9)]
    public void Every_class_loses_the_same_number_give_or_take_one(double fraction)
    {
        ImageSet noisy = LabelNoise.Apply(TinyImages.Balanced(210, 7), fraction, 3);
        int[] lost = Pairs(noisy).CountBy(pair => pair.True).Select(c => c.Value).ToArray();
        Assert.That(lost, Has.Length.EqualTo(7));
        Assert.That(lost.Max() - lost.Min(), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void Wrong_labels_of_a_class_spread_evenly_over_the_others()
    {
        ImageSet noisy = LabelNoise.Apply(TinyImages.Balanced(200, 4), .4, 4);
        foreach (IGrouping<int, (int True, int Given)> ofClass in Pairs(noisy).GroupBy(pair => pair.True))
        {
            int[] counts = ofClass.CountBy(pair => pair.Given).Select(c => c.Value).ToArray();
            Assert.That(counts, Has.Length.EqualTo(3));
            Assert.That(counts.Max() - counts.Min(), Is.LessThanOrEqualTo(1));
        }
    }

    [Test]
    public void Classes_of_different_size_lose_in_proportion()
    {
        int[] labels = [.. Enumerable.Repeat(0, 50), .. Enumerable.Repeat(1, 30), .. Enumerable.Repeat(2, 10)];
        var lost = Pairs(LabelNoise.Apply(TinyImages.Of(labels), .2, 5)).CountBy(pair => pair.True).ToDictionary();
        Assert.That(lost, Is.EquivalentTo(new Dictionary<int, int> { [0] = 10, [1] = 6, [2] = 2 }));
    }

    [Test]
    public void The_same_seed_gives_the_same_labels_and_another_seed_others()
    {
        ImageSet clean = TinyImages.Balanced(200, 4);
        ImageSet noisy = LabelNoise.Apply(clean, .2, 6);
        Assert.That(LabelNoise.Apply(clean, .2, 6).GivenLabels, Is.EqualTo(noisy.GivenLabels));
        Assert.That(LabelNoise.Apply(clean, .2, 7).GivenLabels, Is.Not.EqualTo(noisy.GivenLabels));
    }

    [Test]
    public void More_noise_mislabels_the_same_images_and_more()
    {
        ImageSet clean = TinyImages.Balanced(200, 4);
        (ImageSet? less, ImageSet? more) = (LabelNoise.Apply(clean, .1, 8), LabelNoise.Apply(clean, .3, 8));
        for (int i = 0; i < clean.Count; i++)
        {
            if (less.Mislabelled[i])
                Assert.That(more.GivenLabels[i], Is.EqualTo(less.GivenLabels[i]), $"image {i}");
        }
    }

    [Test]
    public void Every_image_of_a_class_is_equally_likely_to_be_mislabelled()
    {
        ImageSet clean = TinyImages.Balanced(20, 2);
        int[] counts = new int[clean.Count];
        for (int seed = 0; seed < 2000; seed++)
        {
            ImmutableArray<bool> mask = LabelNoise.Apply(clean, .2, seed).Mislabelled;
            for (int i = 0; i < counts.Length; i++)
                counts[i] += mask[i] ? 1 : 0;
        }

        // 5 standard deviations: sqrt(2000 * .2 * .8) = 18.
        Assert.That(counts, Is.All.InRange(400 - 90, 400 + 90));
    }

    [Test]
    public void No_noise_changes_nothing()
    {
        ImageSet clean = TinyImages.Balanced(20, 2);
        Assert.That(LabelNoise.Apply(clean, 0, 1), Is.SameAs(clean));
        Assert.That(LabelNoise.Apply(clean, .01, 1), Is.SameAs(clean), "0.2 images round to none");
    }

    [TestCase(-.1)]
    [TestCase(1)]
    [TestCase(20)]
    [TestCase(double.NaN)]
    public void Refuses_a_share_outside_zero_to_one(double fraction) =>
        Assert.That(
            () => LabelNoise.Apply(TinyImages.Balanced(20, 2), fraction, 1),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("[0, 1)"));

    [Test]
    public void Refuses_labels_that_are_already_noisy()
    {
        ImageSet noisy = LabelNoise.Apply(TinyImages.Balanced(20, 2), .1, 1);
        Assert.That(() => LabelNoise.Apply(noisy, .1, 2), Throws.ArgumentException.With.Message.Contains("found 2 wrong ones"));
    }

    private static IEnumerable<(int True, int Given)> Pairs(ImageSet set) =>
        set.TrueLabels.Zip(set.GivenLabels).Where(pair => pair.First != pair.Second);
}
