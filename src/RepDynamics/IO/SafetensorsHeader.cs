using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace RepDynamics.IO;

/// <summary>A tensor and where its bytes are, counted from the end of the header.</summary>
/// <param name="Label">Where there is an <paramref name="OtherType"/>, its type and shape are bytes.</param>
/// <param name="Begin">Of the first byte.</param>
/// <param name="End">Behind the last byte.</param>
/// <param name="OtherType">A type of the format that <see cref="ElementType"/> lacks.</param>
internal sealed record TensorEntry(TensorLabel Label, long Begin, long End, string? OtherType = null)
{
    internal string Offsets => $"[{Begin}, {End}]";

    internal string Place => $"tensor {Quote.Text(Label.Name)}";
}

/// <summary>Reads a header token by token. At each place one kind of token is valid, so that nothing is skipped or nested deeper than three levels.</summary>
internal ref struct SafetensorsHeaderReader(ReadOnlySpan<byte> header, string file, bool otherTypes)
{
    private const int Levels = 3;
    private const string Fields = "an object with dtype, shape and data_offsets, and no more";
    private static readonly string[] Labels = [.. ElementTypes.All.Select(t => t.Label())];

    private static readonly string[] OtherTypes =
        ["F4", "F6_E2M3", "F6_E3M2", "F8_E4M3", "F8_E4M3FNUZ", "F8_E5M2", "F8_E5M2FNUZ", "F8_E8M0", "C64"];

    private readonly ReadOnlySpan<byte> header = header;
    private readonly Dictionary<string, string> metadata = [];
    private readonly List<TensorEntry> tensors = [];
    private readonly List<long> sizes = [];
    private Utf8JsonReader json = new(header, new JsonReaderOptions { MaxDepth = Levels });

    // The current place, for errors.
    private string? tensor;
    private string? field;

    /// <exception cref="SafetensorsException">The header is not as the format specifies.</exception>
    /// <returns>The notes, and the tensors in the order of the header, each of another name; their places are not checked yet.</returns>
    internal static (Dictionary<string, string> Metadata, List<TensorEntry> Tensors) Read(ReadOnlySpan<byte> header, string file, bool otherTypes = false)
    {
        if (header.IsEmpty) throw new SafetensorsException(file, "header", "nothing", "'{'");
        if (header[0] != (byte)'{') throw new SafetensorsException(file, "header", $"the byte 0x{header[0]:x2} at its start", "'{'");
        if (!Utf8.IsValid(header)) throw new SafetensorsException(file, "header", "bytes that are not UTF-8", "JSON in UTF-8");
        return new SafetensorsHeaderReader(header, file, otherTypes).Read();
    }

    private (Dictionary<string, string> Metadata, List<TensorEntry> Tensors) Read()
    {
        HashSet<string> names = [];
        Next();
        while (Next() == JsonTokenType.PropertyName)
        {
            string name = Text();
            if (!names.Add(name)) throw Fault($"the name {Quote.Text(name)} twice", "every name once");
            (tensor, field) = (name, null);
            if (name == TensorLabel.Reserved) ReadMetadata();
            else ReadTensor(name);
            (tensor, field) = (null, null);
        }
        int end = (int)json.BytesConsumed, padding = header[end..].IndexOfAnyExcept((byte)' ');
        return padding < 0 ? (metadata, tensors)
            : throw Fault($"the byte 0x{header[end + padding]:x2} after the closing brace", "spaces only, up to the header's end");
    }

    private void ReadMetadata()
    {
        if (Next() != JsonTokenType.StartObject) throw Fault(Found(), "an object of strings");
        while (Next() == JsonTokenType.PropertyName)
        {
            string key = Text();
            if (metadata.ContainsKey(key)) throw Fault($"the key {Quote.Text(key)} twice", "every key once");
            field = key;
            metadata.Add(key, Next() == JsonTokenType.String ? Text() : throw Fault(Found(), "a string"));
            field = null;
        }
    }

    private void ReadTensor(string name)
    {
        if (Next() != JsonTokenType.StartObject) throw Fault(Found(), Fields);
        (ElementType Type, string? Other)? type = null;
        ImmutableArray<long>? shape = null;
        (long Begin, long End)? offsets = null;
        while (Next() == JsonTokenType.PropertyName)
        {
            switch (Text())
            {
                case "dtype": type = Once("dtype", type is null) ? ReadType() : null; break;
                case "shape": shape = Once("shape", shape is null) ? ReadSizes() : null; break;
                case "data_offsets": offsets = Once("data_offsets", offsets is null) ? ReadOffsets() : null; break;
                default: throw Fault($"the field {Quote.Text(Text())}", Fields);
            }
            field = null;
        }
        (ElementType known, string? other) = type ?? throw Fault("no dtype", Fields);
        TensorLabel label = new(name, known, shape ?? throw Fault("no shape", Fields));
        (long begin, long end) = offsets ?? throw Fault("no data_offsets", Fields);
        tensors.Add(new TensorEntry(other is null ? label : label with { Shape = [end - begin] }, begin, end, other));
    }

    private bool Once(string name, bool first)
    {
        if (!first) throw Fault($"the field {name} twice", "every field once");
        field = name;
        return true;
    }

    private (ElementType Type, string? Other) ReadType()
    {
        string label = Next() == JsonTokenType.String ? Text() : "";
        int type = Array.IndexOf(Labels, label);
        return type >= 0 ? (ElementTypes.All[type], null)
            : otherTypes && OtherTypes.Contains(label) ? (ElementType.U8, label)
            : throw Fault(Found(), $"one of {string.Join(", ", Labels)}");
    }

    private ImmutableArray<long> ReadSizes()
    {
        if (Next() != JsonTokenType.StartArray) throw Fault(Found(), "an array of sizes");
        sizes.Clear();
        while (Next() != JsonTokenType.EndArray) sizes.Add(WholeNumber());
        return [.. sizes];
    }

    private (long Begin, long End) ReadOffsets()
    {
        const string Expected = "[begin, end]";
        if (Next() != JsonTokenType.StartArray) throw Fault(Found(), Expected);
        if (Next() == JsonTokenType.EndArray) throw Fault("no number", Expected);
        long begin = WholeNumber();
        if (Next() == JsonTokenType.EndArray) throw Fault("one number", Expected);
        long end = WholeNumber();
        if (Next() != JsonTokenType.EndArray) throw Fault("more than two numbers", Expected);
        return begin <= end ? (begin, end) : throw Fault($"[{begin}, {end}]", "a begin that is not beyond the end");
    }

    // "-0", "1.0" and "1e3" are numbers of JSON, but other readers of this format refuse or misread them.
    private readonly long WholeNumber() =>
        json.TokenType == JsonTokenType.Number && json.ValueSpan.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && json.TryGetInt64(out long number)
            ? number : throw Fault(Found(), $"a whole number from 0 to {long.MaxValue}, written in digits");

    private JsonTokenType Next()
    {
        try
        {
            return json.Read() ? json.TokenType : throw Fault("its end", "a closing brace");
        }
        catch (JsonException e)
        {
            throw Fault($"no JSON ({Quote.Text(e.Message, "")})", "JSON");
        }
    }

    private readonly string Text()
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape.
            throw Fault(Quote.Bytes(json.ValueSpan), "text that UTF-8 can hold");
        }
    }

    private readonly string Found() => json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndArray or JsonTokenType.EndObject => "nothing",
        JsonTokenType.String => Quote.Bytes(json.ValueSpan),
        _ => Quote.Bytes(json.ValueSpan, ""),
    };

    private readonly SafetensorsException Fault(string found, string expected)
    {
        bool note = tensor == TensorLabel.Reserved;
        string owner = tensor is null ? "header" : note ? TensorLabel.Reserved : $"tensor {Quote.Text(tensor)}";
        string part = field is null ? "" : $", {Quote.Text(field, note ? "'" : "")}";
        return new(file, $"{owner}{part} (header byte {json.BytesConsumed})", found, expected);
    }
}

