using System.Collections.Immutable;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;
using RepDynamics.Runs;

namespace RepDynamics.Checkpoints;

/// <summary>The arrays of one epoch.</summary>
public sealed class CheckpointFile
{
    private CheckpointFile(string path, int epoch, ImmutableArray<StoredArray> arrays) => (Path, Epoch, Arrays) = (path, epoch, arrays);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The epoch, from the file's name.</summary>
    public int Epoch { get; }

    /// <summary>The file's name, for errors.</summary>
    internal string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Its arrays: those of an npz file in its order, those of a safetensors file, which sorts them itself, by name.</summary>
    internal ImmutableArray<StoredArray> Arrays { get; }

    /// <summary>Reads what a file says of its arrays; their elements are left where they are.</summary>
    /// <exception cref="CheckpointException">The file cannot be read, or holds something that is not read here.</exception>
    internal static CheckpointFile Open(string path, int epoch)
    {
        string name = System.IO.Path.GetFileName(path);
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            bool npz = System.IO.Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase);
            return new(path, epoch, [.. npz ? Npz(stream, name) : SafetensorsOf(stream, name)]);
        }
        catch (SafetensorsException e)
        {
            throw new CheckpointException(
                $"{name}: {e.Place}: found {e.Found}, expected {e.Expected}.", "The file is damaged or is no safetensors file: write it again.", e);
        }
        catch (Exception e) when (e is IOException and not CheckpointException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{name} cannot be read: {e.Message}", "See whether you may read it, and whether its disk is sound.", e);
        }
    }

    private static IEnumerable<StoredArray> SafetensorsOf(FileStream stream, string name)
    {
        (long dataStart, List<TensorEntry> tensors) = Safetensors.ReadEntries(stream, name);
        return tensors.OrderBy(t => t.Label.Name, NaturalOrder.Comparer).Select(t => new StoredArray(
            t.Label.Name, TypeOf(t.Label.Type), t.Label.Shape, ColumnMajor: false,
            new StoredSpan(dataStart + t.Begin, t.End - t.Begin, t.End - t.Begin, Deflated: false, Crc: null), Skip: 0));
    }

    private static List<StoredArray> Npz(FileStream stream, string name)
    {
        const string Extension = ".npy";
        List<StoredArray> arrays = [];
        foreach (ZipEntry entry in ZipDirectory.Read(stream, name))
        {
            if (!entry.Name.EndsWith(Extension, StringComparison.Ordinal) || entry.Name.Length == Extension.Length)
            {
                throw new CheckpointException(
                    $"{name}: the entry '{entry.Name}' is no array.", "An .npz file holds arrays only, each as NAME.npy: write it with numpy.savez.");
            }
            string layer = entry.Name[..^Extension.Length];
            arrays.Add(Npy(stream.SafeFileHandle, entry.Span, layer, $"{name}, layer {layer}"));
        }
        return arrays;
    }

    private static StoredArray Npy(SafeFileHandle file, StoredSpan span, string layer, string where)
    {
        byte[] start = new byte[Math.Min(span.Length, NpyHeader.Longest)];
        using Stream part = new FilePart(file, span.Start, span.Stored);
        using Stream content = span.Deflated ? new DeflateStream(part, CompressionMode.Decompress) : part;
        int read;
        try
        {
            read = content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw new CheckpointException($"{where}: it cannot be inflated: {e.Message}", "The file is damaged: write it again.", e);
        }
        NpyHeader header = NpyHeader.Read(start.AsSpan(0, read), where);
        Int128 bytes = header.Type.Size();
        foreach (long size in header.Shape) bytes = size == 0 || bytes > long.MaxValue ? bytes * Math.Sign(size) : bytes * size;
        if (bytes != span.Length - header.Length)
        {
            string expected = bytes > long.MaxValue ? "more than 63 bits count" : $"{bytes}";
            throw new CheckpointException(
                $"{where}: {span.Length - header.Length} bytes, where an array of shape [{string.Join(", ", header.Shape)}] takes {expected}.",
                "The file is damaged: write it again.");
        }
        return new(layer, header.Type, header.Shape, header.ColumnMajor, span, header.Length);
    }

    private static NumberType TypeOf(ElementType type) => type switch
    {
        ElementType.I64 => NumberType.I64,
        ElementType.F64 => NumberType.F64,
        ElementType.F32 => NumberType.F32,
        ElementType.I32 => NumberType.I32,
        ElementType.BF16 => NumberType.BF16,
        ElementType.F16 => NumberType.F16,
        ElementType.I16 => NumberType.I16,
        ElementType.I8 => NumberType.I8,
        ElementType.U8 => NumberType.U8,
        ElementType.Bool => NumberType.Bool,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };
}
