using System.Diagnostics;

namespace RepDynamics.Tests.Cli;

/// <summary>The script <c>repdynamics</c> of the repository, with a stub of dotnet.</summary>
public class ScriptTests : FolderFixture
{
    [SetUp]
    public void MakeCheckout()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("The script is tried on Linux.");
        Directory.CreateDirectory(Stubs);
        Directory.CreateDirectory(Inside(""));
        File.Copy(Path.Combine(Repository.Root, "repdynamics"), Inside("repdynamics"));
        string[] sources =
        [
            "global.json", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "src/A.cs", "experiments/B.cs",
        ];
        foreach (string file in sources) Write(Path.Combine("checkout", file), "");
        string program = Inside("artifacts/bin/RepDynamics.Cli/debug/RepDynamics.Cli.dll");
        WriteProgram(Path.Combine("stubs", "dotnet"), $"""
            #!/bin/sh
            if [ "$1" = build ]; then
                [ -f "{Inside("broken")}" ] && echo "A.cs(1,1): error CS1002: ; expected" && exit 1
                mkdir -p "$(dirname "{program}")" && touch "{program}"
                echo built >>"{Inside("builds")}"
            else
                shift; printf '<%s>' "$@"; echo; exit 3
            fi
            """);
    }

    [Test]
    public void It_passes_arguments_and_the_exit_code_through_from_any_folder_and_by_a_link()
    {
        (int exit, string output, _) = Run("run", "two words", "--json", "");

        Assert.That(output, Is.EqualTo("<run><two words><--json><>\n"));
        Assert.That(exit, Is.EqualTo(3));
        File.CreateSymbolicLink(Path.Combine(Stubs, "rd"), Inside("repdynamics"));
        Assert.That(Start(Path.Combine(Stubs, "rd"), "claims").Output, Is.EqualTo("<claims>\n"));
    }

    [Test]
    public void It_builds_only_what_is_newer_than_the_last_build()
    {
        Run("claims");
        Run("claims");
        Assert.That(Builds, Is.EqualTo(1));

        Touch("src/A.cs");
        Run("claims");
        Assert.That(Builds, Is.EqualTo(2), "a source changed");

        Touch("Directory.Packages.props");
        Run("claims");
        Assert.That(Builds, Is.EqualTo(3), "a property changed");

        Touch("experiments"); // as removing a source does
        Run("claims");
        Assert.That(Builds, Is.EqualTo(4), "a source was removed");

        File.Delete(Inside("artifacts/bin/RepDynamics.Cli/debug/RepDynamics.Cli.dll"));
        Run("claims");
        Assert.That(Builds, Is.EqualTo(5), "the program was removed");
    }

    [Test]
    public void A_failed_build_is_reported_and_repeated()
    {
        File.WriteAllText(Inside("broken"), "");

        (int exit, string output, string error) = Run("claims");

        Assert.That(exit, Is.EqualTo(5));
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.Contain("error CS1002").And.Contain("repdynamics: the build failed (log: "));

        File.Delete(Inside("broken"));
        Assert.That(Run("claims").Output, Is.EqualTo("<claims>\n"));
    }

    [Test]
    public void What_cannot_be_built_does_not_end_as_a_contradicted_claim_does()
    {
        File.WriteAllText(Inside("artifacts"), "no folder");

        (int exit, _, string error) = Run("claims");

        Assert.That(exit, Is.EqualTo(5));
        Assert.That(error, Does.Contain($"{Inside("artifacts")} cannot be written."));
    }

    [TestCase("-n 40", "files that may be open: 40. Raise the limit to at least 256 (ulimit -n).")]
    [TestCase("-v 4000000", "address space: 4000000 KB. Raise the limit to at least 8000000 (ulimit -v).")]
    public void Limits_with_which_the_runtime_aborts_are_an_error(string limit, string message)
    {
        (int exit, _, string error) = Start("bash", "-c", $"ulimit {limit}; {Inside("repdynamics")} claims");

        Assert.That(exit, Is.EqualTo(5));
        Assert.That(error, Does.Contain($"repdynamics: {message}"));
    }

    private int Builds => File.ReadAllLines(Inside("builds")).Length;

    private string Stubs => In("stubs");

    private string Inside(string path) => In("checkout", path);

    // Makes one path newer than the last build and older than the next, despite coarse file times.
    private void Touch(string file)
    {
        File.SetLastWriteTimeUtc(Inside("artifacts/repdynamics.stamp"), DateTime.UtcNow.AddHours(-1));
        foreach (string path in Directory.GetFileSystemEntries(Inside(""), "*", SearchOption.AllDirectories))
        {
            if (path.StartsWith(Inside("artifacts"), StringComparison.Ordinal)) continue;
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-2));
        }
        File.SetLastWriteTimeUtc(Inside(file), DateTime.UtcNow.AddMinutes(-1));
    }

    private EndedProcess Run(params string[] arguments) => Start(Inside("repdynamics"), arguments);

    private EndedProcess Start(string script, params string[] arguments)
    {
        ProcessStartInfo start = new(script, arguments) { WorkingDirectory = "/" };
        start.Environment["PATH"] = $"{Stubs}:/usr/bin:/bin";
        return EndedProcess.Of(start);
    }
}
