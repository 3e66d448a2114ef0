using RepDynamics.Data;
using RepDynamics.Regions;
using RepDynamics.Training;

namespace RepDynamics.Tests.Regions;

public class HeldAreaTests
{
    private static readonly RegionMap Island = Maps.Drawn(
        3,
        "00011",
        "01001",
        "00100",
        "00000",
        "22222");

    [Test]
    public void Only_the_region_around_the_image_counts() => Assert.That(Area(1, 1, 1), Is.EqualTo(2 / 25.0));

    [Test]
    public void Another_region_of_the_class_counts_for_itself() => Assert.That(Area(0, 4, 1), Is.EqualTo(3 / 25.0));

    [Test]
    public void An_image_in_another_class_holds_nothing() => Assert.That(Area(3, 3, 1), Is.Zero);

    [Test]
    public void The_nearest_grid_point_stands_for_the_image()
    {
        Assert.That(Area(3.4, 3, 2), Is.Zero);
        Assert.That(Area(3.5, 3, 2), Is.EqualTo(0.2));
    }

    [Test]
    public void A_plane_of_one_class_is_held_whole() =>
        Assert.That(HeldArea.Of(Maps.Drawn(2, "11", "11"), 0, new PlanePosition(0.3, 0.9), 1), Is.EqualTo(1));

    [Test]
    public void The_mislabelled_images_of_a_set_of_planes_are_asked_for_the_label_they_were_given()
    {
        ImageSet set = Sets.Textures(40, noise: 0.5);
        using DeviceImages images = Sets.OnDevice(set);
        PlaneSet planes = Triplets.AroundMislabelled(images, planeSeed: 0, count: 3, resolution: 10);
        RegionMap memorized = Everywhere(set.GivenLabels), right = Everywhere(set.TrueLabels);

        Assert.That(HeldArea.OfFirstImages(memorized, planes, set), Is.EqualTo(new[] { 1.0, 1, 1 }));
        Assert.That(HeldArea.OfFirstImages(right, planes, set), Is.EqualTo(new[] { 0.0, 0, 0 }));

        RegionMap Everywhere(IReadOnlyList<int> labels) => planes.Map(
            "stem", 0, 4, [.. planes.Triplets.SelectMany(t => Enumerable.Repeat((byte)labels[t.First], 100))]);
    }

    [Test]
    public void A_map_of_other_planes_and_a_class_out_of_range_are_refused()
    {
        ImageSet set = Sets.Textures(12);
        using DeviceImages images = Sets.OnDevice(set);
        PlaneSet planes = PlaneSet.Of(images, [new Triplet(3, 1, 2)], 5);

        Assert.That(() => HeldArea.OfFirstImages(Island, planes, set), Throws.ArgumentException.With.Message.Contains("(planes)"));
        Assert.That(
            () => HeldArea.OfFirstImages(planes.Map("tap", 0, 4, new byte[25]), planes, Sets.Textures(2)),
            Throws.ArgumentException.With.Message.Contains("image 3"));
        Assert.That(() => Area(0, 0, 3), Throws.ArgumentException.With.Message.Contains("found 3"));
        Assert.That(() => Area(5, 0, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static double Area(double row, double column, int label) => HeldArea.Of(Island, 0, new PlanePosition(row, column), label);
}
