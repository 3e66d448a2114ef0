using System.Diagnostics;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Bundle;

/// <summary>The script <c>run.sh</c> of a bundle, with stubs in place of the programs, of libtorch and of the compiler.</summary>
public class RunScriptTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void Unpack()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("The bundle is for Linux.");
        folder = new TemporaryFolder();
        Write("bundle/run.sh", File.ReadAllText(Path.Combine(Repository.Root, "eng", "bundle", "run.sh")));
        Write("bundle/experiments/registrations/ViTSync.json", "{}");
        Write("bundle/experiments/registrations/WidthPattern.json", "{}");
        Write("bundle/experiments/profiles/smoke.runsettings", "");
        Write("bundle/experiments/profiles/cpu.runsettings", "");
        Write("bundle/native/door.cpp", "");
        // A stub that compiles: it leaves a file, and a line a time it is called.
        Write("bundle/native/build.sh", """
            echo "$1 against $LIBTORCH" >>"$(dirname "$0")/../../compiled"
            [ ! -f "$(dirname "$0")/../../broken" ] || { echo "door.cpp:1: error: no member named 'call'"; exit 1; }
            : >"$1"
            """);
        Write("bundle/bin/RepDynamics.Experiments", Program("experiments"));
        Write("bundle/bin/RepDynamics.Cli", Program("command"));
        Write("torch/lib/libtorch_cpu.so", "");
        Write("torch/lib/libc10.so", "_ZNSt7__cxx1112basic_string");
        Write("torch/include/ATen/ATen.h", "");
        Version("2.4.1");
    }

    [TearDown]
    public void Remove() => folder?.Dispose();

    [Test]
    public void Claims_are_run_by_the_experiments_on_their_profile_and_device()
    {
        Result ran = Run("--claim", "ViTSync", "--claim=WidthPattern", "--profile", "smoke", "--device", "cuda");

        Assert.That(ran.Exit, Is.EqualTo(3), "the program's own code");
        Assert.That(ran.Lines[0], Is.EqualTo(
            $"experiments: <--settings><{Inside("bundle/experiments/profiles/smoke.runsettings")}><--test-parameter><Device=cuda>"
            + $"<--filter><Claim=ViTSync|Claim=WidthPattern><--results-directory><{Inside("bundle/artifacts/results/smoke")}><--output><Detailed>"));
        Assert.That(ran.Lines[3], Is.EqualTo("REPDYNAMICS_CLAIMS=ViTSync,WidthPattern"), "trained together");
    }

    [Test]
    public void Other_commands_go_to_repdynamics_word_for_word() =>
        Assert.That(Run("run", "two words", "", "it's").Lines[0], Is.EqualTo("command: <run><two words><><it's>"));

    [Test]
    public void Jobs_come_back_through_the_script() =>
        Assert.That(Run("doctor").Lines[1], Is.EqualTo($"REPDYNAMICS_COMMAND={Inside("bundle/run.sh")}"));

    [Test]
    public void The_shim_is_compiled_once_for_each_libtorch()
    {
        Run("doctor");
        Run("--claim", "ViTSync");
        Assert.That(Compiled, Has.Length.EqualTo(1).And.All.EndsWith($"against {Inside("torch")}"));

        Version("2.5.0");
        Run("doctor");
        Assert.That(Compiled, Has.Length.EqualTo(2), "another version");

        Write("torch/lib/libtorch_cuda.so", "");
        Run("doctor");
        Assert.That(Compiled, Has.Length.EqualTo(3), "another kind");

        Write("bundle/native/door.cpp", "int changed;");
        Run("doctor");
        Assert.That(Compiled, Has.Length.EqualTo(4), "another source");
    }

    [Test]
    public void Shim_and_libtorch_are_where_the_loader_looks_first()
    {
        string shim = Path.GetDirectoryName(Run("shim").Lines[0])!;

        Assert.That(shim, Does.StartWith($"{Inside("shims")}/torch-2.4.1-cpu-cxx11-"));
        Assert.That(Run("doctor").Lines[2], Does.StartWith($"LD_LIBRARY_PATH={shim}:{Inside("torch/lib")}"));
    }

    [Test]
    public void A_shim_from_elsewhere_serves_a_node_without_a_compiler()
    {
        string name = Path.GetFileName(Path.GetDirectoryName(Run("shim").Lines[0])!);
        Directory.Move(Inside("shims"), Inside("bundle/shims"));

        Result ran = Run(("CXX", "no-such-compiler"), "doctor");

        Assert.That(ran.Lines[0], Is.EqualTo("command: <doctor>"));
        Assert.That(ran.Lines[2], Does.Contain($"bundle/shims/{name}:"));
        Assert.That(ran.Error, Is.Empty);
    }

    [Test]
    public void A_libtorch_without_headers_still_tells_its_version()
    {
        Directory.Delete(Inside("torch/include"), recursive: true);
        Write("torch/version.py", "from typing import Optional\n__version__ = '2.3.0+cu121'\ndebug = False\n");

        OneLine(Run("doctor"), 5, $"no headers with the libtorch in {Inside("torch")}");
        Assert.That(Run("doctor").Error, Does.Contain("install libtorch-dev, or set LIBTORCH to a PyTorch install."));
        Assert.That(Directory.Exists(Inside("shims")), Is.False);
    }

    [Test]
    public void Without_a_compiler_it_says_what_is_missing_and_what_serves() =>
        OneLine(Run(("CXX", "no-such-compiler"), "doctor"), 5, "no C++ compiler (no-such-compiler) here, and no shim for libtorch 2.4.1 in ");

    [Test]
    public void A_folder_that_is_no_libtorch_is_named() =>
        OneLine(Run(("LIBTORCH", "/nowhere"), "doctor"), 5, "LIBTORCH=/nowhere holds no lib/libtorch_cpu.so: ");

    [Test]
    public void A_shim_that_does_not_compile_is_told_with_its_first_error_and_tried_again()
    {
        Write("broken", "");
        Result ran = Run("doctor");

        Assert.That(ran.Exit, Is.EqualTo(5));
        Assert.That(ran.Error.TrimEnd().Split('\n')[^1], Does.StartWith("run.sh: the shim does not compile against libtorch 2.4.1: door.cpp:1: error: no member named 'call' (log: "));

        File.Delete(Inside("broken"));
        Assert.That(Run("doctor").Exit, Is.EqualTo(3));
    }

    [TestCase(new[] { "--claim", "ViTSnyc" }, "there is no claim 'ViTSnyc'. Known claims: ViTSync WidthPattern.")]
    [TestCase(new[] { "--claim", "../../bundle/experiments/registrations/ViTSync" }, "there is no claim '../../bundle")]
    [TestCase(new[] { "--claim", "" }, "there is no claim ''.")]
    [TestCase(new[] { "--claim" }, "--claim needs a value.")]
    [TestCase(new[] { "--claim", "ViTSync", "--profile", "smok" }, "there is no profile 'smok'. Known profiles: cpu smoke.")]
    [TestCase(new[] { "--claim", "ViTSync", "--device", "tpu" }, "there is no device 'tpu': cpu or cuda.")]
    [TestCase(new[] { "--claim", "ViTSync", "--seeds", "3" }, "there is no option --seeds: ")]
    [TestCase(new[] { "--profile", "smoke" }, "which claim? --claim ID. Known claims: ViTSync WidthPattern.")]
    public void A_mistyped_line_is_refused_and_nothing_runs(string[] line, string message) => OneLine(Run(line), 2, message);

    [Test]
    public void Alone_it_shows_how_it_is_called() =>
        Assert.That(Run().Output, Does.StartWith("RepDynamics on a node without an SDK").And.Contain("./run.sh --claim ID").And.Not.Contain("set -eu"));

    private string[] Compiled => File.ReadAllLines(Inside("compiled"));

    private static void OneLine(Result ran, int exit, string message)
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
        echo "REPDYNAMICS_CLAIMS=$REPDYNAMICS_CLAIMS"
        exit 3
        """;

    private void Version(string version)
    {
        string[] parts = version.Split('.');
        Write(
            "torch/include/torch/csrc/api/include/torch/version.h",
            $"#define TORCH_VERSION_MAJOR {parts[0]}\n#define TORCH_VERSION_MINOR {parts[1]}\n#define TORCH_VERSION_PATCH {parts[2]}\n");
    }

    private string Inside(string path) => Path.Combine(folder.Path, path);

    private void Write(string path, string text)
    {
        string file = Inside(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Result Run(params string[] arguments) => Run(("CXX", "true"), arguments);

    private Result Run((string Name, string Value) variable, params string[] arguments)
    {
        ProcessStartInfo start = new(Inside("bundle/run.sh"), arguments) { WorkingDirectory = "/", RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["LIBTORCH"] = Inside("torch");
        start.Environment["REPDYNAMICS_SHIMS"] = Inside("shims");
        start.Environment[variable.Name] = variable.Value;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }

    private sealed record Result(int Exit, string Output, string Error)
    {
        public string[] Lines => Output.Split('\n');
    }
}
