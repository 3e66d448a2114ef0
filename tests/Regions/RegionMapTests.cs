using RepDynamics.Regions;

namespace RepDynamics.Tests.Regions;

public class RegionMapTests
{
    [Test]
    public void Planes_are_found_by_number()
    {
        RegionMap map = new("stem", 4, "planes", 2, 8, [0, 1, 2, 3, 4, 5, 6, 7]);

        Assert.That(map.Count, Is.EqualTo(2));
        Assert.That(map.Plane(1).ToArray(), Is.EqualTo(new[] { 4, 5, 6, 7 }));
    }

    [Test]
    public void A_map_keeps_its_labels_when_the_callers_change()
    {
        byte[] labels = [0, 1, 1, 0];
        RegionMap map = new("stem", 4, "planes", 2, 2, labels);
        labels[0] = 1;

        Assert.That(map.Labels[0], Is.Zero);
    }

    [Test]
    public void A_class_out_of_range_is_named_with_its_place()
    {
        byte[] labels = new byte[18];
        labels[9 + 5] = 4;

        Assert.That(
            () => new RegionMap("stem", 4, "planes", 3, 4, labels),
            Throws.ArgumentException.With.Message.StartsWith(
                "Tap stem, epoch 4, plane 1, row 1, column 2: expected a class in 0 .. 3, found 4."));
    }

    [Test]
    public void All_256_classes_fit() =>
        Assert.That(new RegionMap("stem", 0, "planes", 1, 256, [255]).Labels[0], Is.EqualTo(255));

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(5)]
    public void A_plane_must_be_whole(int points) => Assert.That(
        () => new RegionMap("stem", 4, "planes", 2, 4, new byte[points]), Throws.ArgumentException.With.Message.Contains($"{points} points"));

    [TestCase(0)]
    [TestCase(257)]
    public void The_number_of_classes_has_a_range(int classes) => Assert.That(
        () => new RegionMap("stem", 4, "planes", 1, classes, [0]), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [TestCase(1)]
    [TestCase(-1)]
    public void A_plane_that_does_not_exist_is_refused(int plane) => Assert.That(
        () => new RegionMap("stem", 0, "planes", 2, 2, new byte[4]).Plane(plane).Length, Throws.InstanceOf<ArgumentOutOfRangeException>());
}
