using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RepDynamics.Runs;

/// <summary>Puts tensors into an order and writes what precedes their bytes.</summary>
internal static class SafetensorsHeaderWriter
{
    private const int Alignment = 8;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Names and notes stay readable in a dump; only what JSON demands is escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The tensors in the order of their bytes: by type, then by the UTF-8 bytes of the name.</summary>
    /// <exception cref="ArgumentException">Two have the same name, or a name holds half a surrogate pair.</exception>
    internal static List<T> Order<T>(IEnumerable<T> tensors, Func<T, TensorLabel> label)
    {
        HashSet<string> names = [];
        List<(T Tensor, ElementType Type, byte[] Name)> sorted = [];
        foreach (T tensor in tensors)
        {
            TensorLabel its = label(tensor);
            if (!names.Add(its.Name))
                throw new ArgumentException($"Two tensors are called {Quote.Text(its.Name)}: a file holds every name once.");
            sorted.Add((tensor, its.Type, Encoded(its.Name, "The tensor name")));
        }
        sorted.Sort((a, b) => a.Type != b.Type ? a.Type.CompareTo(b.Type) : a.Name.AsSpan().SequenceCompareTo(b.Name));
        return [.. sorted.Select(s => s.Tensor)];
    }

    /// <summary>Writes the header's length and the header, padded so that the tensors' bytes start at a multiple of 8.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensors">In order.</param>
    /// <param name="metadata">The file's notes, written in the order of their keys.</param>
    /// <param name="longest">Bytes that the header may take.</param>
    /// <exception cref="ArgumentException">The header is longer than the format allows, or a note is null or no valid text.</exception>
    internal static void Write(
        Stream stream, IEnumerable<TensorLabel> tensors, IReadOnlyDictionary<string, string>? metadata,
        int longest = SafetensorsHeader.Longest)
    {
        using MemoryStream header = new();
        using (Utf8JsonWriter json = new(header, Options))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 }) WriteMetadata(json, metadata);
            long offset = 0;
            foreach (TensorLabel tensor in tensors)
            {
                long end = checked(offset + tensor.ByteCount);
                WriteTensor(json, tensor, offset, end);
                offset = end;
            }
            json.WriteEndObject();
        }
        while (header.Length % Alignment != 0) header.WriteByte((byte)' ');
        if (header.Length > longest)
        {
            throw new ArgumentException(
                $"Names and notes make a header of {header.Length} bytes, expected at most {longest}: shorten the notes.");
        }

        Span<byte> length = stackalloc byte[SafetensorsHeader.LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        header.WriteTo(stream);
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(TensorLabel.Reserved);
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (value is null) throw new ArgumentException($"The note {Quote.Text(key)} is null: notes are strings.", nameof(metadata));
            json.WriteString(Encoded(key, "The note"), Encoded(value, $"The value of note {Quote.Text(key)}:"));
        }
        json.WriteEndObject();
    }

    private static void WriteTensor(Utf8JsonWriter json, TensorLabel tensor, long begin, long end)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype"u8, tensor.Type.Label());
        json.WriteStartArray("shape"u8);
        foreach (long size in tensor.Shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets"u8);
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // The JSON writer would put U+FFFD for half a surrogate pair: another name than the caller's, or the same as another's.
    private static byte[] Encoded(string text, string what)
    {
        try
        {
            return Utf8.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException($"{what} {Quote.Text(text)} holds half a surrogate pair, which UTF-8 cannot write.");
        }
    }
}