/// <summary>Orders tensors and writes the header.</summary>
internal static class SafetensorsHeaderWriter
{
    private const int Alignment = 8;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Only what JSON demands is escaped.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The tensors in the order of their bytes: by type, then by the UTF-8 bytes of the name.</summary>
    /// <exception cref="ArgumentException">Two have the same name, or a name holds half a surrogate pair.</exception>
    internal static List<T> Order<T>(IEnumerable<T> tensors, Func<T, TensorLabel> label)
    {
        HashSet<string> names = [];
        List<(T Tensor, ElementType Type, byte[] Name)> sorted = [];
        foreach (T tensor in tensors)
        {
            TensorLabel its = label(tensor);
            if (!names.Add(its.Name)) throw new ArgumentException($"Two tensors are called {Quote.Text(its.Name)}: a file holds every name once.");
            sorted.Add((tensor, its.Type, Encoded(its.Name)));
        }
        sorted.Sort((a, b) => a.Type != b.Type ? a.Type.CompareTo(b.Type) : a.Name.AsSpan().SequenceCompareTo(b.Name));
        return [.. sorted.Select(s => s.Tensor)];
    }

    /// <summary>Writes the header's length and the header, padded so that the tensors' bytes start at a multiple of 8.</summary>
    /// <param name="metadata">Keys and values, not null and without lone surrogates; they are not checked.</param>
    /// <exception cref="ArgumentException">The header is longer than the format allows.</exception>
    internal static void Write(
        Stream stream, IEnumerable<TensorLabel> tensors, IReadOnlyDictionary<string, string>? metadata, int longest = Safetensors.LongestHeader)
    {
        OrderedDictionary<string, object> header = [];
        if (metadata is { Count: > 0 }) header.Add(TensorLabel.Reserved, new SortedDictionary<string, string>(metadata.ToDictionary(), StringComparer.Ordinal));
        long offset = 0;
        foreach (TensorLabel tensor in tensors)
        {
            long end = checked(offset + tensor.ByteCount);
            header.Add(tensor.Name, new { dtype = tensor.Type.Label(), shape = tensor.Shape, data_offsets = new[] { offset, end } });
            offset = end;
        }
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, Options);
        int padding = -json.Length & (Alignment - 1), length = json.Length + padding;
        if (length > longest)
            throw new ArgumentException($"Names and notes make a header of {length} bytes, expected at most {longest}: shorten the notes.");
        Span<byte> start = stackalloc byte[Safetensors.LengthBytes], spaces = stackalloc byte[padding];
        BinaryPrimitives.WriteInt64LittleEndian(start, length);
        spaces.Fill((byte)' ');
        stream.Write(start);
        stream.Write(json);
        stream.Write(spaces);
    }

    // The JSON writer would replace half a surrogate pair by U+FFFD, which changes the name.
    private static byte[] Encoded(string name)
    {
        try
        {
            return Utf8.GetBytes(name);
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException($"The tensor name {Quote.Text(name)} holds half a surrogate pair, which UTF-8 cannot write.");
        }
    }
}
