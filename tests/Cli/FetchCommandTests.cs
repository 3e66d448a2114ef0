using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using RepDynamics.Cli;
using RepDynamics.Cli.Progress;
using RepDynamics.Downloads;
using RepDynamics.Tests.Downloads;

namespace RepDynamics.Tests.Cli;

public class FetchCommandTests : CliTests
{
    private ArchiveServer server = null!;

    private string Target => Path.Combine(cli.Root, "data", SmallArchive.Folder);

    [SetUp]
    public void Open()
    {
        server = new ArchiveServer(SmallArchive.Bytes);
        cli.Fetch = report => new DataFetch { Archive = SmallArchive.Of(SmallArchive.Bytes, server.Address), ReadFrom = Target, Target = Target, Report = report };
    }

    [TearDown]
    public void Close() => server.Dispose();

    [Test]
    public void Progress_and_folder_are_shown()
    {
        Assert.That(cli.Do("fetch", "cifar10"), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Out, Is.EqualTo($"CIFAR-10 is complete: {Target}\n"));
        Assert.That(cli.ErrorLines[0], Does.Match("^ *[0-9]+% of [0-9]+ KiB$"));
        Assert.That(cli.ErrorLines[^1], Is.EqualTo("unpacking"));
        Assert.That(cli.ErrorLines[^2], Does.StartWith("100% of "));
    }

    [Test]
    public void Complete_data_is_reported_and_nothing_else()
    {
        cli.Do("fetch", "cifar10");

        JsonElement report = cli.Json("fetch", "cifar10");

        Assert.That((report.GetProperty("folder").GetString(), report.GetProperty("wasThere").GetBoolean()), Is.EqualTo((Target, true)));
        Assert.That(cli.Do("fetch", "cifar10"), Is.EqualTo(ExitCode.Ok));
        Assert.That((cli.Out, cli.Error), Is.EqualTo(($"CIFAR-10 is there already, by the sizes of its files: {Target}\n", "")));
    }

    [Test]
    public void A_file_of_the_archive_is_unpacked()
    {
        string file = Path.Combine(cli.Root, "carried.tar.gz");
        File.WriteAllBytes(file, SmallArchive.Bytes);

        Assert.That(cli.Do("fetch", "cifar10", "--from", file), Is.EqualTo(ExitCode.Ok));
        Assert.That(server.Requests, Is.Zero);
    }

    [Test]
    public void An_error_is_shown_with_its_remedy()
    {
        server.Status = 404;

        Assert.That(cli.Do("fetch", "cifar10"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.ErrorLines, Is.EqualTo(new[] { $"repdynamics: {server.Address} answered 404 Status.", "  By hand: carry it." }));
        Assert.That(cli.Out, Is.Empty);
    }

    [Test]
    public void An_interruption_leaves_nothing()
    {
        Func<Action<FetchProgress>, DataFetch> fetch = cli.Fetch!;
        cli.Fetch = _ => fetch(_ => cli.Signals.Take(PosixSignal.SIGINT));

        Assert.That(cli.Do("fetch", "cifar10"), Is.EqualTo(ExitCode.Interrupted));
        Assert.That(cli.Error, Does.Contain("Interrupted.").And.Contain("start it again"));
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(cli.Root, "data")), Is.Empty);
    }
}

public class FetchDisplayTests
{
    private const long Total = 200 << 20;

    private readonly FakeTimeProvider clock = new();

    [Test]
    public void Without_a_terminal_a_line_is_written_every_few_seconds_and_at_the_end()
    {
        Assert.That(Shown(live: false, (0, 20), (1, 40), (3, 60), (5, 80), (6, 100)), Is.EqualTo(" 10% of 200 MiB\n 40% of 200 MiB, 12 MiB/s\nunpacking\n"));
        Assert.That(Shown(live: false, (0, 20), (1, 200), (1.1, 200)), Is.EqualTo(" 10% of 200 MiB\n100% of 200 MiB, 180 MiB/s\nunpacking\n"));
    }

    [Test]
    public void On_a_terminal_one_line_changes_and_covers_a_longer_one()
    {
        string shown = Shown(live: true, (0, 20), (1, 40), (1.1, 60), (2, 100));

        Assert.That(shown, Is.EqualTo("\r 10% of 200 MiB\r 20% of 200 MiB, 20 MiB/s\r 50% of 200 MiB, 40 MiB/s\runpacking                \n"));
    }

    private string Shown(bool live, params (double Seconds, long Mebibytes)[] reports)
    {
        using StringWriter output = new();
        FetchDisplay display = new(output, live, clock);
        DateTimeOffset start = clock.GetUtcNow();
        foreach ((double seconds, long mebibytes) in reports)
        {
            clock.SetUtcNow(start + TimeSpan.FromSeconds(seconds));
            display.Take(new(FetchStage.Downloading, mebibytes << 20, Total));
        }
        display.Take(new(FetchStage.Unpacking, Total, Total));
        display.Dispose();
        return output.ToString();
    }
}
