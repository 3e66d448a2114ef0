using RepDynamics.Data;
using RepDynamics.Regions;
using RepDynamics.Training;

namespace RepDynamics.Tests.Regions;

public class TripletsTests
{
    [Test]
    public void The_three_images_differ_and_more_triplets_keep_the_earlier_ones()
    {
        using DeviceImages images = Sets.OnDevice(Sets.Textures(5));
        PlaneSet planes = Triplets.HeldOut(images, planeSeed: 3, count: 40, resolution: 2);

        Assert.That(planes.Triplets, Has.Length.EqualTo(40));
        Assert.That(planes.Triplets, Has.All.Matches<Triplet>(t => t.First != t.Second && t.First != t.Third && t.Second != t.Third));
        Assert.That(Triplets.HeldOut(images, planeSeed: 3, count: 7, resolution: 2).Triplets, Is.EqualTo(planes.Triplets.Take(7)));
    }

    [Test]
    public void Every_ordered_triplet_has_its_turn()
    {
        using DeviceImages images = Sets.OnDevice(Sets.Points((10, 10), (50, 10), (10, 90), (80, 70)));
        int[] counts = [.. Triplets.HeldOut(images, planeSeed: 0, count: 2400, resolution: 2).Triplets.CountBy(t => t).Select(p => p.Value)];

        // 24 ordered triplets, 100 each on average with a standard deviation of 9.8.
        Assert.That(counts, Has.Length.EqualTo(24).And.All.InRange(60, 140));
    }

    [Test]
    public void The_plane_seed_decides_and_of_held_out_planes_the_labels_do_not()
    {
        using DeviceImages images = Sets.OnDevice(Sets.Textures(40, 0.5, noiseSeed: 1)), others = Sets.OnDevice(Sets.Textures(40, 0.5, noiseSeed: 2));
        Func<DeviceImages, int, string> heldOut = (of, seed) => Triplets.HeldOut(of, seed, 5, 3).Hash, around = (of, seed) => Triplets.Around(of, mislabelled: true, seed, 5, 3)!.Hash;
        foreach (Func<DeviceImages, int, string> hash in new[] { heldOut, around })
        {
            string again = hash(images, 1), other = hash(images, 2);
            Assert.That(hash(images, 1), Is.EqualTo(again).And.Not.EqualTo(other));
        }
        Assert.That(heldOut(others, 1), Is.EqualTo(heldOut(images, 1)));
    }

    [Test]
    public void Degenerate_triplets_are_redrawn()
    {
        // Only triplets with the last image span a plane: half of the ordered triplets of 6.
        using DeviceImages images = Sets.OnDevice(Sets.Points((0, 0), (10, 10), (20, 20), (30, 30), (30, 30), (90, 5)));
        PlaneSet planes = Triplets.HeldOut(images, planeSeed: 0, count: 20, resolution: 2);

        Assert.That(planes.Triplets, Has.All.Matches<Triplet>(t => t.First == 5 || t.Second == 5 || t.Third == 5));
    }

    [Test]
    public void Images_on_one_line_are_refused()
    {
        using DeviceImages line = Sets.OnDevice(Sets.Points((0, 0), (10, 10), (20, 20))), two = Sets.OnDevice(Sets.Points((0, 0), (1, 5)));

        Assert.That(() => Triplets.HeldOut(line, 0, 3, 2), Throws.ArgumentException.With.Message.Contains("too alike"));
        Assert.That(() => Triplets.HeldOut(two, 0, 3, 2), Throws.ArgumentException.With.Message.Contains("found 2"));
    }

