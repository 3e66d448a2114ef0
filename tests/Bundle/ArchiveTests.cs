using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RepDynamics.PackageFiles;

namespace RepDynamics.Tests.Bundle;

/// <summary>
/// Both archives of <c>eng/bundle.sh</c>, unpacked into a clean folder and started without dotnet. Making them takes minutes:
/// <c>tests/Bundle/run.sh</c> does it and names them in <c>REPDYNAMICS_BUNDLE</c> and <c>REPDYNAMICS_BUNDLE_WITHOUT_LIBTORCH</c>.
/// </summary>
[TestFixture(true)]
[TestFixture(false)]
public partial class ArchiveTests(bool hasLibtorch)
{
    private static readonly string Libtorch = Repository.Built("LibtorchPackage");

    private string archive = "";
    private DirectoryInfo folder = null!;
    private string root = "";
    private string tools = "";

    [OneTimeSetUp]
    public void Unpack()
    {
        archive = Environment.GetEnvironmentVariable(hasLibtorch ? "REPDYNAMICS_BUNDLE" : "REPDYNAMICS_BUNDLE_WITHOUT_LIBTORCH") ?? "";
        if (archive.Length == 0) Assert.Ignore("No bundle was made: tests/Bundle/run.sh makes and tests both.");
        folder = Directory.CreateTempSubdirectory("repdynamics-bundle-");
        using var tar = Process.Start("tar", ["-xf", archive, "-C", folder.FullName]);
        tar.WaitForExit();
        Assert.That(tar.ExitCode, Is.Zero);
        root = Directory.GetDirectories(folder.FullName).Single();

        // The programs of the system without .NET, compilers and Python.
        tools = folder.CreateSubdirectory("tools").FullName;
        foreach (string program in Directory.GetFiles("/usr/bin").Concat(Directory.GetFiles("/bin")))
        {
            string name = Path.GetFileName(program), link = Path.Combine(tools, name);
            if (!Developers().IsMatch(name) && !Path.Exists(link)) File.CreateSymbolicLink(link, program);
        }
    }

    [OneTimeTearDown]
    public void Remove() => folder?.Delete(recursive: true);

    [Test]
    public void Archive_is_within_its_size_limit() =>
        Assert.That(new FileInfo(archive).Length, Is.LessThanOrEqualTo(hasLibtorch ? 142_000_000 : 52_000_000));

