using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Runs;

/// <summary>How many runs go side by side, and on which devices.</summary>
public class SideBySideTests
{
    [TestCase(null, null)]
    [TestCase("", null)]
    [TestCase("12", 12)]
    public void The_environment_may_say_how_many(string? text, int? runs) => Assert.That(RunScheduler.ParseParallelRuns(text), Is.EqualTo(runs));

    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("99999999999")]
    public void Text_that_is_no_number_of_runs_is_refused(string text) =>
        Assert.That(
            () => RunScheduler.ParseParallelRuns(text),
            Throws.InvalidOperationException.With.Message.Contains($"REPDYNAMICS_SIDE_BY_SIDE is '{text}'").And.Message.Contains("at least 1"));

    [Test]
    public void Runs_on_several_devices_are_those_on_one()
    {
        using TemporaryFolder one = new(), several = new();
        Recipe[] recipes = [TinyRuns.ViT, TinyRuns.ViT with { Seed = 4 }, TinyRuns.ResNet];

        IReadOnlyList<RunOutcome> expected = new RunScheduler(CPU, _ => { }) { Store = new RunStore(one.Path), MaxParallelRuns = 1 }.Run(recipes);
        IReadOnlyList<RunOutcome> found = new RunScheduler([CPU, CPU], _ => { }) { Store = new RunStore(several.Path), MaxParallelRuns = 2 }.Run(recipes);

        foreach ((RunOutcome a, RunOutcome b) in expected.Zip(found)) Records.AssertSameNumbers(b.Record!, a.Record!);
    }

    [Test]
    public void No_device_and_devices_of_two_types_are_refused()
    {
        Assert.That(() => new RunScheduler([], _ => { }), Throws.ArgumentException.With.Message.Contains("found none"));
        Assert.That(() => new RunScheduler([CPU, Gpu(1)], _ => { }), Throws.ArgumentException.With.Message.Contains("cpu, cuda:1"));
    }

    [Test]
    public void On_GPUs_a_run_has_one_to_itself_and_Tf32_is_one_run_at_a_time()
    {
        Assert.That(new RunScheduler([Gpu(0), Gpu(1), Gpu(2)], _ => { }).MaxParallelRuns, Is.EqualTo(3));
        Recipe[] recipes = [TinyRuns.ViT with { Precision = Precision.Tf32 }, TinyRuns.ResNet];
        using TemporaryFolder folder = new();

        Assert.That(
            () => new RunScheduler([Gpu(0), Gpu(1)], _ => { }) { Store = new RunStore(folder.Path) }.Run(recipes),
            Throws.ArgumentException.With.Message.Contains("Precision Tf32").And.Message.Contains("REPDYNAMICS_SIDE_BY_SIDE=1"));
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    // By its index: a device by its name needs the driver.
    private static Device Gpu(int index) => device(index);
}
