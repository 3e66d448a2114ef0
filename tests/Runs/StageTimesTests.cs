using RepDynamics.Runs;

namespace RepDynamics.Tests.Runs;

public class StageTimesTests
{
    [Test]
    public void Stages_stand_in_the_order_they_were_met_and_add_up()
    {
        StageTimes stages = new();
        Assert.That(stages.Table(), Is.Empty);
        int calls = 0;
        stages.Measure("second by name, first met", () => 0);
        TimeSpan once = stages.Times[0].Time;
        using (stages.Measure("another"))
            stages.Measure("second by name, first met", () => calls++);

        Assert.That(stages.Times.Select(s => s.Stage), Is.EqualTo(new[] { "second by name, first met", "another" }));
        Assert.That(stages.Times[0].Time, Is.GreaterThan(once));
        Assert.That(stages.Times[1].Time, Is.GreaterThanOrEqualTo(stages.Times[0].Time - once), "what is inside counts for both");
        Assert.That(stages.Table(), Does.Match(@"^ +\d+\.\d\d s  second by name, first met\n +\d+\.\d\d s  another$"));
    }

    [Test]
    public void Threads_side_by_side_both_count()
    {
        StageTimes stages = new();
        long calls = 0;

        Parallel.For(0, 1000, _ => stages.Measure("work", () => Interlocked.Increment(ref calls)));

        Assert.That(calls, Is.EqualTo(1000));
        Assert.That(stages.Times, Has.Count.EqualTo(1));
    }
}