    [Test]
    public void Archive_names_no_folder_of_the_machine_that_made_it()
    {
        byte[] repository = Encoding.UTF8.GetBytes(Repository.Root);
        string[] naming =
        [
            .. Directory.GetFiles(root, "*", SearchOption.AllDirectories)
                .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(repository) >= 0)
                .Select(file => Path.GetRelativePath(root, file)),
        ];
        Assert.That(naming, Is.Empty);
    }

    [TestCase("RepDynamics.Cli")]
    [TestCase("RepDynamics.Experiments")]
    public void Files_that_a_program_lists_are_there(string program)
    {
        using var dependencies = JsonDocument.Parse(File.ReadAllText(InBin($"{program}.deps.json")));
        string[] listed =
        [
            .. dependencies.RootElement.GetProperty("targets").EnumerateObject().SelectMany(target => target.Value.EnumerateObject())
                .SelectMany(library => new[] { "runtime", "native" }
                    .Where(kind => library.Value.TryGetProperty(kind, out _))
                    .SelectMany(kind => library.Value.GetProperty(kind).EnumerateObject()))
                .Select(file => Path.GetFileName(file.Name)),
        ];
        Assert.That(listed, Does.Contain("libLibTorchSharp.so").And.Contain("libSkiaSharp.so").And.Contain("libcoreclr.so"));
        Assert.That(listed.Contains("libtorch_cpu.so"), Is.EqualTo(hasLibtorch));
        Assert.That(listed.Where(file => !File.Exists(InBin(file))), Is.Empty);
    }

    [Test]
    public void Library_of_TorchSharp_does_not_require_the_newest_libstdcxx()
    {
        string file = InBin("libLibTorchSharp.so");
        ElfVersionRequirements requirements = new(new ElfFile(file, File.ReadAllBytes(file)));
        Assert.That(requirements.Find(LibraryCopy.CppLibrary, LibraryCopy.Version)?.IsWeak, Is.True);
    }

    [Test]
    public void Licences_are_beside_the_libraries_and_fonts()
    {
        string[] files = [.. Directory.GetFiles(Path.Combine(root, "licenses")).Select(file => Path.GetFileName(file)!)];
        Assert.That(files, Does.Contain("Inter-OFL.txt").And.Some.StartsWith("TorchSharp-").And.Some.StartsWith("Microsoft.NETCore.App.Runtime"));
        Assert.That(files.Count(file => file.EndsWith("LICENSE-LIBTORCH.txt", StringComparison.Ordinal)), Is.EqualTo(hasLibtorch ? 1 : 0));
        Assert.That(
            File.ReadAllText(Path.Combine(root, "licenses", "packages.txt")),
            Does.Contain("SIL Open Font License 1.1, Inter-OFL.txt").And.Contain("SkiaSharp").And.Contain("NUnit"));
    }

    [Test]
    public void Claim_on_smoke_is_decided_without_dotnet()
    {
        Assert.That(Path.Exists(Path.Combine(tools, "dotnet")) || Path.Exists(Path.Combine(tools, "g++")), Is.False);
        // A libc10.so of another libtorch on the library path, as environment modules put it there.
        string other = folder.CreateSubdirectory("other").FullName;
        File.WriteAllText(Path.Combine(other, "libc10.so"), "not a library");
        (string, string)[] environment = [("LD_LIBRARY_PATH", other), .. hasLibtorch ? [] : new[] { ("LIBTORCH", Libtorch) }];

        string output = Succeed("--claim", "ViTSync", "--profile", "smoke");
        Assert.That(output, Does.Contain("failed: 0").And.Contain("skipped: 0").And.Not.Contain("succeeded: 0"));
        Assert.That(output, Does.Contain("passed Verdict_of_the_claim").And.Contain("passed Figures_match_the_baseline"));
        Assert.That(Directory.GetFiles(Path.Combine(root, "artifacts", "results", "smoke", "ViTSync"), "*.png"), Is.Not.Empty);

        // The command finds the same runs.
        Assert.That(Succeed("run", "ViTSync", "--profile", "smoke", "--json"), Does.Contain("\"trained\": 0").And.Contain("\"failed\": 0"));
        Assert.That(Succeed("doctor"), Does.Match($@"ok +libtorch +2\.10\.\S+, {(hasLibtorch ? "of the package" : Regex.Escape(Libtorch))}\n"));

        string Succeed(params string[] arguments)
        {
            EndedProcess ran = Run(environment, arguments);
            Assert.That(ran.Exit, Is.Zero, ran.Output + ran.Error);
            return ran.Output;
        }
    }

    [Test]
    public void Libtorch_of_another_version_is_refused_in_one_line()
    {
        string torch = folder.CreateSubdirectory("torch").FullName;
        Directory.CreateDirectory(Path.Combine(torch, "lib"));
        File.WriteAllText(Path.Combine(torch, "lib", "libtorch_cpu.so"), "");
        File.WriteAllText(Path.Combine(torch, "version.py"), "__version__ = '2.9.1+cu128'\n");

        Assert.That(Run([("LIBTORCH", torch)], "run", "ViTSync", "--profile", "smoke"), Is.EqualTo(new EndedProcess(5, "",
            $"repdynamics: LIBTORCH={torch} is version 2.9.1, and this TorchSharp needs 2.10 or 2.11: name a PyTorch or libtorch 2.10 or 2.11, or unset LIBTORCH.\n")));
    }

    [TestCase("doctor")]
    [TestCase("--claim", "ViTSync", "--profile", "smoke")]
    public void Bundle_without_libtorch_names_the_remedy_in_one_line(params string[] arguments)
    {
        if (hasLibtorch) Assert.Ignore("This bundle has libtorch.");
        Assert.That(Run([], arguments), Is.EqualTo(new EndedProcess(5, "",
            "run.sh: this bundle has no libtorch: set LIBTORCH to the torch folder of an installed PyTorch 2.10 or 2.11, or use the bundle with libtorch.\n")));
    }

    private string InBin(string file) => Path.Combine(root, "bin", file);

    // The environment of this process is not passed on.
    private EndedProcess Run((string Name, string Value)[] environment, params string[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(root, "run.sh"), arguments) { WorkingDirectory = root };
        start.Environment.Clear();
        start.Environment["PATH"] = tools;
        start.Environment["REPDYNAMICS_RUNS"] = Path.Combine(folder.FullName, "runs");
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return EndedProcess.Of(start);
    }

    [GeneratedRegex(@"^(dotnet|dnx|python|pip|cc$|c\+\+|clang)|g\+\+|gcc")]
    private static partial Regex Developers();
}