    [Test]
    public void A_mislabelled_image_comes_with_its_two_nearest_of_its_true_class_by_hand()
    {
        // Image 0 is mislabelled. 1 is nearest but mislabelled too, 2 of another class; 3 and 5 tie for second, 4 is first.
        ImageSet set = Sets.Points(
            [0, 0, 1, 0, 0, 0, 0],
            [1, 1, 1, 0, 0, 0, 0],
            (50, 50), (50, 49), (50, 51), (50, 60), (56, 50), (60, 50), (90, 90));
        using DeviceImages images = Sets.OnDevice(set);

        PlaneSet planes = Triplets.Around(images, mislabelled: true, planeSeed: 0, count: 2, resolution: 3)!;
        Assert.That(planes.Triplets, Does.Contain(new Triplet(0, 4, 3)));
        Assert.That(planes.Triplets.Select(t => t.First), Is.EquivalentTo(new[] { 0, 1 }));
    }

    [Test]
    public void Each_mislabelled_image_comes_once_in_its_turn_with_the_neighbours_of_a_full_search()
    {
        ImageSet set = Sets.Textures(60, noise: 0.3);
        using DeviceImages images = Sets.OnDevice(set);
        PlaneSet planes = Triplets.Around(images, mislabelled: true, planeSeed: 4, count: 18, resolution: 2)!;
        Assert.That(planes.Triplets.Select(t => t.First), Is.Unique);
        Assert.That(Triplets.Around(images, mislabelled: true, 4, 7, 2)!.Triplets, Is.EqualTo(planes.Triplets.Take(7)));
        foreach (Triplet t in planes.Triplets)
        {
            int[] expected = [.. Enumerable.Range(0, 60)
                .Where(i => !set.Mislabelled[i] && set.TrueLabels[i] == set.TrueLabels[t.First])
                .OrderBy(i => set.Image(i).ToArray().Zip(set.Image(t.First).ToArray(), (p, q) => (p - q) * (p - q)).Sum())
                .Take(2)];
            Assert.That(set.Mislabelled[t.First], Is.True);
            Assert.That(new[] { t.Second, t.Third }, Is.EqualTo(expected));
        }
    }

    [Test]
    public void Runs_share_the_planes_of_images_mislabelled_in_both()
    {
        ImageSet one = Sets.Textures(60, 0.5, noiseSeed: 1), other = Sets.Textures(60, 0.5, noiseSeed: 2);
        using DeviceImages ones = Sets.OnDevice(one), others = Sets.OnDevice(other);
        int[] first = Turns(ones), second = Turns(others);

        Assert.That(first.Where(i => other.Mislabelled[i]), Is.EqualTo(second.Where(i => one.Mislabelled[i])).And.Not.Empty);

        static int[] Turns(DeviceImages images) => [.. Triplets.Around(images, mislabelled: true, 1, 30, 2)!.Triplets.Select(t => t.First)];
    }

    [Test]
    public void A_mislabelled_image_without_a_plane_is_skipped()
    {
        // Image 0 equals its neighbour 2; image 1 does not.
        ImageSet set = Sets.Points([0, 0, 0, 0], [1, 1, 0, 0], (10, 10), (40, 90), (10, 10), (70, 20));
        using DeviceImages images = Sets.OnDevice(set);
        PlaneSet[] bySeed = [.. Enumerable.Range(0, 10).Select(seed => Triplets.Around(images, mislabelled: true, seed, 1, 2)!)];

        Assert.That(bySeed.Select(p => p.Triplets.Single()), Has.All.EqualTo(new Triplet(1, 3, 2)));
        Assert.That(Triplets.Around(images, mislabelled: true, 0, 2, 2)!.Triplets, Is.EqualTo(bySeed[0].Triplets));
    }

    [Test]
    public void Clean_labels_and_lonely_images_give_no_planes()
    {
        using DeviceImages clean = Sets.OnDevice(Sets.Textures(12));
        using DeviceImages lonely = Sets.OnDevice(Sets.Points([0, 0, 0], [1, 1, 0], (10, 10), (40, 90), (70, 20)));

        Assert.That(Triplets.Around(clean, mislabelled: true, 0, 1, 2), Is.Null);
        Assert.That(Triplets.Around(lonely, mislabelled: true, 0, 1, 2), Is.Null);
    }
}
