using RepDynamics.Regions;

namespace RepDynamics.Tests.Regions;

public class FragmentationTests
{
    // A chequerboard of two classes; of four, which falls apart; a spiral; regions that would be one if they reached around the edge.
    [TestCase(2, "0101", "1010", "0101", "1010")]
    [TestCase(16, "0101", "2323", "0101", "2323")]
    [TestCase(2, "1111111", "0000001", "1111101", "1000101", "1011101", "1000001", "1111111")]
    [TestCase(3, "1001", "1001", "1001", "1001")]
    public void Regions_are_counted_where_points_touch(int count, params string[] rows) =>
        Assert.That(Fragmentation.PerPlane(Maps.Drawn(4, rows)), Is.EqualTo(new[] { count }));

    [Test]
    public void Counts_are_those_of_a_flood_fill([Values(1, 2, 3, 9, 24)] int resolution, [Values(2, 4)] int classes, [Range(1, 5)] int seed)
    {
        byte[] labels = Maps.Random(resolution * resolution, classes, (100 * resolution) + seed);

        Assert.That(Fragmentation.PerPlane(new RegionMap("tap", 0, "planes", resolution, 4, labels)).Single(), Is.EqualTo(FloodFill(labels, resolution)));
    }

    [Test]
    public void Planes_are_counted_apart_and_averaged()
    {
        RegionMap map = new("stem", 7, "planes", 2, 3, [0, 0, 0, 0, 0, 1, 1, 0, 0, 2, 1, 1]);

        Assert.That(Fragmentation.PerPlane(map), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(Fragmentation.Mean(map), Is.EqualTo(2));
    }

    private static int FloodFill(byte[] labels, int resolution)
    {
        int count = 0;
        HashSet<int> seen = [];
        for (int start = 0; start < labels.Length; start++)
        {
            if (!seen.Add(start)) continue;
            count++;
            Queue<int> border = new([start]);
            while (border.TryDequeue(out int point))
            {
                for (int other = 0; other < labels.Length; other++)
                {
                    bool near = Math.Abs((other / resolution) - (point / resolution)) <= 1
                        && Math.Abs((other % resolution) - (point % resolution)) <= 1;
                    if (near && labels[other] == labels[start] && seen.Add(other)) border.Enqueue(other);
                }
            }
        }
        return count;
    }
}
