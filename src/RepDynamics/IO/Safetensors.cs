using System.Buffers.Binary;

namespace RepDynamics.IO;

// No maintained .NET package reads or writes this format. Where the specification leaves room (unknown fields, doubled names), this reader
// is stricter than the published one, so that damage is recognized.

/// <summary>Reads safetensors files according to the published specification; <see cref="TensorBridge.Write"/> writes them.</summary>
/// <remarks>
/// Source: "Format" in the README of Hugging Face's safetensors (github.com/huggingface/safetensors), and the limits and
/// the order of the tensors in its implementation. Eight bytes give the header's length N (unsigned, little-endian, at
/// most 100,000,000). N bytes of JSON in UTF-8 follow, from a '{' to a '}' and spaces: for every tensor its <c>dtype</c>,
/// <c>shape</c> and <c>data_offsets</c> [begin, end), counted from the header's end; and, under <c>__metadata__</c>, notes
/// from string to string. The rest are the tensors' bytes, little-endian and row-major, without gap or overlap.
/// </remarks>
internal static class Safetensors
{
    /// <summary>Bytes before the header: its length, unsigned, little-endian.</summary>
    internal const int LengthBytes = 8;

    /// <summary>Bytes of the longest header that the published implementation reads or writes.</summary>
    internal const int LongestHeader = 100_000_000;

    /// <summary>Reads a file from memory. The tensors are parts of that memory, not copies: do not change it.</summary>
    /// <exception cref="SafetensorsException">The file is damaged or is no safetensors file.</exception>
    public static SafetensorsContent Read(ReadOnlyMemory<byte> file, string name)
    {
        int headerLength = HeaderLength(file.Span, file.Length, name);
        int dataStart = LengthBytes + headerLength;
        (Dictionary<string, string> metadata, List<TensorEntry> named) = SafetensorsHeaderReader.Read(file.Span[LengthBytes..dataStart], name);
        ReadOnlyMemory<byte> data = file[dataStart..];
        return new(metadata, new OrderedDictionary<string, TensorData>(Ordered(named, data.Length, name).Select(entry => KeyValuePair.Create(
            entry.Label.Name, new TensorData(entry.Label.Name, entry.Label.Type, entry.Label.Shape, data[(int)entry.Begin..(int)entry.End])))));
    }

    /// <summary>Reads and checks the header as <see cref="Read"/> does, without the elements; other types of the format are no error.</summary>
    /// <param name="stream">Can seek.</param>
    /// <returns>Where the tensors' bytes start, counted from the file's start, and the tensors in the order of their bytes.</returns>
    /// <exception cref="SafetensorsException">The file is damaged or is no safetensors file.</exception>
    internal static (long DataStart, List<TensorEntry> Tensors) ReadEntries(Stream stream, string name)
    {
        long fileLength = stream.Length - stream.Position;
        Span<byte> start = stackalloc byte[LengthBytes];
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        byte[] header = GC.AllocateUninitializedArray<byte>(HeaderLength(start[..read], fileLength, name));
        stream.ReadExactly(header);
        long dataStart = LengthBytes + header.Length;
        return (dataStart, Ordered(SafetensorsHeaderReader.Read(header, name, otherTypes: true).Tensors, fileLength - dataStart, name));
    }

    private static int HeaderLength(ReadOnlySpan<byte> start, long fileLength, string name)
    {
        if (start.Length < LengthBytes)
            throw new SafetensorsException(name, "file", $"{start.Length} bytes", $"at least {LengthBytes}");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > LongestHeader)
            throw new SafetensorsException(name, "header length", $"{length}", $"at most {LongestHeader}");
        long rest = fileLength - LengthBytes;
        return length <= (ulong)rest ? (int)length
            : throw new SafetensorsException(name, "header length", $"{length}", $"at most the {rest} bytes that follow it in the file");
    }

    /// <summary>The tensors in the order of their bytes; every byte of the data belongs to one, and each has the bytes of its shape.</summary>
    private static List<TensorEntry> Ordered(List<TensorEntry> tensors, long dataLength, string name)
    {
        // Tensors without elements share their begin with the next: they come first, in the order of the header.
        List<TensorEntry> entries = [.. tensors.OrderBy(e => e.Begin).ThenBy(e => e.End)];
        long covered = 0;
        TensorEntry? before = null;
        foreach (TensorEntry entry in entries)
        {
            if (entry.End > dataLength) throw Fault("data_offsets", entry.Offsets, $"an end within the {dataLength} bytes of data");
            if (entry.Begin != covered)
            {
                string neighbour = before?.Place ?? "the header";
                throw Fault("data_offsets", entry.Offsets, $"{covered} as its begin, where {neighbour} ends: no gap, no overlap");
            }
            TensorLabel label = entry.Label;
            long held = entry.End - entry.Begin;
            long bytes = label.Type.ByteCount(label.Shape.AsSpan())
                ?? throw Fault("shape", TensorLabel.Written(label.Shape), $"a size in bytes ({label.Type.Label()}) that fits 64 bits");
            if (bytes != held) throw Fault("data_offsets", $"{entry.Offsets}, {held} bytes", $"{bytes} bytes for {label.Description}");
            covered = entry.End;
            before = entry;

            SafetensorsException Fault(string field, string found, string expected) => new(name, $"{entry.Place}, {field}", found, expected);
        }
        return covered == dataLength ? entries
            : throw new SafetensorsException(name, "data", $"{dataLength - covered} bytes at the end that belong to no tensor", "none");
    }
}

/// <summary>The content of a safetensors file.</summary>
/// <param name="Tensors">By name, enumerated in the order of their bytes in the file.</param>
internal sealed record SafetensorsContent(IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, TensorData> Tensors);

/// <summary>A file is damaged or is no safetensors file.</summary>
internal sealed class SafetensorsException(string file, string place, string found, string expected) : IOException(
    $"{file}: {place}: found {found}, expected {expected}. The file is damaged or is no safetensors file: make it again or restore it from a copy.")
{
    /// <summary>The place in the file: tensor and field.</summary>
    public string Place { get; } = place;

    /// <summary>What the file holds, cut to a length that can be printed.</summary>
    public string Found { get; } = found;

    public string Expected { get; } = expected;
}
