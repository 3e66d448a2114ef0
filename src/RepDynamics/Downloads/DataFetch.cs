using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using RepDynamics.IO;

namespace RepDynamics.Downloads;

/// <param name="WasThere">Whether the files existed already and nothing was done.</param>
internal sealed record Fetched(string Folder, bool WasThere);

internal enum FetchStage
{
    Downloading,
    Unpacking,
}

internal sealed record FetchProgress(FetchStage Stage, long Bytes, long Total);

internal sealed class FetchException(string message, string remedy, Exception? cause = null) : IOException(message, cause)
{
    public string Remedy { get; } = remedy;
}

/// <summary>
/// Downloads the archive of a data set, checks it against its SHA-256 and moves its files to where they are read. If a fetch fails or is
/// killed, the data set's folder is as it was, or complete, or lacks the same files as before; an incomplete download is deleted, at the
/// latest by the next fetch.
/// </summary>
internal sealed class DataFetch
{
    public DataArchive Archive { get; init; } = DataArchive.Cifar10;

    /// <summary>The folder that is read: if it holds all files, each of the right size, nothing is fetched.</summary>
    public required string ReadFrom { get; init; }

    /// <summary>The folder that is written. The archive is kept beside it while it is downloaded and unpacked.</summary>
    public required string Target { get; init; }

    public Action<FetchProgress> Report { get; init; } = _ => { };

