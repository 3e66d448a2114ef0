using System.IO.Compression;
using System.Text;
using RepDynamics.IO;

namespace RepDynamics.Checkpoints;

/// <summary>The arrays of one epoch, in the order of the file.</summary>
internal sealed record CheckpointFile(string Path, int Epoch, ImmutableArray<StoredArray> Arrays)
{
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Reads name, type, shape and place of every array, not the elements. An array that cannot be read says why.</summary>
    /// <exception cref="CheckpointException">The file cannot be read or is damaged.</exception>
    public static CheckpointFile Open(string path, int epoch)
    {
        string name = System.IO.Path.GetFileName(path);
        try
        {
            FileInfo file = new(path);
            if (!file.Exists)
            {
                throw new CheckpointException(
                    $"{name} cannot be found{(name.Contains('\ufffd') ? ": its name is not UTF-8" : "")}.", "Rename it; ls -b shows names as they are.");
            }
            FileInfo target = (FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
            if (!target.Exists)
                throw new CheckpointException($"{name} is a link to {file.LinkTarget}, which does not exist.", "Remove the link, or restore its target.");
            // Opening a pipe would wait for a writer.
            if (target.Length == 0) throw new CheckpointException($"{name} is empty, or no file.", "Write it again, or leave its epoch out: --epochs.");
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            bool npz = System.IO.Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase);
            return new(path, epoch, [.. npz ? Npz(stream, name) : SafetensorsOf(stream, name)]);
        }
        catch (SafetensorsException e)
        {
            throw new CheckpointException(
                $"{name}: {e.Place}: found {e.Found}, expected {e.Expected}.", "The file is damaged or is no safetensors file: write it again.", e);
        }
        catch (InvalidDataException e)
        {
            throw new CheckpointException($"{name}: {e.Message.TrimEnd('.')}.", "The file is damaged, or is no .npz file: write it again with numpy.savez.", e);
        }
        catch (Exception e) when (e is IOException and not CheckpointException or UnauthorizedAccessException)
        {
            throw CheckpointException.Unreadable(name, e);
        }
    }

    private static IEnumerable<StoredArray> SafetensorsOf(FileStream stream, string name)
    {
        (long dataStart, List<TensorEntry> tensors) = Safetensors.ReadEntries(stream, name);
        return tensors.Select(t => new StoredArray(
            t.Label.Name, t.Label.Type, t.Label.Shape, ColumnMajor: false, dataStart + t.Begin, Skip: 0, t.End - t.Begin, Fault: t.OtherType is null ? null : new(
                $"{name}, layer {t.Label.Name}: numbers of type {t.OtherType} are not read.",
                "Save features as float16, bfloat16, float32 or float64, such as x.float().")));
    }

    private static List<StoredArray> Npz(FileStream stream, string name)
    {
        const string Extension = ".npy";
        List<StoredArray> arrays = [];
        HashSet<string> names = [];
        using ZipArchive zip = OpenZip(stream);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            string layer = entry.FullName.EndsWith(Extension, StringComparison.Ordinal) ? entry.FullName[..^Extension.Length] : "";
            if (layer.Length == 0)
            {
                throw new CheckpointException(
                    $"{name}: the entry {Quote.Text(entry.FullName)} is no array.", "An .npz file holds arrays only, each as NAME.npy: write it with numpy.savez.");
            }
            if (!names.Add(entry.FullName)) throw new InvalidDataException($"the entry {Quote.Text(entry.FullName)} comes twice");
            try
            {
                arrays.Add(Npy(stream, entry, layer, $"{name}, layer {layer}"));
            }
            catch (CheckpointException e)
            {
                arrays.Add(new(layer, ElementType.U8, [], ColumnMajor: false, 0, 0, 0, Fault: e));
            }
        }
        return arrays;
    }

    /// <summary>Opens a zip file for reading; <paramref name="file"/> stays open.</summary>
    public static ZipArchive OpenZip(FileStream file) => new(file, ZipArchiveMode.Read, leaveOpen: true, Encoding.Latin1);

    private static StoredArray Npy(FileStream stream, ZipArchiveEntry entry, string layer, string where)
    {
        byte[] start = new byte[Math.Min(entry.Length, NpyHeader.Longest)];
        int read;
        bool compressed;
        try
        {
            if (entry.IsEncrypted) throw new InvalidDataException("it is encrypted");
            using Stream content = entry.Open();
            compressed = content is DeflateStream || entry.CompressedLength != entry.Length;
            read = content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw new CheckpointException($"{where}: {e.Message.TrimEnd('.')}.", "The file is damaged: write it again.", e);
        }
        var header = NpyHeader.Read(start.AsSpan(0, read), where);
        long? bytes = header.Shape.Contains(0) ? 0 : header.Type.ByteCount(header.Shape.AsSpan());
        if (bytes != entry.Length - header.Length)
        {
            string expected = bytes?.ToString() ?? "more than 63 bits count";
            throw new CheckpointException(
                $"{where}: {entry.Length - header.Length} bytes, where an array of shape [{string.Join(", ", header.Shape)}] takes {expected}.",
                "The file is damaged: write it again.");
        }
        // ZipArchive does not expose where an entry starts, but reading from an uncompressed entry moves the file by as many bytes. ArrayReader
        // computes the checksum from this position on, so that a wrong one is an error.
        long first = compressed ? 0 : stream.Position - read;
        return new(layer, header.Type, header.Shape, header.ColumnMajor, first, header.Length, entry.Length - header.Length, entry.FullName, compressed);
    }
}

/// <summary>An array in a file, and the place of its bytes.</summary>
/// <param name="Shape">Sizes; their product times the type's size is <paramref name="Bytes"/>.</param>
/// <param name="ColumnMajor">Whether the first dimension varies fastest (Fortran order) instead of the last.</param>
/// <param name="Start">Where the array, or the <c>.npy</c> file of a zip entry, starts in the file; 0 where it is compressed.</param>
/// <param name="Skip">Bytes before the first element.</param>
/// <param name="Entry">The entry of the zip file, which has a checksum; null in a safetensors file.</param>
/// <param name="Fault">Why the array cannot be read; null if it can.</param>
internal sealed record StoredArray(
    string Name, ElementType Type, ImmutableArray<long> Shape, bool ColumnMajor, long Start, int Skip, long Bytes, string? Entry = null, bool Compressed = false,
    CheckpointException? Fault = null)
{
    public long Elements => Bytes / Type.Size();

    /// <summary>The shape as text, such as <c>[10000, 64]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}

/// <summary>A folder of features cannot be used; the message names the file and the layer.</summary>
public sealed class CheckpointException : IOException
{
    private const int TooManyOpenFiles = 24;

    internal CheckpointException(string message, string remedy, Exception? cause = null) : base(message, cause) => Remedy = remedy;

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }

    internal static CheckpointException Unreadable(string name, Exception cause) => new(
        $"{name} cannot be read: {cause.Message}",
        cause.HResult == TooManyOpenFiles ? "Raise the limit of open files (ulimit -n), or choose fewer epochs (--epochs)."
            : "Check that you may read it, that it is complete, and that its disk is sound.",
        cause);
}
