using RepDynamics.IO;

namespace RepDynamics.Store;

/// <summary>
/// A file under its temporary name, <c>*.part</c>, not yet part of the run: a commit flushes it, lists it in the manifest and renames it. It
/// stays open until then, since only the handle that wrote is sure to report an error of the disk.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    private const int BufferSize = 1 << 16;

    private PendingFile(string path, Stream stream, FileDigest digest) => (Path, Stream, Digest) = (path, stream, digest);

    /// <summary>Its path in the run's folder once it is committed.</summary>
    public string Path { get; }

    public Stream Stream { get; }

    public FileDigest Digest { get; }

    /// <summary>Writes a file beside where it will be; what is left of a failed one is deleted.</summary>
    public static PendingFile Write(Disk disk, string folder, string path, Action<Stream> write)
    {
        string part = System.IO.Path.Combine(folder, RunPaths.Part(path));
        Stream stream = disk.Create(part);
        try
        {
            // Not disposed: that would close the file below.
            BufferedStream buffered = new(stream, BufferSize);
            using HashingStream hashing = new(buffered);
            write(hashing);
            buffered.Flush();
            return new(path, stream, hashing.Finish());
        }
        catch
        {
            stream.Dispose();
            Discarded(disk, part);
            throw;
        }
    }

    /// <summary>Closes and deletes it, if it was not renamed: a disk that is full gets its room back.</summary>
    public void Discard(Disk disk, string folder)
    {
        Dispose();
        Discarded(disk, System.IO.Path.Combine(folder, RunPaths.Part(Path)));
    }

    public void Dispose() => Stream.Dispose();

    // The original error is reported; a remaining file is deleted when the run is opened again.
    private static void Discarded(Disk disk, string part)
    {
        try
        {
            disk.Delete(part);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
