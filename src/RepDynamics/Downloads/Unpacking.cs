using System.Formats.Tar;
using System.IO.Compression;

namespace RepDynamics.Downloads;

/// <summary>
/// Takes the wanted files out of an archive, and nothing else: an entry that is a link or a device, or whose name leads out of the
/// archive, means that the archive is not what it should be, and nothing of it is used.
/// </summary>
internal static class Unpacking
{
    // Of entries that are not wanted, such as a readme, and of tar's own headers.
    private const long MostOfOthers = 16 << 20;

    /// <summary>Unpacks the wanted files.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="archive">What is wanted of it.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="cancellation">Stops between reads.</param>
    /// <exception cref="FetchException">The archive is damaged, lacks a file, or holds what it must not; or the disk is full.</exception>
    public static void Run(string file, DataArchive archive, string folder, CancellationToken cancellation)
    {
        try
        {
            using FileStream packed = File.OpenRead(file);
            using GZipStream unzipped = new(packed, CompressionMode.Decompress);
            using BoundedStream bounded = new(unzipped, archive.Files.Sum(f => f.Most) + MostOfOthers, cancellation);
            using TarReader reader = new(bounded);
            while (reader.GetNextEntry() is { } entry)
            {
                if (Wanted(entry, archive) is { } wanted) Take(entry, wanted, Path.Combine(folder, wanted.Name));
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Bad(e.Message.TrimEnd('.'), e);
        }
        string[] missing = [.. archive.Files.Select(f => f.Name).Where(name => !File.Exists(Path.Combine(folder, name)))];
        if (missing.Length > 0) throw Bad($"it lacks {string.Join(", ", missing)}");

        FetchException Bad(string why, Exception? cause = null) =>
            new($"{file} cannot be unpacked: {why}.", $"It is not {archive.Name}, or damaged. {archive.ByHand}", cause);
    }

    // The wanted file that an entry is; null for one that may be left where it is.
    private static ArchivedFile? Wanted(TarEntry entry, DataArchive archive)
    {
        string name = entry.Name;
        if (entry.EntryType is TarEntryType.GlobalExtendedAttributes) return null;
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.Directory))
            throw new InvalidDataException($"'{name}' is neither a file nor a folder but {entry.EntryType}");
        string[] path = [.. name.Split('/').Where((part, i) => part.Length > 0 ? part != "." : i == 0)];
        if (path.Length == 0) return null; // the folder itself: ./
        if (path[0].Length == 0 || path.Contains("..") || name.AsSpan().IndexOfAny('\\', ':', '\0') >= 0)
            throw new InvalidDataException($"'{name}' leads out of the archive");
        if (entry.EntryType is TarEntryType.Directory || path.Length != 2 || path[0] != archive.Folder) return null;
        return archive.Files.FirstOrDefault(f => f.Name == path[1]);
    }

    private static void Take(TarEntry entry, ArchivedFile wanted, string target)
    {
        if (entry.Length < wanted.Least || entry.Length > wanted.Most)
        {
            string size = wanted.Least == wanted.Most ? $"{wanted.Most}" : $"{wanted.Least} to {wanted.Most}";
            throw new InvalidDataException($"{wanted.Name} has {entry.Length} bytes, expected {size}");
        }
        if (File.Exists(target)) throw new InvalidDataException($"{wanted.Name} comes twice");
        using FileStream stream = new(target, FileMode.CreateNew, FileAccess.Write);
        entry.DataStream!.CopyTo(stream);
        if (stream.Length != entry.Length) throw new EndOfStreamException($"{wanted.Name} ends at byte {stream.Length} of {entry.Length}");
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Refuses to go on past a number of bytes: a small archive can hold a file of any size.</summary>
    private sealed class BoundedStream(Stream inner, long most, CancellationToken cancellation) : Stream
    {
        private long read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = inner.Read(buffer);
            read += count;
            return read <= most ? count : throw new InvalidDataException($"it holds more than {most} bytes");
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
