using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.PortableExecutable;
using RepDynamics.Cli;

namespace RepDynamics.Tests.Documentation;

/// <summary>The build's query for a package that some feeds lack, with folders as feeds.</summary>
[Category("Slow")]
public class FeedTests : FolderFixture
{
    private const string Package = "Made.Up";

    [SetUp]
    public void CreateFeed() => Directory.CreateDirectory(Feed);

    [Test]
    public void A_feed_without_the_package_gives_false()
    {
        (int exit, string output) = Ask("1.0.0", Feed);

        Assert.That((exit, output), Is.EqualTo((0, "Asking the package feed for Made.Up 1.0.0 (once)...")));
        Assert.That(File.ReadAllText(Answer).Trim(), Is.EqualTo("false"));
    }

    [TestCase("Reference")]
    [TestCase("Download")]
    public void A_feed_with_the_package_gives_true_and_another_version_false(string kind)
    {
        Publish("1.0.0");

        Assert.That(Ask("1.0.0", Feed, kind).Exit, Is.Zero);
        Assert.That(File.ReadAllText(Answer).Trim(), Is.EqualTo("true"));
        Assert.That(Directory.Exists(Path.Combine(Cache, "made.up", "1.0.0")), Is.True, "it was restored");

        File.Delete(Answer);
        Assert.That(Ask("2.0.0", Feed, kind).Exit, Is.Zero);
        Assert.That(File.ReadAllText(Answer).Trim(), Is.EqualTo("false"));
    }

    [Test]
    public void A_feed_that_cannot_be_asked_is_one_error_with_the_remedy_and_no_answer()
    {
        (int exit, string output) = Ask("1.0.0", In("absent"));

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(
            output.Split('\n').Single(line => line.Contains("error", StringComparison.Ordinal)),
            Does.Contain("error : The package feed could not be asked for Made.Up 1.0.0: do without. The feed's answer: ").And.Contain("NU1301"));
        Assert.That(File.Exists(Answer), Is.False);
    }

    [Test]
    public void Without_what_is_only_downloaded_a_build_goes_on_and_asks_again()
    {
        Assert.That(Ask("1.0.0", In("absent"), "Download"), Is.EqualTo((0, "Asking the package feed for Made.Up 1.0.0 (once)...\nThe package feed could not be asked for Made.Up 1.0.0: going on without it.")));
        Assert.That(File.Exists(Answer), Is.False);
    }

    [Test]
    public void A_feed_that_was_asked_is_not_asked_again()
    {
        Write(Answer, "true");

        Assert.That(Ask("1.0.0", In("absent")), Is.EqualTo((0, "")));
        Assert.That(File.ReadAllText(Answer), Is.EqualTo("true"));
    }

    [Test]
    public void A_build_for_CUDA_from_a_feed_without_CUDA_is_one_error_with_the_remedy()
    {
        if (OperatingSystem.IsMacOS()) Assert.Ignore("There is no CUDA for macOS.");
        string artifacts = In("artifacts");

        (int exit, string output) = Dotnet(
            "build", Path.Combine(Repository.Root, "src", "RepDynamics"), "-v", "q", "-nologo", "-tl:off",
            "-p:Device=cuda", $"-p:RestoreSources={Feed}", $"-p:ArtifactsPath={artifacts}");

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(
            output.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal)).Distinct(), // the summary repeats it
            Has.Exactly(1).Contains("error : The package feed has no TorchSharp-cuda-").And.One.Contains("-p:Device=cpu and name an installed PyTorch 2.10.0 with CUDA by LIBTORCH."));
        Assert.That(Directory.GetFiles(artifacts, "*.txt", SearchOption.AllDirectories), Is.Empty, "another feed may have it");
    }

    [Test]
    public void The_command_is_compiled_ahead_of_time_where_the_feed_has_the_compiler()
    {
        if (Repository.Built("UsesCrossgen").Length == 0) Assert.Ignore("Built without Crossgen2.");

        using PEReader command = new(File.OpenRead(typeof(CommandLine).Assembly.Location));

        Assert.That(command.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size, Is.Positive);
    }

    private string Feed => In("feed");

    private string Cache => In("packages");

    private string Answer => In("answers", $"{Package}.txt");

    private (int Exit, string Output) Ask(string version, string feed, string kind = "Reference") => Dotnet(
        "msbuild", Path.Combine(Repository.Root, "eng", "feed", "Ask.proj"), "-t:Ask", "-nologo", "-tl:off", "-v:m",
        $"-p:Package={Package}", $"-p:Version={version}", $"-p:Kind={kind}", $"-p:Answer={Answer}", "-p:Remedy=do without", $"-p:RestoreSources={feed}");

    private (int Exit, string Output) Dotnet(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [.. arguments, "-nodeReuse:false"]);
        // Packages of a test stay out of the user's cache.
        start.Environment["NUGET_PACKAGES"] = Cache;
        var ended = EndedProcess.Of(start);
        return (ended.Exit, string.Join('\n', (ended.Output + ended.Error).Split('\n').Select(line => line.Trim())).Trim());
    }

    private void Publish(string version)
    {
        using ZipArchive package = ZipFile.Open(Path.Combine(Feed, $"{Package}.{version}.nupkg"), ZipArchiveMode.Create);
        Add($"{Package}.nuspec", $"""
            <?xml version="1.0" encoding="utf-8"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata>
                <id>{Package}</id>
                <version>{version}</version>
                <authors>a test</authors>
                <description>Nothing.</description>
              </metadata>
            </package>
            """);
        Add("lib/net10.0/_._", "");

        void Add(string name, string text)
        {
            using StreamWriter writer = new(package.CreateEntry(name).Open());
            writer.Write(text);
        }
    }
}