    /// <summary>The longest time without a byte from the server.</summary>
    internal TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Fetches CIFAR-10 to where <see cref="Cifar10"/> reads it.</summary>
    public static DataFetch Cifar10(Action<FetchProgress> report) => new()
    {
        ReadFrom = Data.Cifar10.FindFolder(),
        Target = CifarTarget(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)),
        Report = report,
    };

    /// <summary>Fetches the data set, unless it exists.</summary>
    /// <param name="from">Another address (http, https) of the archive, or its file; null: <see cref="DataArchive.Address"/>.</param>
    public async Task<Fetched> RunAsync(string? from = null, CancellationToken cancellation = default)
    {
        if (Archive.Files.All(file => Exists(ReadFrom, file))) return new(ReadFrom, WasThere: true);
        Uri? address = from is null ? Archive.Address : Address(from);
        string target = Path.GetFullPath(Target), parent = Path.GetDirectoryName(target)!, part = $"{target}.part";
        try
        {
            Directory.CreateDirectory(parent);
            using FileStream held = Hold($"{target}.lock");
            try
            {
                Delete(part);
                Directory.CreateDirectory(part);
                string file = address is null ? from! : Path.Combine(part, Archive.Name);
                if (address is not null) await DownloadAsync(address, file, cancellation);
                await CheckAsync(file, address?.ToString() ?? file, cancellation);
                Report(new(FetchStage.Unpacking, Archive.Size, Archive.Size));
                Unpack(file, Path.Combine(part, Archive.Folder), cancellation);
                Install(Path.Combine(part, Archive.Folder), target);
            }
            finally
            {
                Delete(part);
            }
        }
        catch (Exception e) when (e is IOException and not FetchException or UnauthorizedAccessException)
        {
            throw new FetchException(
                $"{Archive.DataSet} cannot be written to {parent}: {e.Message}",
                $"Make room there ({ByteSize.Text(Archive.Size + Archive.Files.Sum(f => f.Most))} in all), or set {Data.Cifar10.FolderVariable} to a folder that can be written.",
                e);
        }
        return new(target, WasThere: false);

        static void Delete(string folder)
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    internal static string CifarTarget(Func<string, string?> variable, string home)
    {
        if (variable(Data.Cifar10.FolderVariable) is not { Length: > 0 } named) return Data.Cifar10.FindFolder(variable, home);
        // The variable names the folder or its parent.
        return Path.GetFileName(Path.TrimEndingDirectorySeparator(named)) == Data.Cifar10.FolderName ? named : Path.Combine(named, Data.Cifar10.FolderName);
    }

    /// <summary>Unpacks the files of a checked archive under their plain names; entries of other names, and links, are ignored.</summary>
    /// <exception cref="FetchException">The archive cannot be read, lacks a file, or has a file of another size.</exception>
    internal void Unpack(string file, string folder, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using GZipStream unzipped = new(File.OpenRead(file), CompressionMode.Decompress);
            using TarReader reader = new(unzipped);
            while (reader.GetNextEntry() is { } entry)
            {
                cancellation.ThrowIfCancellationRequested();
                string name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) continue;
                if (Archive.Files.FirstOrDefault(f => $"{Archive.Folder}/{f.Name}" == name) is not { } wanted) continue;
                if (entry.Length < wanted.Least || entry.Length > wanted.Most)
                    throw new InvalidDataException($"{wanted.Name} has {entry.Length} bytes, expected {wanted.Least} to {wanted.Most}");
                using FileStream stream = new(Path.Combine(folder, wanted.Name), FileMode.Create, FileAccess.Write);
                entry.DataStream!.CopyTo(stream);
                stream.Flush(flushToDisk: true);
            }
            string[] missing = [.. Archive.Files.Where(f => !Exists(folder, f)).Select(f => f.Name)];
            if (missing.Length > 0) throw new InvalidDataException($"it lacks {string.Join(", ", missing)}");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new FetchException($"{file} cannot be unpacked: {e.Message.TrimEnd('.')}.", Archive.ByHand, e);
        }
    }

    private static Uri? Address(string from)
    {
        if (Uri.TryCreate(from, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
            return address;
        return File.Exists(from) ? null
            : throw new FetchException($"There is no file {from}.", "Give the archive's file, or an address that begins with http:// or https://.");
    }

    private static bool Exists(string folder, ArchivedFile file) =>
        new FileInfo(Path.Combine(folder, file.Name)) is { Exists: true } found && found.Length >= file.Least && found.Length <= file.Most;

    private FileStream Hold(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new FetchException($"{Archive.DataSet} is being fetched by another process.", "Wait for it, then try again.", e);
        }
    }

    private async Task CheckAsync(string file, string source, CancellationToken cancellation)
    {
        await using FileStream stream = File.OpenRead(file);
        string found = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
        if (found == Archive.Sha256) return;
        throw new FetchException(
            $"{source} is not {Archive.Name} as published, or is damaged: expected SHA-256 {Archive.Sha256}, found {found}.", $"Fetch it again. {Archive.ByHand}");
    }

    private async Task DownloadAsync(Uri address, string file, CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        long received = 0;
        try
        {
            silence.CancelAfter(Silence);
            using HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };
            client.DefaultRequestHeaders.UserAgent.ParseAdd("RepDynamics");
            using HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            if (!response.IsSuccessStatusCode)
                throw new FetchException($"{address} answered {(int)response.StatusCode} {response.ReasonPhrase}.", Archive.ByHand);
            if (response.Content.Headers.ContentLength is { } length && length != Archive.Size) throw OtherSize($"{length}");
            await using Stream body = await response.Content.ReadAsStreamAsync(silence.Token);
            await using FileStream archive = new(file, FileMode.CreateNew, FileAccess.Write);
            byte[] buffer = new byte[1 << 17];
            while (await Received(body.ReadAsync(buffer, silence.Token)) is int read and > 0)
            {
                if ((received += read) > Archive.Size) throw OtherSize("more");
                archive.Write(buffer, 0, read);
                Report(new(FetchStage.Downloading, received, Archive.Size));
                silence.CancelAfter(Silence);
            }
            if (received != Archive.Size) throw OtherSize($"{received}");
        }
        catch (HttpRequestException e)
        {
            throw Broken(e.GetBaseException().Message, e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw Broken($"no bytes for {Silence.TotalSeconds:0.#} s", e);
        }

        // An IOException of the connection; one of the disk is handled by the caller.
        async Task<int> Received(ValueTask<int> reading)
        {
            try
            {
                return await reading;
            }
            catch (IOException e)
            {
                throw Broken(e.GetBaseException().Message, e);
            }
        }

        FetchException Broken(string why, Exception cause) => new(
            $"{address} {(received == 0 ? "cannot be reached" : $"broke off at byte {received} of {Archive.Size}")} ({why.TrimEnd('.')}).",
            $"Fetch it again. {Archive.ByHand}", cause);

        FetchException OtherSize(string found) => new($"{address} is not {Archive.Name}: expected {Archive.Size} bytes, found {found}.", Archive.ByHand);
    }

    private void Install(string unpacked, string target)
    {
        if (!Directory.Exists(target))
        {
            Directory.Move(unpacked, target);
            return;
        }
        // Files that the folder lacked come last: if this is interrupted, the folder is still incomplete.
        foreach (ArchivedFile file in Archive.Files.OrderBy(file => !Exists(target, file)))
            File.Move(Path.Combine(unpacked, file.Name), Path.Combine(target, file.Name), overwrite: true);
    }
}
