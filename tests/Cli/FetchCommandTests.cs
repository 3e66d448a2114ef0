using System.Runtime.InteropServices;
using System.Text.Json;
using RepDynamics.Cli;
using RepDynamics.Downloads;
using RepDynamics.Tests.Downloads;

namespace RepDynamics.Tests.Cli;

public class FetchCommandTests
{
    private CliFixture cli = null!;
    private ArchiveServer server = null!;

    private string Target => Path.Combine(cli.Root, "data", SmallArchive.Folder);

    [SetUp]
    public void Open()
    {
        server = new ArchiveServer(SmallArchive.Bytes);
        cli = new CliFixture();
        cli.Fetch = report => new DataFetch { Archive = SmallArchive.Of(SmallArchive.Bytes, server.Address), ReadFrom = Target, Target = Target, Report = report };
    }

    [TearDown]
    public void Close()
    {
        cli.Dispose();
        server.Dispose();
    }

    [Test]
    public void It_tells_how_far_it_is_and_where_the_data_is()
    {
        Assert.That(cli.Do("fetch", "cifar10"), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Out, Is.EqualTo($"CIFAR-10 is complete: {Target}\n"));
        Assert.That(cli.ErrorLines[0], Does.Match("^ *[0-9]+% of [0-9]+ KiB$"));
        Assert.That(cli.ErrorLines[^3..], Has.ItemAt(1).EqualTo("checking").And.ItemAt(2).EqualTo("unpacking"));
        Assert.That(cli.ErrorLines[^3], Does.StartWith("100% of "));
    }

    [Test]
    public void What_is_there_is_said_so_and_nothing_else()
    {
        cli.Do("fetch", "cifar10");

        JsonElement told = cli.Json("fetch", "cifar10");

        Assert.That((told.GetProperty("folder").GetString(), told.GetProperty("wasThere").GetBoolean()), Is.EqualTo((Target, true)));
        Assert.That(cli.Do("fetch", "cifar10"), Is.EqualTo(ExitCode.Ok));
        Assert.That((cli.Out, cli.Error), Is.EqualTo(($"CIFAR-10 is there already: {Target}\n", "")));
    }

    [Test]
    public void An_archive_at_hand_is_taken()
    {
        string file = Path.Combine(cli.Root, "carried.tar.gz");
        File.WriteAllBytes(file, SmallArchive.Bytes);

        Assert.That(cli.Do("fetch", "cifar10", "--from", file), Is.EqualTo(ExitCode.Ok));
        Assert.That(server.Asked, Is.Empty);
    }

    [Test]
    public void What_goes_wrong_is_told_with_its_remedy()
    {
        server.Then(new Answer { Status = 404 });

        Assert.That(cli.Do("fetch", "cifar10"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.ErrorLines, Is.EqualTo(new[] { $"repdynamics: {server.Address} answered 404 Status.", "  By hand: carry it." }));
        Assert.That(cli.Out, Is.Empty);
    }

    [Test]
    public void Another_data_set_is_told_which_there_are()
    {
        Assert.That(cli.Do("fetch", "cifar100"), Is.EqualTo(ExitCode.Usage));
        Assert.That(cli.Error, Does.Contain("There is no data set 'cifar100'.").And.Contain("Did you mean cifar10? Known data sets: cifar10."));
    }

    [Test]
    public void An_interruption_leaves_what_was_downloaded()
    {
        Func<Action<FetchProgress>, DataFetch> fetch = cli.Fetch!;
        cli.Fetch = _ => fetch(_ => cli.Signals.Take(PosixSignal.SIGINT));

        Assert.That(cli.Do("fetch", "cifar10"), Is.EqualTo(ExitCode.Interrupted));
        Assert.That(cli.Error, Does.Contain("Interrupted.").And.Contain("the same command goes on from there"));
        Assert.That(new FileInfo(Path.Combine(cli.Root, "data", "small.tar.gz.part")).Length, Is.Positive);
    }
}
