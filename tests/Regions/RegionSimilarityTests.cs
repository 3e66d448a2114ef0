using RepDynamics.Regions;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Regions;

public class RegionSimilarityTests
{
    [Test]
    public void Every_pair_of_epochs_is_the_naive_count([Values(1, 5, 6, 17)] int resolution)
    {
        RegionMap[] maps = Maps.Drifting(6, 3, resolution, 4, seed: resolution);
        EpochSimilarity similarity = RegionSimilarity.Of(maps);

        Assert.That(similarity.MeasureName, Is.EqualTo("regions"));
        Assert.That(similarity.Tap, Is.EqualTo("tap"));
        Assert.That(similarity.Epochs, Is.EqualTo(new[] { 0, 3, 6, 9, 12, 15 }));
        for (int i = 0; i < maps.Length; i++)
        {
            for (int j = 0; j < maps.Length; j++)
                Assert.That(similarity[i, j], Is.EqualTo(maps[i].Labels.ToArray().Zip(maps[j].Labels.ToArray()).Average(pair => pair.First == pair.Second ? 1.0 : 0)));
        }
    }

    [Test]
    public void Other_names_for_the_classes_change_nothing()
    {
        RegionMap[] maps = Maps.Drifting(6, 3, 9, 4, seed: 2);
        byte[] names = [2, 0, 3, 1];
        RegionMap[] renamed = [.. maps.Select(m => new RegionMap(
            m.Tap, m.Epoch, m.Planes, m.Resolution, m.Classes, [.. m.Labels.ToArray().Select(label => names[label])]))];

        Assert.That(RegionSimilarity.Of(renamed).ToMatrix(), Is.EqualTo(RegionSimilarity.Of(maps).ToMatrix()));
    }

    [Test]
    public void Equal_bytes_are_counted_at_every_length_and_alignment([Range(0, 100, 9)] int length, [Values(0, 1, 7)] int from)
    {
        byte[] x = Maps.Random(length + from, 2, 1), y = Maps.Random(length + from, 2, 2);
        int naive = Enumerable.Range(from, length).Count(i => x[i] == y[i]);

        Assert.That(RegionSimilarity.CountEqual<byte>(x.AsSpan(from), y.AsSpan(from)), Is.EqualTo(naive));
    }

    [Test]
    public void Maps_that_do_not_belong_together_are_refused_by_tap_and_epoch()
    {
        RegionMap first = new("stem", 2, "planes", 2, 2, new byte[4]);
        Refuses("Tap head, epoch 3", new RegionMap("head", 3, "planes", 2, 2, new byte[4]));
        Refuses("after 2", new RegionMap("stem", 2, "planes", 2, 2, new byte[4]));
        Refuses("planes (others)", new RegionMap("stem", 3, "others", 2, 2, new byte[4]));
        Refuses("found 2 planes of 2 x 2", new RegionMap("stem", 3, "planes", 2, 2, new byte[8]));
        Refuses("found 1 planes of 1 x 1", new RegionMap("stem", 3, "planes", 1, 2, new byte[1]));
        Refuses("in 3", new RegionMap("stem", 3, "planes", 2, 3, new byte[4]));
        Refuses("at least 2");

        void Refuses(string words, params RegionMap[] others) =>
            Assert.That(() => RegionSimilarity.Of([first, .. others]), Throws.ArgumentException.With.Message.Contains(words));
    }
}
