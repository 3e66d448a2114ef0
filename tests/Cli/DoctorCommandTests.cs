using System.Text.Json;
using RepDynamics.Cli;
using RepDynamics.Tests.Store;

namespace RepDynamics.Tests.Cli;

public class DoctorCommandTests : CliTests
{
    [Test]
    public void Json_has_every_check_and_this_machine_passes_them()
    {
        JsonElement result = cli.Json("doctor");

        JsonElement[] findings = [.. result.GetProperty("findings").EnumerateArray()];
        Assert.That(
            findings.Select(f => f.GetProperty("subject").GetString()),
            Is.EqualTo(new[]
            {
                "stack", "instruction set", "libtorch", "device", "threads", "cores", "memory",
                "runs folder", "locks", "stored runs", "free disk", "results folder", "figures", "CIFAR-10",
            }));
        Assert.That(findings.Select(f => f.GetProperty("health").GetString()), Has.All.AnyOf("good", "note", "bad"));
        Assert.That(findings.Select(f => f.GetProperty("found").GetString()), Has.All.Not.Empty);
        foreach (JsonElement finding in findings.Where(f => f.GetProperty("health").GetString() != "good"))
            Assert.That(finding.GetProperty("remedy").GetString(), Is.Not.Empty, finding.ToString());

        string[] mayLack = ["cores", "memory", "free disk", "CIFAR-10"];
        foreach (JsonElement finding in findings.Where(f => !mayLack.Contains(f.GetProperty("subject").GetString())))
            Assert.That(finding.GetProperty("health").GetString(), Is.EqualTo("good"), finding.ToString());
        Assert.That(
            Directory.GetFileSystemEntries(cli.Root).Select(Path.GetFileName), Is.EqualTo(new[] { "experiments" }), "the doctor creates nothing");
    }

    [Test]
    public void An_unwritable_runs_folder_is_bad_and_has_a_remedy()
    {
        cli.RunsFolder = Path.Combine(cli.Root, "a file where the folder should be");
        File.WriteAllText(cli.RunsFolder, "");

        Assert.That(cli.Do("doctor"), Is.EqualTo(ExitCode.Attention));

        Assert.That(cli.Out, Does.Match($"BAD +runs folder +.*{cli.RunsFolder}.*\n +Set REPDYNAMICS_RUNS to a folder that can be written."), "off a terminal, lines do not wrap");
        Assert.That(cli.Json("doctor").GetProperty("healthy").GetBoolean(), Is.False);
    }

    [Test]
    public void Stored_runs_are_counted_and_a_damaged_one_is_noted()
    {
        SmallRun.Make(cli.Store, "a", new string('a', 64));
        SmallRun.Make(cli.Store, "b", new string('b', 64));
        cli.Do("doctor");
        Assert.That(cli.Out, Does.Match(@"\nok    stored runs +2 runs, \d\S* KiB\n"));

        File.WriteAllText(Path.Combine(cli.RunsFolder, "a", "manifest.json"), "{");
        cli.Do("doctor");
        Assert.That(cli.Out, Does.Match(@"\nnote  stored runs +2 runs, .*\n +1 damaged: repdynamics runs verify shows details"));
    }

    [Test]
    public void Version_prints_the_build()
    {
        Assert.That(cli.Do("version"), Is.EqualTo(ExitCode.Ok));
        Assert.That(cli.Out, Does.Match(@"^repdynamics \d+\.\d+\.\d+\S*, commit \w+, TorchSharp \d+\.\d+\.\d+, SkiaSharp \d+\.\d+\.\d+, \.NET 10"));

        JsonElement version = cli.Json("version");
        Assert.That(version.EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "version", "commit", "torchSharp", "skiaSharp", "dotnet" }));
    }
}
