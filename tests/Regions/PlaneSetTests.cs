using RepDynamics.Data;
using RepDynamics.Regions;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Regions;

public class PlaneSetTests : ScopedTests
{
    [Test]
    public void Grid_points_are_the_planes_points_as_images()
    {
        using DeviceImages images = Sets.OnDevice(Sets.Textures(12));
        PlaneSet planes = Triplets.HeldOut(images, planeSeed: 1, count: 2, resolution: 4);
        Tensor points = planes.Images(0, planes.Points, CPU);

        Assert.That(points.shape, Is.EqualTo(new long[] { 32, 3, 6, 6 }));
        Assert.That(points.dtype, Is.EqualTo(ScalarType.Float32));
        float[] values = points.data<float>().ToArray();
        foreach ((int plane, int row, int column) in new[] { (0, 0, 0), (0, 3, 1), (1, 2, 3) })
        {
            ImagePlane at = planes.Planes[plane];
            (double x, double y) = at.Coordinates(row, column);
            int point = (((plane * 4) + row) * 4) + column;
            for (int i = 0; i < at.Origin.Length; i++)
            {
                double expected = at.Origin[i] + (x * at.FirstAxis[i]) + (y * at.SecondAxis[i]);
                Assert.That(values[(point * at.Origin.Length) + i], Is.EqualTo((float)expected));
            }
        }
    }

    [Test]
    public void An_image_on_a_grid_point_comes_back_as_it_was()
    {
        // With 13 points a side, a right triangle's corners lie on grid points.
        using DeviceImages images = Sets.OnDevice(Sets.Points((10, 10), (110, 10), (10, 60)));
        var planes = PlaneSet.Of(images, [new Triplet(0, 1, 2)], 13);
        float[] originals = images.Pixels.data<float>().ToArray();

        foreach ((int k, PlanePosition place) in planes.Planes[0].Images.Index())
        {
            float[] point = planes.Images((int)Math.Round(place.Row) * 13 + (int)Math.Round(place.Column), 1, CPU).data<float>().ToArray();
            Assert.That(point, Is.EqualTo(originals[(2 * k)..(2 * k + 2)]).Within(1e-5f));
        }
    }

    [Test]
    public void The_batch_size_changes_no_bit([Values(1, 5, 16, 17, 100)] int batchSize)
    {
        using DeviceImages images = Sets.OnDevice(Sets.Textures(12));
        PlaneSet planes = Triplets.HeldOut(images, planeSeed: 1, count: 3, resolution: 4);
        List<float> inBatches = [];
        List<int> starts = [];
        planes.ForEachBatch(batchSize, CPU, (start, batch) =>
        {
            starts.Add(start);
            Assert.That(batch.size(0), Is.EqualTo(Math.Min(batchSize, 48 - start)));
            inBatches.AddRange(batch.data<float>().ToArray());
        });

        Assert.That(starts, Is.EqualTo(Enumerable.Range(0, (48 + batchSize - 1) / batchSize).Select(k => k * batchSize)));
        Assert.That(inBatches, Is.EqualTo(planes.Images(0, 48, CPU).data<float>().ToArray()));
    }

    [Test]
    public void Equal_planes_have_equal_hashes_and_other_planes_others()
    {
        ImageSet set = Sets.Textures(12);
        using DeviceImages images = Sets.OnDevice(set), again = Sets.OnDevice(set), others = Sets.OnDevice(Sets.Textures(13)), noisy = Sets.OnDevice(Sets.Textures(12, noise: 0.5));
        string hash = Of(images, 4, new Triplet(0, 1, 2));

        Assert.That(hash, Does.Match("^[0-9a-f]{64}$"));
        Assert.That(Of(again, 4, new Triplet(0, 1, 2)), Is.EqualTo(hash));
        Assert.That(Of(noisy, 4, new Triplet(0, 1, 2)), Is.EqualTo(hash), "labels do not count");
        string[] different =
        [
            hash,
            Of(images, 5, new Triplet(0, 1, 2)),
            Of(images, 4, new Triplet(1, 0, 2)),
            Of(images, 4, new Triplet(0, 1, 3)),
            Of(images, 4, new Triplet(0, 1, 2), new Triplet(0, 1, 2)),
            Of(others, 4, new Triplet(0, 1, 2)),
        ];
        Assert.That(different, Is.Unique);
    }

    [Test]
    public void Triplets_without_a_plane_or_image_are_refused()
    {
        using DeviceImages images = Sets.OnDevice(Sets.Points((10, 10), (20, 20), (30, 30)));

        Assert.That(() => Of(images, 4, new Triplet(0, 1, 2)), Throws.ArgumentException.With.Message.Contains("Images 0, 1 and 2"));
        Assert.That(() => Of(images, 4, new Triplet(0, 1, 3)), Throws.ArgumentException.With.Message.Contains("image 3"));
        Assert.That(() => Of(images, 4), Throws.ArgumentException);
    }

    private static string Of(DeviceImages images, int resolution, params Triplet[] triplets) => PlaneSet.Of(images, triplets, resolution).Hash;
}
