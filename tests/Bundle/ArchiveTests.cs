using System.Diagnostics;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Bundle;

/// <summary>
/// A bundle as <c>eng/bundle.sh</c> makes it, in a clean folder, without dotnet. Making it takes minutes: <c>tests/Bundle/run.sh</c> does,
/// and names it in <c>REPDYNAMICS_BUNDLE</c>.
/// </summary>
public class ArchiveTests
{
    private static readonly string? Archive = Environment.GetEnvironmentVariable("REPDYNAMICS_BUNDLE");

    [Test]
    public void It_has_at_most_45_megabytes() => Assert.That(new FileInfo(Given()).Length, Is.LessThanOrEqualTo(45_000_000));

    [Test]
    public void It_names_no_folder_of_the_machine_that_made_it()
    {
        using TemporaryFolder folder = Unpacked(out string root);

        string[] naming =
        [
            .. Directory.GetFiles(root, "*", SearchOption.AllDirectories)
                .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Repository.Root)) >= 0)
                .Select(file => Path.GetRelativePath(root, file)),
        ];
        Assert.That(naming, Is.Empty);
    }

    [Test]
    public void In_a_clean_folder_without_dotnet_it_decides_a_claim_on_smoke()
    {
        using TemporaryFolder folder = Unpacked(out string root);
        string tools = Directory.CreateDirectory(Path.Combine(folder.Path, "tools")).FullName;
        foreach (string program in Directory.GetFiles("/usr/bin").Concat(Directory.GetFiles("/bin")))
        {
            string link = Path.Combine(tools, Path.GetFileName(program));
            if (!Path.GetFileName(program).StartsWith("dotnet", StringComparison.Ordinal) && !Path.Exists(link)) File.CreateSymbolicLink(link, program);
        }
        Assert.That(Path.Exists(Path.Combine(tools, "dotnet")), Is.False);

        (int exit, string output) = Run(root, tools, "--claim", "ViTSync", "--profile", "smoke");
        if (output.Contains("run.sh: no ", StringComparison.Ordinal)) Assert.Ignore($"This machine cannot run a bundle: {output.Trim()}");

        Assert.That(exit, Is.Zero, output);
        Assert.That(output, Does.Contain("failed: 0").And.Contain("skipped: 0").And.Not.Contain("succeeded: 0"));
        Assert.That(output, Does.Contain("passed Verdict_of_the_claim").And.Contain("passed Figures_match_the_baseline"));
        Assert.That(Directory.GetFiles(Path.Combine(root, "artifacts", "results", "smoke", "ViTSync"), "*.png"), Is.Not.Empty);

        // The command finds the same runs, and the shim that is there.
        (exit, output) = Run(root, tools, "run", "ViTSync", "--profile", "smoke", "--json");
        Assert.That(exit, Is.Zero, output);
        Assert.That(output, Does.Contain("\"trained\": 0").And.Contain("\"failed\": 0").And.Not.Contain("compiling"));
    }

    private static string Given()
    {
        if (string.IsNullOrEmpty(Archive)) Assert.Ignore("No bundle was made: tests/Bundle/run.sh makes one and tries it.");
        return Archive!;
    }

    private static TemporaryFolder Unpacked(out string root)
    {
        string archive = Given();
        TemporaryFolder folder = new();
        using Process tar = Process.Start("tar", ["-xf", archive, "-C", folder.Path]);
        tar.WaitForExit();
        Assert.That(tar.ExitCode, Is.Zero);
        root = Directory.GetDirectories(folder.Path).Single();
        return folder;
    }

    // With nothing of this process's environment but where compiled shims are.
    private static (int Exit, string Output) Run(string root, string path, params string[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(root, "run.sh"), arguments) { WorkingDirectory = root, RedirectStandardOutput = true, RedirectStandardError = true };
        string shims = Environment.GetEnvironmentVariable("REPDYNAMICS_SHIMS") ?? Path.Combine(root, "..", "shims");
        string? libtorch = Environment.GetEnvironmentVariable("LIBTORCH");
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["REPDYNAMICS_RUNS"] = Path.Combine(root, "..", "runs");
        start.Environment["REPDYNAMICS_SHIMS"] = shims;
        if (!string.IsNullOrEmpty(libtorch)) start.Environment["LIBTORCH"] = libtorch;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
