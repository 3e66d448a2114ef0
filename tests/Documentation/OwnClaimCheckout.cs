using System.Diagnostics;
using System.Xml.Linq;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Documentation;

/// <summary>
/// A checkout with the experiments alone: they are compiled once more, with a user's files among them, against the libraries that are built
/// already; the command and the test runner then find the user's claims as they find the others.
/// </summary>
internal sealed class OwnClaimCheckout : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public OwnClaimCheckout()
    {
        Copy(Path.Combine(Repository.Root, "experiments"), In("experiments"), file => Path.GetExtension(file) is ".cs" or ".json" or ".runsettings");
        foreach (string file in (string[])["Directory.Build.props", ".editorconfig", "global.json"]) File.Copy(Path.Combine(Repository.Root, file), In(file));
        File.WriteAllText(In("RepDynamics.sln"), "");
        // Nothing of it is restored from a feed.
        var project = XDocument.Load(Path.Combine(Repository.Root, "experiments", "claims", "RepDynamics.PaperClaims.csproj"));
        project.Descendants().Where(e => e.Name.LocalName is "PackageReference" or "ProjectReference").Remove();
        string[] libraries = ["RepDynamics", "TorchSharp", "SkiaSharp"];
        project.Root!.Add(new XElement("ItemGroup", libraries
            .Select(name => new XElement("Reference", new XAttribute("Include", Path.Combine(AppContext.BaseDirectory, name + ".dll"))))));
        project.Save(In("experiments/claims/RepDynamics.PaperClaims.csproj"));
    }

    /// <summary>A path in the checkout.</summary>
    public string In(string path) => Path.Combine(folder.Path, path);

    /// <summary>Compiles the claims and puts them into copies of the built command and of the built experiments.</summary>
    public (int Exit, string Output) Build()
    {
        (int exit, string output) = Run("build", In("experiments/claims"), "-v", "q", "-nologo", "--tl:off", "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false");
        if (exit != 0) return (exit, output);
        foreach (string program in (string[])["RepDynamics.Experiments", "RepDynamics.Cli"])
        {
            string copy = In($"artifacts/bin/{program}/debug");
            Copy(Built(program), copy, _ => true);
            File.Copy(In("artifacts/bin/RepDynamics.PaperClaims/debug/RepDynamics.PaperClaims.dll"), Path.Combine(copy, "RepDynamics.PaperClaims.dll"), overwrite: true);
        }
        return (exit, output);
    }

    /// <summary><c>./repdynamics</c>.</summary>
    public (int Exit, string Output) Command(params IEnumerable<string> arguments) =>
        Run([In("artifacts/bin/RepDynamics.Cli/debug/RepDynamics.Cli.dll"), .. arguments]);

    /// <summary><c>dotnet test --filter</c>, what comes after the build; the results are <c>tests.trx</c>.</summary>
    public (int Exit, string Output) Test(string filter, string profile) => Run(
        "vstest", In("artifacts/bin/RepDynamics.Experiments/debug/RepDynamics.Experiments.dll"), $"--TestCaseFilter:{filter}",
        $"--Settings:{In($"experiments/profiles/{profile}.runsettings")}", "--logger:trx;LogFileName=tests.trx", $"--ResultsDirectory:{folder.Path}");

    public void Dispose() => folder.Dispose();

    private (int Exit, string Output) Run(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = folder.Path };
        start.Environment["REPDYNAMICS_RUNS"] = In("runs");
        start.Environment["REPDYNAMICS_DATA"] = In("nowhere");
        // Of the test runner that runs this test.
        foreach (string variable in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(variable);
        var ended = EndedProcess.Of(start);
        return (ended.Exit, ended.Output + ended.Error);
    }

    // Beside the command, whose place the build records.
    private static string Built(string project) => Repository.Built("Command").Replace("RepDynamics.Cli", project, StringComparison.Ordinal);

    // Native libraries can be as large as gigabytes: they are linked.
    private static void Copy(string from, string to, Func<string, bool> wanted)
    {
        const long large = 20 << 20;
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from).Where(wanted))
        {
            string target = Path.Combine(to, Path.GetFileName(file));
            if (new FileInfo(file).Length > large) File.CreateSymbolicLink(target, file);
            else File.Copy(file, target, overwrite: true);
        }
        foreach (string inner in Directory.GetDirectories(from).Where(d => Path.GetFileName(d) is not ("bin" or "obj"))) Copy(inner, Path.Combine(to, Path.GetFileName(inner)), wanted);
    }
}
