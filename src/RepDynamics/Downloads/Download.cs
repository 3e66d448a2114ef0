using System.Net;
using System.Net.Http.Headers;
using RepDynamics.Runs;

namespace RepDynamics.Downloads;

/// <summary>
/// Downloads one file of known size, and goes on where an earlier attempt broke off, be it of this process or of one that was killed. What
/// has come stays in the file until it is complete: only a server that cannot begin in the middle makes it begin anew.
/// </summary>
internal sealed class Download(DataArchive archive, Uri address, string file)
{
    // Without progress: enough for a router that restarts. With progress: a server that hangs up at every chance must end, too.
    private const int MostFailures = 5, MostAttempts = 30;

    private bool reached;

    /// <summary>What is downloaded.</summary>
    public DataArchive Archive => archive;

    /// <summary>Where from.</summary>
    public Uri Address => address;

    /// <summary>Where to.</summary>
    public string File => file;

    /// <summary>How long the other side may be silent.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Told how far it is.</summary>
    public Action<FetchProgress> Report { get; init; } = _ => { };

    /// <summary>Waits after so many failures without progress.</summary>
    public Func<int, CancellationToken, Task> Pause { get; init; } = (failures, cancellation) => Task.Delay(TimeSpan.FromSeconds(1 << failures), cancellation);

    /// <summary>Opens the file, or makes it.</summary>
    public Func<string, Stream> Open { get; init; } = path => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Downloads what is not here yet.</summary>
    /// <exception cref="FetchException">The server cannot be reached, keeps breaking off, or has something else; or the disk is full.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; what has come stays.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using SocketsHttpHandler handler = new() { ConnectTimeout = TimeSpan.FromSeconds(30) };
        using HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("RepDynamics");
        await using Stream part = Open(file);
        if (part.Length > archive.Size) Write(() => part.SetLength(0));
        for (int attempt = 1, failures = 0; part.Length < archive.Size; attempt++)
        {
            long before = part.Length;
            try
            {
                await AttemptAsync(client, part, cancellation);
                if (part.Length < archive.Size) throw new HttpIOException(HttpRequestError.ResponseEnded, "the answer ended early");
            }
            catch (Exception e) when (e is HttpRequestException or IOException and not FetchException or TimeoutException)
            {
                failures = part.Length > before ? 1 : failures + 1;
                string why = (e is TimeoutException ? e : e.GetBaseException()).Message.TrimEnd('.');
                // A machine without a network need not wait for one; a network that was there may come back.
                if (!reached && (e is TimeoutException || IsOffline(e)))
                    throw new FetchException($"{address} cannot be reached ({why}).", archive.ByHand, e);
                if (failures >= MostFailures || attempt >= MostAttempts)
                {
                    throw new FetchException(
                        $"{address} broke off at byte {part.Length} of {archive.Size} ({why}).",
                        $"What has come is kept: the same command goes on from there. {archive.ByHand}", e);
                }
                Report(new(FetchStage.Waiting, part.Length, archive.Size, why));
                await Pause(failures, cancellation);
            }
        }
        Write(() => (part as FileStream)?.Flush(flushToDisk: true));
    }

    // Ends without an exception where the server has sent all it wanted to: the caller sees whether that is enough.
    private async Task AttemptAsync(HttpClient client, Stream part, CancellationToken cancellation)
    {
        using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            silence.CancelAfter(Silence);
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            if (part.Length > 0) request.Headers.Range = new RangeHeaderValue(part.Length, null);
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            reached = true;
            Begin(response, part);
            await using Stream body = await response.Content.ReadAsStreamAsync(silence.Token);
            byte[] buffer = new byte[1 << 17];
            for (;;)
            {
                silence.CancelAfter(Silence);
                int read = await body.ReadAsync(buffer, silence.Token);
                if (read == 0) return;
                if (part.Length + read > archive.Size) throw Other($"more than {archive.Size} bytes");
                Write(() => part.Write(buffer, 0, read));
                Report(new(FetchStage.Downloading, part.Length, archive.Size));
            }
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {Silence.TotalSeconds:0.#} s", e);
        }
    }

    // Puts the file to where the answer begins.
    private void Begin(HttpResponseMessage response, Stream part)
    {
        HttpContentHeaders headers = response.Content.Headers;
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent when headers.ContentRange?.From == part.Length:
                if (headers.ContentRange.Length is { } whole && whole != archive.Size) throw Other($"{whole} bytes");
                break;
            case HttpStatusCode.OK:
                if (headers.ContentLength is { } length && length != archive.Size) throw Other($"{length} bytes");
                Write(() => part.SetLength(0));
                break;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                Write(() => part.SetLength(0));
                throw new HttpRequestException("the server gave another part than the one asked for");
            case >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests:
                throw new HttpRequestException($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}");
            default:
                throw new FetchException($"{address} answered {(int)response.StatusCode} {response.ReasonPhrase}.", archive.ByHand);
        }
        part.Position = part.Length;
    }

    private FetchException Other(string found) =>
        new($"{address} is not {archive.Name}: expected {archive.Size} bytes, found {found}.", archive.ByHand);

    // A fault of this machine's disk is none of the network's: it would not go away by trying again.
    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FetchException(
                $"{file} cannot be written: {e.Message}",
                $"Make room: it takes {RunMemory.Text(archive.Size + archive.Files.Sum(f => f.Most))} in all. What has come is kept: the same command goes on from there.",
                e);
        }
    }

    private static bool IsOffline(Exception e) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError,
    };
}
