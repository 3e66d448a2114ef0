using RepDynamics.Dynamics;
using RepDynamics.Regions;

namespace RepDynamics.Tests.Dynamics;

public class FragmentationGrowthTests
{
    // Regions on the two planes, by epoch: 1 and 1, 1 and 2, 2 and 2, 3 and 3, 2 and 3.
    private static readonly RegionMap[] Run = [Map(0, "000", "000"), Map(2, "000", "011"), Map(5, "011", "110"), Map(8, "010", "121"), Map(16, "110", "121")];

    [Test]
    public void It_is_the_mean_from_perfect_fit_on_minus_that_over_the_three_quarters_before()
    {
        // t* = 8: (3 + 2.5) / 2 after, (1.5 + 2) / 2 from epoch 2 on before.
        Assert.That(FragmentationGrowth.Of(Run, 8), Is.EqualTo(2.75 - 1.75));
        // t* = 16: epochs 5 and 8 before; epoch 2 is before 16 / 4.
        Assert.That(FragmentationGrowth.Of(Run, 16), Is.EqualTo(2.5 - 2.5));
        // t* = 5: from 1.25 on, epoch 2 alone.
        Assert.That(FragmentationGrowth.Of(Run, 5), Is.EqualTo(((2 + 3 + 2.5) / 3) - 1.5).Within(1e-15));
    }

    [Test]
    public void A_quarter_of_perfect_fit_itself_counts()
    {
        RegionMap[] maps = [Map(1, "000"), Map(2, "010"), Map(8, "011")];

        Assert.That(FragmentationGrowth.Of(maps, 8), Is.EqualTo(2 - 3), "epoch 2 = 8 / 4");
        Assert.That(FragmentationGrowth.Of(maps, 9), Is.Null, "of epochs from 2.25 to 9 there is 8, after 9 none");
        Assert.That(FragmentationGrowth.Of([.. maps, Map(9, "000")], 9), Is.EqualTo(1 - 2));
    }

    [Test]
    public void A_perfect_fit_between_snapshots_divides_them_all_the_same() =>
        Assert.That(FragmentationGrowth.Of(Run, 7), Is.EqualTo(FragmentationGrowth.Of(Run, 8)));

    [Test]
    public void Without_perfect_fit_or_snapshots_on_both_sides_it_is_undefined()
    {
        Assert.That(FragmentationGrowth.Of(Run, null), Is.Null);
        Assert.That(FragmentationGrowth.Of(Run, 0), Is.Null, "nothing comes before epoch 0");
        Assert.That(FragmentationGrowth.Of(Run, 1), Is.Null, "epoch 0 is before a quarter of 1");
        Assert.That(FragmentationGrowth.Of(Run, 17), Is.Null, "nothing comes after");
        Assert.That(FragmentationGrowth.Of([], 3), Is.Null);
    }

    [Test]
    public void Regions_that_stay_as_they_are_do_not_grow() =>
        Assert.That(FragmentationGrowth.Of([.. new[] { 2, 3, 8, 9 }.Select(epoch => Map(epoch, "012", "010"))], 8), Is.Zero);

    [Test]
    public void The_names_of_classes_do_not_matter()
    {
        RegionMap[] renamed = [.. Run.Select(map => new RegionMap("tap", map.Epoch, "planes", 3, 3, [.. map.Labels.ToArray().Select(label => (byte)((label + 1) % 3))]))];

        Assert.That(FragmentationGrowth.Of(renamed, 8), Is.EqualTo(FragmentationGrowth.Of(Run, 8)));
    }

    [Test]
    public void Maps_that_do_not_belong_together_are_refused()
    {
        RegionMap[] tap = [Run[0], new("other", 2, "planes", 3, 3, Run[1].Labels)], planes = [Run[0], new("tap", 2, "others", 3, 3, Run[1].Labels)];

        Assert.That(() => FragmentationGrowth.Of(tap, 8), Throws.ArgumentException.With.Message.Contains("Tap other, epoch 2: expected a map of tap tap"));
        Assert.That(() => FragmentationGrowth.Of(planes, 8), Throws.ArgumentException.With.Message.Contains("on the same planes"));
        Assert.That(() => FragmentationGrowth.Of([Run[1], Run[0]], null), Throws.ArgumentException.With.Message.Contains("Tap tap, epoch 0").And.Message.Contains("after epoch 2"));
        Assert.That(() => FragmentationGrowth.Of([Run[1], Run[1]], 8), Throws.ArgumentException);
        Assert.That(() => FragmentationGrowth.Of(Run, -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    // Each plane has three rows that are the same.
    private static RegionMap Map(int epoch, params string[] planes) =>
        new("tap", epoch, "planes", 3, 3, [.. planes.SelectMany(row => row + row + row).Select(digit => (byte)(digit - '0'))]);
}
