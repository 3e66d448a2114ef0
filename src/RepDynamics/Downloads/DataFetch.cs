using System.Security.Cryptography;
using RepDynamics.Data;

namespace RepDynamics.Downloads;

/// <summary>What came of a fetch.</summary>
/// <param name="Folder">Holds the data set's files.</param>
/// <param name="WasThere">Whether they were there already, and nothing was done.</param>
public sealed record Fetched(string Folder, bool WasThere);

/// <summary>
/// Brings a data set to this machine: downloads its archive, checks it, and puts its files where they are read. Whatever goes wrong, and
/// whenever the process is killed, the data set's folder is complete, or as incomplete as it was before.
/// </summary>
public sealed class DataFetch
{
    /// <summary>The data set.</summary>
    public DataArchive Archive { get; init; } = DataArchive.Cifar10;

    /// <summary>Where it is read: files that are there, of the right size, are not fetched again.</summary>
    public required string ReadFrom { get; init; }

    /// <summary>Where it is put. The archive is kept beside it while it is downloaded.</summary>
    public required string Target { get; init; }

    /// <summary>Told how far it is.</summary>
    public Action<FetchProgress> Report { get; init; } = _ => { };

    /// <summary>How a download is done, as a test may change it.</summary>
    internal Func<Download, Download> Adjust { get; init; } = download => download;

    /// <summary>CIFAR-10, to where <see cref="Cifar10"/> reads it.</summary>
    /// <param name="report">Told how far it is.</param>
    public static DataFetch Cifar10(Action<FetchProgress> report) => new()
    {
        ReadFrom = Data.Cifar10.FindFolder(),
        Target = CifarTarget(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)),
        Report = report,
    };

    /// <summary>Fetches what is not there.</summary>
    /// <param name="from">Another address (http, https), or a file: the archive itself. Null: the authors' address.</param>
    /// <param name="cancellation">Stops; what was downloaded is kept for the next time.</param>
    /// <exception cref="FetchException">Says what is wrong and what to do about it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<Fetched> RunAsync(string? from = null, CancellationToken cancellation = default)
    {
        if (Archive.Files.All(file => IsThere(ReadFrom, file))) return new(ReadFrom, WasThere: true);
        Uri? address = from is null ? Archive.Address : Address(from);
        string target = Path.GetFullPath(Target), parent = Path.GetDirectoryName(target)!;
        try
        {
            Directory.CreateDirectory(parent);
            using FileStream held = Hold($"{target}.lock");
            if (address is null)
            {
                Check(from!, "Give another file.", cancellation);
                Install(from!, target, cancellation);
                return new(target, WasThere: false);
            }
            string part = Path.Combine(parent, $"{Archive.Name}.part");
            try
            {
                await Adjust(new Download(Archive, address, part) { Report = Report }).RunAsync(cancellation);
            }
            finally
            {
                if (new FileInfo(part) is { Exists: true, Length: 0 }) File.Delete(part);
            }
            try
            {
                Check(part, "It is removed: fetch it again.", cancellation);
            }
            catch (FetchException)
            {
                // It cannot be completed: to go on with it would be to fail for ever.
                File.Delete(part);
                throw;
            }
            Install(part, target, cancellation);
            File.Delete(part);
            return new(target, WasThere: false);
        }
        catch (Exception e) when (e is IOException and not FetchException or UnauthorizedAccessException)
        {
            throw new FetchException(
                $"{Archive.DataSet} cannot be put into {parent}: {e.Message}", $"Make room there, or set {Data.Cifar10.FolderVariable} to a folder that can be written.", e);
        }
    }

    internal static string CifarTarget(Func<string, string?> variable, string home)
    {
        if (variable(Data.Cifar10.FolderVariable) is not { Length: > 0 } named) return Data.Cifar10.FindFolder(variable, home);
        // The variable names the folder itself, or the one above it.
        return Path.GetFileName(Path.TrimEndingDirectorySeparator(named)) == Data.Cifar10.FolderName ? named : Path.Combine(named, Data.Cifar10.FolderName);
    }

    private static Uri? Address(string from)
    {
        if (!Uri.TryCreate(from, UriKind.Absolute, out Uri? address) || !(address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
        {
            return File.Exists(from) ? null : throw new FetchException($"There is no file {from}.", "Give the archive's file, or an address that begins with http:// or https://.");
        }
        return address;
    }

    private static bool IsThere(string folder, ArchivedFile file) =>
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

    private void Check(string file, string remedy, CancellationToken cancellation)
    {
        Report(new(FetchStage.Checking, Archive.Size, Archive.Size));
        using FileStream stream = File.OpenRead(file);
        // What the authors publish. It tells an archive that was damaged on the way; the address is https for the rest.
#pragma warning disable CA5351
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        byte[] buffer = new byte[1 << 17];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }
        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (found == Archive.Md5) return;
        throw new FetchException(
            $"{file} is not {Archive.Name} as published, or was damaged on the way: expected MD5 {Archive.Md5}, found {found}.",
            $"{remedy} {Archive.ByHand}");
    }

    private void Install(string file, string target, CancellationToken cancellation)
    {
        Report(new(FetchStage.Unpacking, Archive.Size, Archive.Size));
        string unpacked = $"{target}.part";
        // Of a process that was killed: who else would, holds the lock.
        if (Directory.Exists(unpacked)) Directory.Delete(unpacked, recursive: true);
        Directory.CreateDirectory(unpacked);
        try
        {
            Unpacking.Run(file, Archive, unpacked, cancellation);
            if (Directory.Exists(target))
            {
                // What is there is not complete, and may be of another version: all files are replaced. Those that were wanting come last, so
                // that a folder in which this was interrupted is not taken for complete.
                foreach (ArchivedFile one in Archive.Files.OrderBy(file => !IsThere(target, file)))
                    File.Move(Path.Combine(unpacked, one.Name), Path.Combine(target, one.Name), overwrite: true);
            }
            else
            {
                Directory.Move(unpacked, target);
            }
        }
        finally
        {
            if (Directory.Exists(unpacked)) Directory.Delete(unpacked, recursive: true);
        }
    }
}
