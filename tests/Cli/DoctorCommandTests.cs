using System.Text.Json;
using RepDynamics.Cli;

namespace RepDynamics.Tests.Cli;

public class DoctorCommandTests
{
    private Desk desk = null!;

    [SetUp]
    public void Open() => desk = new Desk();

    [TearDown]
    public void Close() => desk.Dispose();

    [Test]
    public void Json_tells_everything_that_was_looked_at()
    {
        JsonElement result = desk.Json("doctor");

        JsonElement[] findings = [.. result.GetProperty("findings").EnumerateArray()];
        Assert.That(
            findings.Select(f => f.GetProperty("subject").GetString()),
            Is.EqualTo(new[]
            {
                "stack", "instruction set", "libtorch", "device", "threads", "cores", "memory",
                "runs folder", "locks", "kept runs", "free disk", "results folder", "figures", "CIFAR-10",
            }));
        Assert.That(findings.Select(f => f.GetProperty("health").GetString()), Has.All.AnyOf("good", "note", "bad"));
        Assert.That(findings.Select(f => f.GetProperty("found").GetString()), Has.All.Not.Empty);
        foreach (JsonElement finding in findings.Where(f => f.GetProperty("health").GetString() != "good"))
            Assert.That(finding.GetProperty("remedy").GetString(), Is.Not.Empty, finding.ToString());
    }

    [Test]
    public void A_machine_on_which_these_tests_run_has_what_runs_need()
    {
        JsonElement result = desk.Json("doctor");

        Dictionary<string, string?> health = result.GetProperty("findings").EnumerateArray()
            .ToDictionary(f => f.GetProperty("subject").GetString()!, f => f.GetProperty("health").GetString());
        foreach (string subject in (string[])
            [
                "stack", "instruction set", "libtorch", "device", "threads", "runs folder", "locks", "kept runs", "results folder", "figures",
            ])
            Assert.That(health[subject], Is.EqualTo("good"), subject);
        Assert.That(
            Directory.GetFileSystemEntries(desk.Root).Select(Path.GetFileName), Is.EqualTo(new[] { "experiments" }), "who asks finds nothing new");
    }

    [Test]
    public void A_folder_of_runs_that_cannot_be_written_is_bad_and_has_a_remedy()
    {
        desk.RunsFolder = Path.Combine(desk.Root, "a file where the folder should be");
        File.WriteAllText(desk.RunsFolder, "");

        Assert.That(desk.Do("doctor"), Is.EqualTo(ExitCode.Attention));

        string[] lines = desk.Out.Split('\n');
        int line = Array.FindIndex(lines, l => l.StartsWith("BAD   runs folder", StringComparison.Ordinal));
        Assert.That(lines[line], Does.Contain(desk.RunsFolder));
        Assert.That(lines[line + 1].Trim(), Is.EqualTo("Set REPDYNAMICS_RUNS to a folder that can be written."));
        Assert.That(desk.Json("doctor").GetProperty("healthy").GetBoolean(), Is.False);
    }

    [Test]
    public void Kept_runs_are_counted_and_a_damaged_one_is_noted()
    {
        KeptRuns.Make(desk.Store, "a", new string('a', 64));
        KeptRuns.Make(desk.Store, "b", new string('b', 64));
        desk.Do("doctor");
        Assert.That(desk.Out, Does.Match(@"\nok    kept runs +2 runs, \d\S* KiB\n"));

        File.WriteAllText(Path.Combine(desk.RunsFolder, "a", "manifest.json"), "{");
        desk.Do("doctor");
        Assert.That(desk.Out, Does.Match(@"\nnote  kept runs +2 runs, .*\n +1 damaged: repdynamics runs verify tells what is wrong"));
    }

    [Test]
    public void Version_tells_the_build()
    {
        Assert.That(desk.Do("version"), Is.EqualTo(ExitCode.Ok));
        Assert.That(desk.Out, Does.Match(@"^repdynamics \d+\.\d+\.\d+\S*, commit \w+, TorchSharp \d+\.\d+\.\d+, SkiaSharp \d+\.\d+\.\d+, \.NET 10"));

        JsonElement version = desk.Json("version");
        Assert.That(version.EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "version", "commit", "torchSharp", "skiaSharp", "dotnet" }));
    }
}
