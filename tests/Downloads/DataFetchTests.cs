using RepDynamics.Downloads;

namespace RepDynamics.Tests.Downloads;

public class DataFetchTests : FolderFixture
{
    private static readonly int Size = SmallArchive.Bytes.Length;

    private readonly List<FetchProgress> progress = [];
    private ArchiveServer server = null!;

    private string Target => In(SmallArchive.Folder);

    private IEnumerable<string> InCache => Directory.GetFileSystemEntries(Folder).Select(path => Path.GetFileName(path));

    [SetUp]
    public void Open()
    {
        progress.Clear();
        server = new ArchiveServer(SmallArchive.Bytes);
    }

    [TearDown]
    public void Close() => server.Dispose();

    [Test]
    public async Task The_files_are_those_of_the_archive_and_nothing_else_is_left()
    {
        Fetched fetched = await Fetch().RunAsync();

        Assert.That(fetched, Is.EqualTo(new Fetched(Target, WasThere: false)));
        RequireAll();
        Assert.That(Directory.GetFiles(Target), Has.Length.EqualTo(3), "without the readme");
        Assert.That(progress.Select(p => p.Stage).Distinct(), Is.EqualTo(new[] { FetchStage.Downloading, FetchStage.Unpacking }));
        Assert.That(progress.SkipLast(1).Select(p => p.Bytes), Is.Ordered.And.Unique);
        Assert.That(progress.Select(p => p.Total), Is.All.EqualTo(Size));
    }

