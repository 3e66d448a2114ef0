using RepDynamics.Regions;

namespace RepDynamics.Tests.Regions;

public class RegionMapTests
{
    [Test]
    public void Planes_are_found_by_number_and_keep_their_labels_when_the_callers_change()
    {
        byte[] labels = [0, 1, 2, 3, 4, 5, 6, 255];
        RegionMap map = new("stem", 4, "planes", 2, 256, labels);
        labels[4] = 1;
        Assert.That(map.Count, Is.EqualTo(2));
        Assert.That(map.Plane(1).ToArray(), Is.EqualTo(new[] { 4, 5, 6, 255 }));
        foreach (int plane in new[] { 2, -1 }) Assert.That(() => map.Plane(plane).Length, Throws.InstanceOf<ArgumentOutOfRangeException>());
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

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(5)]
    public void A_plane_must_be_whole(int points) => Assert.That(
        () => new RegionMap("stem", 4, "planes", 2, 4, new byte[points]), Throws.ArgumentException.With.Message.Contains($"{points} points"));

    [TestCase(0)]
    [TestCase(257)]
    public void The_number_of_classes_has_a_range(int classes) => Assert.That(
        () => new RegionMap("stem", 4, "planes", 1, classes, [0]), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
