using System.Runtime.InteropServices;
using RepDynamics.Numerics;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Numerics;

/// <summary>The folder that LIBTORCH names: what is accepted, and what its libraries compute.</summary>
[Category("Slow")]
public class LibtorchTests : FolderFixture
{
    private const string Run = "ResNet-SGD:5";

    [TestCase("version.py", "from typing import Optional\n\n__all__ = ['__version__', 'cuda']\n__version__ = '2.10.0+cu128'\ndebug = False\ncuda: Optional[str] = '12.8'\n")]
    [TestCase("version.py", "__version__ = \"2.10.1\"\n")]
    [TestCase("build-version", "2.10.0+cpu\n")]
    [TestCase("version.py", "__version__ = '2.11.0+cu130'\n")]
    public void An_installed_libtorch_of_the_version_is_used_from_its_lib(string file, string text)
    {
        string libraries = Library("lib");
        File.WriteAllText(In(file), text);

        Assert.That(Libtorch.LibraryFolder(Folder), Is.EqualTo(libraries));
    }

    [Test]
    public void A_package_is_used_from_its_folder_of_this_platform()
    {
        string libraries = Library("runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        File.WriteAllText(In("libtorch-cpu-made-up.nuspec"), "<?xml version=\"1.0\"?>\n<package>\n  <metadata>\n    <version>2.10.0</version>\n  </metadata>\n</package>\n");
        Assert.That(Libtorch.LibraryFolder(Folder), Is.EqualTo(libraries));
        Assert.That(Libtorch.LibraryFolder(Package), Is.EqualTo(Path.Combine(Package, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")), "that of this build");
    }

    [TestCase("__version__ = '2.9.1'\n", " is version 2.9.1, and this TorchSharp needs 2.10 or 2.11: ")]
    [TestCase("__version__ = '2.12.0'\n", " is version 2.12.0, and this TorchSharp needs 2.10 or 2.11: ")]
    [TestCase("__version__ = '2.1.0+cpu'\n", " is version 2.1.0, and this TorchSharp needs 2.10 or 2.11: ")]
    [TestCase("__version__ = '2.100.0'\n", " is version 2.100.0, and this TorchSharp needs 2.10 or 2.11: ")]
    [TestCase("__version__ = '3.10.0'\n", " is version 3.10.0, and this TorchSharp needs 2.10 or 2.11: ")]
    [TestCase(null, ": its version is not known (no version.py, build-version or nuspec there): ")]
    [TestCase("cuda = '12.8'\n# see 2.10.0\n", ": its version is not known (no version.py, build-version or nuspec there): ")]
    public void Another_version_and_an_unknown_one_are_refused_in_one_line(string? text, string reason)
    {
        Library("lib");
        if (text is not null) File.WriteAllText(In("version.py"), text);
        RequireRefused($"LIBTORCH={Folder}{reason}");
    }

    [TestCase("")]
    [TestCase("absent")]
    public void Without_a_library_it_is_refused(string name)
    {
        string place = In(name);
        if (name.Length == 0) File.WriteAllText(In("version.py"), "__version__ = '2.10.0'\n");

        RequireRefused($"LIBTORCH={place} holds no lib/{Name("torch_cpu")}: ", place);
    }

    [Test]
    public void A_build_with_CUDA_libraries_refuses_any()
    {
        Assert.That(() => Libtorch.RequireNoCuda(Folder, "/opt/torch"), Throws.Nothing);

        File.WriteAllText(In(Name("torch_cuda")), "");
        Assert.That(
            () => Libtorch.RequireNoCuda(Folder, "/opt/torch"),
            Throws.TypeOf<LibtorchException>().With.Message.StartsWith("LIBTORCH=/opt/torch cannot be used by a build with -p:Device=cuda"));
    }

    [Test]
    public void The_libraries_of_the_named_folder_are_loaded_and_no_others_and_a_run_has_the_same_bits()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("Only Linux lists the libraries of a process.");
        // A copy: the files beside the program are links to those of the package, and the system takes a link for the same library.
        string copy = Path.Combine(Repository.Root, "artifacts", "tests", Path.GetRandomFileName()), libraries = Path.Combine(copy, "lib");
        try
        {
            Directory.CreateDirectory(libraries);
            foreach (string file in Directory.GetFiles(Libtorch.LibraryFolder(Package))) File.Copy(file, Path.Combine(libraries, Path.GetFileName(file)));
            File.WriteAllText(Path.Combine(copy, "build-version"), Libtorch.RequiredVersion);
            Dictionary<string, string> named = new() { [Libtorch.FolderVariable] = copy };

            using HostProcess loaded = HostProcess.Start("loaded", named).Succeeds();
            Assert.That(
                loaded.Lines,
                Is.EqualTo(new[] { "libc10.so", "libtorch.so", "libtorch_cpu.so" }.Select(name => Path.Combine(libraries, name))));

            string there = In("there"), here = In("here");
            using (HostProcess host = new(there, 1, named, Run)) host.Succeeds();
            using (HostProcess host = new(here, 1, Run)) host.Succeeds();
            SortedDictionary<string, string> expected = StoreContents.Of(here);
            Assert.That(expected, Has.Count.GreaterThan(10));
            Assert.That(StoreContents.Of(there), Is.EqualTo(expected));
        }
        finally
        {
            if (Directory.Exists(copy)) Directory.Delete(copy, recursive: true);
        }
    }

    [Test]
    public void Another_libtorch_on_LD_LIBRARY_PATH_is_not_loaded()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("Other systems have no LD_LIBRARY_PATH.");
        foreach (string name in new[] { "libc10.so", "libtorch.so", "libtorch_cpu.so" }) File.WriteAllText(In(name), "of another PyTorch");
        using HostProcess host = HostProcess.Start("loaded", new() { ["LD_LIBRARY_PATH"] = Folder }).Succeeds();

        Assert.That(host.Lines.Select(Path.GetFileName), Is.EqualTo(new[] { "libc10.so", "libtorch.so", "libtorch_cpu.so" }));
    }

    [TestCase("loaded", "2.9.1+cpu", " is version 2.9.1, and this TorchSharp needs 2.10 or 2.11: ")]
    [TestCase("scheduler-first", "2.9.1+cpu", " is version 2.9.1, and this TorchSharp needs 2.10 or 2.11: ")]
    [TestCase("loaded", "2.10.0+cpu", ": LIBRARY does not load: ")]
    public void A_folder_or_library_that_cannot_be_used_ends_a_program_with_one_line(string subcommand, string version, string reason)
    {
        string library = Path.Combine(Library("lib"), Name("torch_cpu"));
        File.WriteAllText(In("build-version"), version);
        using var host = HostProcess.Start(subcommand, new() { [Libtorch.FolderVariable] = Folder });

        Assert.That(host.ExitCode(), Is.EqualTo(1));
        Assert.That(host.Lines, Is.Empty);
        Assert.That(host.Other, Does.StartWith($"LIBTORCH={Folder}{reason.Replace("LIBRARY", library, StringComparison.Ordinal)}").And.Not.Contains("\n"));
    }

    [Test]
    public void The_command_and_its_doctor_report_it_in_one_line()
    {
        Library("lib");
        File.WriteAllText(In("build-version"), "2.9.1+cpu");
        Dictionary<string, string> environment = new() { [Libtorch.FolderVariable] = Folder, ["REPDYNAMICS_RUNS"] = In("runs") };
        string reason = $"LIBTORCH={Folder} is version 2.9.1, and this TorchSharp needs 2.10 or 2.11: name a PyTorch or libtorch 2.10 or 2.11, or unset LIBTORCH.";

        using ChildProcess run = new(Command, ["run", "ViTSync", "--profile", "smoke"], environment, errors: true, folder: Folder);
        Assert.That(run.ExitCode(), Is.EqualTo(5));
        Assert.That(run.Lines, Is.EqualTo(new[] { $"repdynamics: {reason}" }));

        using ChildProcess doctor = new(Command, ["doctor"], environment, folder: Folder);
        Assert.That(doctor.ExitCode(), Is.EqualTo(5));
        Assert.That(doctor.Lines.Where(line => line.StartsWith("BAD", StringComparison.Ordinal)), Is.EqualTo(new[] { $"BAD   libtorch         {reason}" }));

        using ChildProcess version = new(Command, ["version"], environment, folder: Folder);
        version.RequireSuccess();
    }

    [Test]
    public void A_program_that_starts_with_a_scheduler_is_pinned([Values] bool named)
    {
        // What the program must not take over.
        var environment = CanonicalNumerics.Variables.Keys.ToDictionary(name => name, _ => "7");
        if (named) environment[Libtorch.FolderVariable] = Package;
        using HostProcess host = HostProcess.Start("scheduler-first", environment).Succeeds();

        Assert.That(host.Lines, Is.EqualTo(new[] { "True 1 True" }));
    }

    [Test]
    public void A_program_that_computes_before_it_pins_is_refused_in_one_line()
    {
        using var host = HostProcess.Start("torchsharp-first");
        Assert.That(host.ExitCode(), Is.EqualTo(1));
        Assert.That(
            host.Other,
            Is.EqualTo("libtorch was loaded before its numerics were pinned: call CanonicalNumerics.Apply() before the first use of TorchSharp."));
    }

    private static string Package { get; } = Repository.Built("LibtorchPackage");

    private static string Command { get; } = Path.Combine(Repository.Built("Command"), "RepDynamics.Cli.dll");

    private string Library(params string[] place)
    {
        string libraries = Directory.CreateDirectory(In(place)).FullName;
        File.WriteAllText(Path.Combine(libraries, Name("torch_cpu")), "");
        return libraries;
    }

    private void RequireRefused(string start, string? place = null) =>
        Assert.That(
            () => Libtorch.LibraryFolder(place ?? Folder),
            Throws.TypeOf<LibtorchException>().With.Message.StartsWith(start).And.Message.EndsWith("or unset LIBTORCH.").And.Message.Not.Contains("\n"));

    private static string Name(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";
}