    [Test]
    public async Task Complete_data_is_not_fetched_again()
    {
        await Fetch().RunAsync();

        Assert.That(await Fetch().RunAsync(), Is.EqualTo(new Fetched(Target, WasThere: true)));
        Assert.That(await Fetch().RunAsync("no-such-file"), Is.EqualTo(new Fetched(Target, WasThere: true)));
        Assert.That(server.Requests, Is.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_broken_download_is_an_error_and_leaves_nothing(bool length)
    {
        const int place = 5000;
        (server.BreakAfter, server.Length) = (place, length);

        FetchException fault = FaultOf(Fetch());

        Assert.That(fault.Message, Does.Contain(length ? $"broke off at byte {place} of {Size} (" : $"expected {Size} bytes, found {place}."));
        Assert.That(fault.Remedy, Does.Contain("By hand: carry it."));
        Assert.That(InCache, Is.Empty);

        server.BreakAfter = null;
        await Fetch().RunAsync();
        RequireAll();
    }

    [Test]
    public void A_silent_server_is_an_error()
    {
        (server.BreakAfter, server.Silent) = (5000, true);

        FetchException fault = FaultOf(Fetch(silence: 0.3));

        Assert.That(fault.Message, Does.EndWith($"broke off at byte 5000 of {Size} (no bytes for 0.3 s)."));
        Assert.That(InCache, Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void An_archive_of_another_size_is_refused(bool length)
    {
        (server.Content, server.Length) = (new byte[10 * Size], length);

        FetchException fault = FaultOf(Fetch());

        Assert.That(fault.Message, Does.EndWith($"is not small.tar.gz: expected {Size} bytes, found {(length ? $"{10 * Size}" : "more")}."));
        Assert.That(InCache, Is.Empty);
    }

    [Test]
    public void A_server_that_answers_an_error_or_cannot_be_reached_is_named_with_the_remedy()
    {
        Uri address = server.Address;
        server.Status = 503;
        FetchException error = FaultOf(Fetch());
        server.Dispose();
        FetchException unreachable = FaultOf(Fetch(SmallArchive.Of(SmallArchive.Bytes, address)));

        Assert.That(error.Message, Is.EqualTo($"{address} answered 503 Status."));
        Assert.That(unreachable.Message, Does.StartWith($"{address} cannot be reached ("));
        Assert.That(new[] { error, unreachable }.Select(fault => fault.Remedy), Has.All.Contains("By hand: carry it."));
        Assert.That(InCache, Is.Empty);
    }

    [Test]
    public void A_damaged_download_is_refused_by_its_digest()
    {
        byte[] damaged = [.. SmallArchive.Bytes];
        damaged[^20] ^= 1;
        server.Content = damaged;

        FetchException fault = FaultOf(Fetch());

        Assert.That(fault.Message, Does.StartWith($"{server.Address} is not small.tar.gz as published").And.EndWith(
            $"expected SHA-256 {SmallArchive.Digest(SmallArchive.Bytes)}, found {SmallArchive.Digest(damaged)}."));
        Assert.That(fault.Remedy, Does.StartWith("Fetch it again. By hand"));
        Assert.That(InCache, Is.Empty);
    }

    [Test]
    public void A_cancelled_download_leaves_nothing()
    {
        using CancellationTokenSource stop = new();

        Assert.That(async () => await Fetch(report: _ => stop.Cancel()).RunAsync(null, stop.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(InCache, Is.Empty);
    }

    [Test]
    public async Task A_file_of_the_archive_is_unpacked_or_refused_if_damaged_and_stays()
    {
        string file = In("carried.tar.gz");
        await File.WriteAllBytesAsync(file, SmallArchive.Bytes[..5000]);
        FetchException fault = FaultOf(Fetch(), file);
        Assert.That(fault.Message, Does.StartWith($"{file} is not small.tar.gz as published"));
        Assert.That(InCache, Is.EqualTo(new[] { "carried.tar.gz" }));

        await File.WriteAllBytesAsync(file, SmallArchive.Bytes);
        await Fetch().RunAsync(file);

        Assert.That(File.ReadAllBytes(Path.Combine(Target, "two.bin")), Is.EqualTo(SmallArchive.Files["two.bin"]));
        Assert.That(InCache, Is.EquivalentTo(new[] { SmallArchive.Folder, "carried.tar.gz" }));
        Assert.That(server.Requests, Is.Zero);
    }

    [TestCase("nowhere.tar.gz")]
    [TestCase("ftp://127.0.0.1/small.tar.gz")]
    public void A_source_that_is_neither_file_nor_address_is_an_error(string from)
    {
        FetchException fault = FaultOf(Fetch(), from);

        Assert.That(fault.Message, Is.EqualTo($"There is no file {from}."));
        Assert.That(InCache, Is.Empty);
    }

    [Test]
    public async Task An_incomplete_folder_gets_all_files_and_keeps_those_that_are_no_data()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllBytes(Path.Combine(Target, "one.bin"), new byte[999]);
        File.WriteAllBytes(Path.Combine(Target, "two.bin"), new byte[300_000]);
        File.WriteAllText(Path.Combine(Target, "notes"), "mine");

        Assert.That((await Fetch().RunAsync()).WasThere, Is.False);

        RequireAll();
        Assert.That(File.ReadAllText(Path.Combine(Target, "notes")), Is.EqualTo("mine"));
    }

    [Test]
    public async Task Another_address_replaces_that_of_the_authors_and_the_remains_of_a_killed_process_are_deleted()
    {
        Directory.CreateDirectory($"{Target}.part");
        File.WriteAllText(Path.Combine($"{Target}.part", "one.bin"), "half");

        await Fetch(SmallArchive.Of(SmallArchive.Bytes)).RunAsync(server.Address.ToString());

        RequireAll();
    }

    [Test]
    public async Task A_second_fetch_at_the_same_time_is_an_error()
    {
        FetchException? second = null;
        Task other = Task.CompletedTask;

        await Fetch(report: step =>
        {
            if (second is null && step.Stage == FetchStage.Unpacking) other = Task.Run(() => second = FaultOf(Fetch()));
            other.Wait();
        }).RunAsync();

        RequireAll();
        Assert.That(second?.Message, Is.EqualTo("The small set is being fetched by another process."));
    }

    [Test]
    public void A_place_that_cannot_be_written_is_named()
    {
        string file = In("file");
        File.WriteAllText(file, "in the way");
        DataFetch fetch = new() { Archive = SmallArchive.Of(SmallArchive.Bytes, server.Address), ReadFrom = Target, Target = Path.Combine(file, "set") };

        FetchException fault = FaultOf(fetch);

        Assert.That(fault.Message, Does.StartWith($"The small set cannot be written to {file}: "));
        Assert.That(fault.Remedy, Does.StartWith("Make room there").And.Contain("REPDYNAMICS_DATA"));
    }

    private DataFetch Fetch(DataArchive? archive = null, Action<FetchProgress>? report = null, double silence = 60) => new()
    {
        Archive = archive ?? SmallArchive.Of(SmallArchive.Bytes, server.Address),
        ReadFrom = Target,
        Target = Target,
        Report = report ?? progress.Add,
        Silence = TimeSpan.FromSeconds(silence),
    };

    private static FetchException FaultOf(DataFetch fetch, string? from = null) => Assert.CatchAsync<FetchException>(() => fetch.RunAsync(from))!;

    private void RequireAll()
    {
        foreach ((string name, byte[] content) in SmallArchive.Files) Assert.That(File.ReadAllBytes(Path.Combine(Target, name)), Is.EqualTo(content), name);
        Assert.That(InCache, Is.EqualTo(new[] { SmallArchive.Folder }), "nothing else is left");
    }
}
