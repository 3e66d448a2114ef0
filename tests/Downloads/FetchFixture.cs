using RepDynamics.Downloads;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Downloads;

/// <summary>A server with the small archive, and an empty cache to fetch it to.</summary>
public abstract class FetchFixture
{
    private TemporaryFolder cache = null!;

    private protected ArchiveServer Server { get; private set; } = null!;

    private protected List<FetchProgress> Progress { get; } = [];

    private protected string Target => Path.Combine(cache.Path, SmallArchive.Folder);

    private protected string Part => Path.Combine(cache.Path, "small.tar.gz.part");

    /// <summary>Files and folders in the cache.</summary>
    private protected IEnumerable<string> InCache => Directory.GetFileSystemEntries(cache.Path).Select(path => Path.GetFileName(path));

    [SetUp]
    public void Open()
    {
        Progress.Clear();
        cache = new TemporaryFolder();
        Server = new ArchiveServer(SmallArchive.Bytes);
    }

    [TearDown]
    public void Close()
    {
        Server.Dispose();
        cache.Dispose();
    }

    private protected DataFetch Fetch(DataArchive? archive = null, Action<FetchProgress>? report = null, Func<string, Stream>? open = null, double silence = 60) => new()
    {
        Archive = archive ?? SmallArchive.Of(SmallArchive.Bytes, Server.Address),
        ReadFrom = Target,
        Target = Target,
        Report = report ?? Progress.Add,
        Adjust = download => new Download(download.Archive, download.Address, download.File)
        {
            Report = download.Report,
            Pause = (_, _) => Task.CompletedTask,
            Silence = TimeSpan.FromSeconds(silence),
            Open = open ?? download.Open,
        },
    };

    private protected async Task<FetchException> FaultOf(DataFetch fetch, string? from = null)
    {
        try
        {
            await fetch.RunAsync(from);
        }
        catch (FetchException e)
        {
            return e;
        }
        throw new AssertionException("Nothing went wrong.");
    }

    private protected void RequireAll()
    {
        foreach ((string name, byte[] content) in SmallArchive.Files) Assert.That(File.ReadAllBytes(Path.Combine(Target, name)), Is.EqualTo(content), name);
        Assert.That(InCache, Is.EqualTo(new[] { SmallArchive.Folder }), "nothing else is left");
    }
}
