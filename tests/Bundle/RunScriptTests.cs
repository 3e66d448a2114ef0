using System.Diagnostics;

namespace RepDynamics.Tests.Bundle;

/// <summary>The script <c>run.sh</c> of a bundle, with stubs in place of the two programs and of libtorch.</summary>
public class RunScriptTests : FolderFixture
{
    [SetUp]
    public void Unpack()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("The bundle is for Linux.");
        WriteProgram("bundle/run.sh", File.ReadAllText(Path.Combine(Repository.Root, "eng", "bundle", "run.sh")));
        Write("bundle/repdynamics.bundle", "RepDynamics 0.1.0, commit 012345\nlibtorch 2.10\n");
        Write("bundle/experiments/registrations/ViTSync.json", "{}");
        Write("bundle/experiments/registrations/WidthPattern.json", "{}");
        Write("bundle/experiments/profiles/smoke.runsettings", "");
        Write("bundle/experiments/profiles/cpu.runsettings", "");
        WriteProgram("bundle/bin/RepDynamics.Experiments", Program("experiments"));
        WriteProgram("bundle/bin/RepDynamics.Cli", Program("command"));
        Write("bundle/bin/libtorch_cpu.so", "");
    }

    [Test]
    public void Claims_are_run_by_the_experiments_on_their_profile_and_device()
    {
        EndedProcess ran = Run("--claim", "ViTSync", "--claim=WidthPattern", "--profile", "smoke", "--device", "cuda");

        Assert.That(ran.Exit, Is.EqualTo(3), "the program's own code");
        Assert.That(ran.Lines[0], Is.EqualTo(
            $"experiments: <--settings><{In("bundle/experiments/profiles/smoke.runsettings")}><--test-parameter><Device=cuda>"
            + $"<--filter><Claim=ViTSync|Claim=WidthPattern><--results-directory><{In("bundle/artifacts/results/smoke")}><--output><Detailed>"));
    }

    [Test]
    public void Other_commands_go_to_repdynamics_word_for_word() =>
        Assert.That(Run("run", "two words", "", "it's").Lines[0], Is.EqualTo("command: <run><two words><><it's>"));

    [Test]
    public void A_link_to_the_script_runs_it()
    {
        File.CreateSymbolicLink(In("bundle/linked"), "run.sh");
        Directory.CreateDirectory(In("bin"));
        File.CreateSymbolicLink(In("bin/repdynamics"), In("bundle/linked"));

        var ran = EndedProcess.Of(new ProcessStartInfo("sh") { ArgumentList = { In("bin/repdynamics"), "doctor" } });

        Assert.That(ran.Lines[..2], Is.EqualTo(new[] { "command: <doctor>", $"REPDYNAMICS_COMMAND={In("bundle/run.sh")}" }));
    }

    [Test]
    public void Libraries_of_the_bundle_come_before_those_of_the_environment()
    {
        Assert.That(Run("doctor").Lines[2], Is.EqualTo($"LD_LIBRARY_PATH={In("bundle/bin")}"));
        Assert.That(Run(("LD_LIBRARY_PATH", "/opt/torch/lib"), "doctor").Lines[2], Is.EqualTo($"LD_LIBRARY_PATH={In("bundle/bin")}:/opt/torch/lib"));
    }

    [Test]
    public void Libtorch_of_LIBTORCH_is_left_to_the_program()
    {
        File.Delete(In("bundle/bin/libtorch_cpu.so"));

        Assert.That(Run(("LIBTORCH", "/opt/torch"), "doctor").Lines, Is.EqualTo(new[]
        {
            "command: <doctor>", $"REPDYNAMICS_COMMAND={In("bundle/run.sh")}", "LD_LIBRARY_PATH=", "LIBTORCH=/opt/torch", "",
        }));
    }

    [Test]
    public void Bundle_without_libtorch_asks_for_LIBTORCH()
    {
        File.Delete(In("bundle/bin/libtorch_cpu.so"));

        OneLine(Run("doctor"), 5, "this bundle has no libtorch: set LIBTORCH to the torch folder of an installed PyTorch 2.10, or use the bundle with libtorch.");
        OneLine(Run(("LIBTORCH", ""), "--claim", "ViTSync"), 5, "this bundle has no libtorch: ");
        Assert.That(Run("--help").Exit, Is.Zero);
    }

    [TestCase(new[] { "--claim", "ViTSnyc" }, "there is no claim 'ViTSnyc'. Known claims: ViTSync WidthPattern.")]
    [TestCase(new[] { "--claim", "../../bundle/experiments/registrations/ViTSync" }, "there is no claim '../../bundle")]
    [TestCase(new[] { "--claim", "" }, "there is no claim ''.")]
    [TestCase(new[] { "--claim" }, "--claim needs a value.")]
    [TestCase(new[] { "--claim", "ViTSync", "--profile", "smok" }, "there is no profile 'smok'. Known profiles: cpu smoke.")]
    [TestCase(new[] { "--claim", "ViTSync", "--device", "tpu" }, "there is no device 'tpu': cpu or cuda.")]
    [TestCase(new[] { "--claim", "ViTSync", "--seeds", "3" }, "there is no option --seeds: ")]
    [TestCase(new[] { "--profile", "smoke" }, "no claim is named: --claim ID. Known claims: ViTSync WidthPattern.")]
    public void Mistyped_arguments_are_refused(string[] line, string message) => OneLine(Run(line), 2, message);

    [Test]
    public void Without_arguments_it_shows_its_usage() =>
        Assert.That(Run().Output, Does.StartWith("RepDynamics on a machine without a .NET SDK").And.Contain("./run.sh --claim ID").And.Not.Contain("set -eu"));

    private static void OneLine(EndedProcess ran, int exit, string message)
    {
        Assert.That((ran.Exit, ran.Output), Is.EqualTo((exit, "")));
        Assert.That(ran.Error, Does.StartWith($"run.sh: {message}").And.EndsWith("\n"));
        Assert.That(ran.Error.TrimEnd('\n'), Does.Not.Contain('\n'));
    }

    private static string Program(string name) => $"""
        #!/bin/sh
        printf '{name}: '; printf '<%s>' "$@"; echo
        echo "REPDYNAMICS_COMMAND=$REPDYNAMICS_COMMAND"
        echo "LD_LIBRARY_PATH=$LD_LIBRARY_PATH"
        echo "LIBTORCH=$LIBTORCH"
        exit 3
        """;

    private EndedProcess Run(params string[] arguments) => Run(("UNUSED", ""), arguments);

    private EndedProcess Run((string Name, string Value) variable, params string[] arguments)
    {
        ProcessStartInfo start = new(In("bundle/run.sh"), arguments) { WorkingDirectory = "/" };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment[variable.Name] = variable.Value;
        return EndedProcess.Of(start);
    }
}
