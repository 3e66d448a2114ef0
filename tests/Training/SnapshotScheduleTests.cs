using RepDynamics.Training;

namespace RepDynamics.Tests.Training;

public class SnapshotScheduleTests
{
    private static readonly int[] Lengths = [1, 2, 3, 4, 5, 10, 12, 21, 22, 23, 25, 50, 97, 120, 160, 300, 1000, 4000];

    [TestCaseSource(nameof(Lengths))]
    public void Epochs_are_0_and_both_grids_up_to_the_last(int last)
    {
        SnapshotSchedule schedule = new();
        IReadOnlyList<int> epochs = schedule.Epochs(last);
        Assert.That((epochs[0], epochs[^1]), Is.EqualTo((0, last)));
        Assert.That(epochs, Is.EqualTo(schedule.LogarithmicGrid(last).Concat(schedule.LinearGrid(last)).Append(0).Distinct().Order()));
    }

    [TestCaseSource(nameof(Lengths))]
    public void The_logarithmic_grid_has_the_requested_number_of_epochs(int last)
    {
        foreach (int asked in new[] { 1, 2, 3, 6, 10, 22, 40 })
        {
            IReadOnlyList<int> grid = new SnapshotSchedule { Logarithmic = asked }.LogarithmicGrid(last);

            Assert.That(grid, Has.Count.EqualTo(Math.Min(asked, last)), $"{asked} of {last}");
            Assert.That(grid[0], Is.EqualTo(1));
            Assert.That(grid, Is.Ordered.And.Unique);
            if (asked > 1) Assert.That(grid[^1], Is.EqualTo(last));
        }
    }

    [Test]
    public void The_grids_have_a_constant_ratio_and_equal_steps_about_41_epochs_together()
    {
        Assert.That(new SnapshotSchedule { Logarithmic = 4 }.LogarithmicGrid(1000), Is.EqualTo(new[] { 1, 10, 100, 1000 }));
        Assert.That(new SnapshotSchedule().LinearGrid(120), Is.EqualTo(Enumerable.Range(1, 20).Select(i => 6 * i)));
        Assert.That(new SnapshotSchedule().Epochs(120), Has.Count.InRange(38, 42));
    }

    [TestCase(0, 0, 50, new[] { 0, 50 })]
    [TestCase(0, 2, 50, new[] { 0, 25, 50 })]
    [TestCase(1, 0, 50, new[] { 0, 1, 50 })]
    [TestCase(2, 1, 50, new[] { 0, 1, 50 })]
    [TestCase(22, 20, 1, new[] { 0, 1 })]
    [TestCase(22, 20, 5, new[] { 0, 1, 2, 3, 4, 5 })]
    public void Tiny_grids_keep_both_ends_and_short_runs_every_epoch(int logarithmic, int linear, int last, int[] epochs) =>
        Assert.That(new SnapshotSchedule { Logarithmic = logarithmic, Linear = linear }.Epochs(last), Is.EqualTo(epochs));

    [TestCase(0)]
    [TestCase(-1)]
    public void A_run_needs_an_epoch(int last) =>
        Assert.That(() => new SnapshotSchedule().Epochs(last), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
