using RepDynamics.Regions;

namespace RepDynamics.Tests.Regions;

public class FragmentationTests
{
    [Test]
    public void One_class_is_one_region() => AssertRegions([0, 1, 0], "111", "111", "111");

    [Test]
    public void A_single_point_is_one_region() => AssertRegions([1, 0], "0");

    [Test]
    public void A_chequerboard_of_two_classes_has_one_region_of_each() => AssertRegions([1, 1], "0101", "1010", "0101", "1010");

    [Test]
    public void A_chequerboard_of_four_classes_falls_apart_into_points() => AssertRegions([4, 4, 4, 4], "0101", "2323", "0101", "2323");

    [Test]
    public void A_spiral_is_one_region_however_long() => AssertRegions(
        [1, 1],
        "1111111",
        "0000001",
        "1111101",
        "1000101",
        "1011101",
        "1000001",
        "1111111");

    [Test]
    public void Islands_of_one_point_count_each() => AssertRegions(
        [1, 5],
        "10001",
        "00000",
        "00100",
        "00000",
        "10001");

    [Test]
    public void Points_that_touch_by_a_corner_belong_together_in_both_directions() => AssertRegions(
        [1, 1],
        "0001",
        "0010",
        "0100",
        "1000");

    [Test]
    public void Two_arms_that_meet_only_at_the_end_are_one() => AssertRegions(
        [2, 1],
        "10101",
        "10101",
        "10101",
        "10101",
        "11111");

    [Test]
    public void Regions_do_not_reach_around_the_edge() => AssertRegions(
        [1, 2],
        "1001",
        "1001",
        "1001",
        "1001");

    [Test]
    public void Counts_and_sizes_are_those_of_a_flood_fill(
        [Values(1, 2, 3, 9, 24)] int resolution, [Values(2, 4)] int classes, [Range(1, 5)] int seed)
    {
        byte[] labels = Maps.Random(resolution * resolution, classes, (100 * resolution) + seed);
        (int[] counts, int[] sizes) = FloodFill(labels, resolution, classes);
        ConnectedRegions regions = new(labels, resolution);

        Assert.That(regions.CountPerClass(classes), Is.EqualTo(counts));
        for (var point = 0; point < labels.Length; point++)
            Assert.That(regions.SizeAt(point / resolution, point % resolution), Is.EqualTo(sizes[point]));
    }

    [Test]
    public void A_turned_map_has_as_many_regions()
    {
        byte[] labels = Maps.Random(400, 3, 7);
        byte[] turned = [.. Enumerable.Range(0, 400).Select(i => labels[((19 - (i % 20)) * 20) + (i / 20)])];

        Assert.That(new ConnectedRegions(turned, 20).CountPerClass(3), Is.EqualTo(new ConnectedRegions(labels, 20).CountPerClass(3)));
    }

    [Test]
    public void Planes_are_counted_apart_and_summed_and_averaged()
    {
        Fragmentation fragmentation = Fragmentation.Of(new RegionMap("stem", 7, "planes", 2, 3, [0, 0, 0, 0, 0, 1, 1, 0, 0, 2, 1, 1]));

        Assert.That((fragmentation.Tap, fragmentation.Epoch, fragmentation.Planes, fragmentation.Classes), Is.EqualTo(("stem", 7, 3, 3)));
        Assert.That(fragmentation.PerPlane(), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(fragmentation.PerClass(), Is.EqualTo(new[] { 3, 2, 1 }));
        Assert.That(fragmentation[2, 1], Is.EqualTo(1));
        Assert.That(fragmentation[0, 2], Is.Zero);
        Assert.That(fragmentation.Mean, Is.EqualTo(2));
    }

    [Test]
    public void A_large_plane_of_one_class_is_no_burden() =>
        Assert.That(new ConnectedRegions(new byte[600 * 600], 600).SizeAt(599, 599), Is.EqualTo(360_000));

    [Test]
    public void Faults_are_told()
    {
        Assert.That(() => new ConnectedRegions(new byte[5], 2), Throws.ArgumentException.With.Message.Contains("found 5"));
        Assert.That(() => new ConnectedRegions([3], 1).CountPerClass(3), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ConnectedRegions([3], 1).SizeAt(0, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ConnectedRegions([3], 1).ClassAt(-1, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static void AssertRegions(int[] perClass, params string[] rows) =>
        Assert.That(Fragmentation.Of(Maps.Drawn(perClass.Length, rows)).PerClass(), Is.EqualTo(perClass));

    private static (int[] Counts, int[] Sizes) FloodFill(byte[] labels, int resolution, int classes)
    {
        int[] counts = new int[classes], sizes = new int[labels.Length];
        for (var start = 0; start < labels.Length; start++)
        {
            if (sizes[start] > 0) continue;
            counts[labels[start]]++;
            HashSet<int> region = [start];
            Queue<int> border = new([start]);
            while (border.TryDequeue(out int point))
            {
                for (var other = 0; other < labels.Length; other++)
                {
                    bool near = Math.Abs((other / resolution) - (point / resolution)) <= 1
                        && Math.Abs((other % resolution) - (point % resolution)) <= 1;
                    if (near && labels[other] == labels[start] && region.Add(other)) border.Enqueue(other);
                }
            }
            foreach (int point in region) sizes[point] = region.Count;
        }
        return (counts, sizes);
    }
}
