using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using RepDynamics.IO;

namespace RepDynamics.Checkpoints;

/// <summary>What precedes the elements of a <c>.npy</c> file, versions 1.0 to 3.0 (numpy.lib.format).</summary>
/// <remarks>The header is a Python dictionary. It is matched, not evaluated; arrays of Python objects, which are pickles, are refused unread.</remarks>
/// <param name="Shape">Sizes, none negative.</param>
/// <param name="ColumnMajor">Fortran order.</param>
/// <param name="Length">Bytes before the first element.</param>
internal sealed partial record NpyHeader(ElementType Type, ImmutableArray<long> Shape, bool ColumnMajor, int Length)
{
    /// <summary>The longest header of a supported array in bytes.</summary>
    public const int Longest = 1 << 16;

    private const int MostDimensions = 32;

    /// <param name="start">The first bytes of the file: all, or at least <see cref="Longest"/>.</param>
    /// <exception cref="CheckpointException">The bytes are no header, or that of an array of an unsupported type.</exception>
    public static NpyHeader Read(ReadOnlySpan<byte> start, string name)
    {
        if (!start.StartsWith((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8])) throw Damaged(name, "does not start as a .npy file does");
        if (start.Length < 10) throw Damaged(name, $"{start.Length} bytes, which is less than a header");
        (int major, int minor) = (start[6], start[7]);
        if (major is < 1 or > 3 || minor != 0) throw Damaged(name, $"version {major}.{minor} of the format, expected 1.0, 2.0 or 3.0");
        int textStart = major == 1 ? 10 : 12;
        if (start.Length < textStart) throw Damaged(name, "ends within its header");
        uint length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > Longest - textStart) throw Damaged(name, $"a header of {length} bytes, expected at most {Longest - textStart}");
        if (length > start.Length - textStart) throw Damaged(name, "ends within its header");
        string text = (major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(start.Slice(textStart, (int)length));
        if (Structured().IsMatch(text)) throw Unsupported(name, "a structured array");
        Match match = Dictionary().Match(text);
        if (Value("descr") is not { } descr || Value("fortran") is not { } fortran || Value("shape") is not { } shape || Sizes(shape) is not { } sizes)
        {
            string shown = new([.. text.Take(120).Select(c => char.IsControl(c) ? '?' : c)]);
            throw Damaged(name, $"its header is no dictionary with descr, fortran_order and shape, each once: '{shown.TrimEnd('?')}'");
        }
        return new(TypeOf(descr, name), sizes, fortran == "True" && sizes.Length > 1, textStart + (int)length);

        string? Value(string group) => match.Groups[group].Captures is [{ } once] ? once.Value : null;
    }

    private static ImmutableArray<long>? Sizes(string shape)
    {
        List<long> sizes = [];
        foreach (Match number in Number().Matches(shape))
        {
            if (sizes.Count == MostDimensions || !long.TryParse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long size)) return null;
            sizes.Add(size);
        }
        return sizes.ToImmutableArray();
    }

    private static ElementType TypeOf(string descr, string name)
    {
        string shown = new([.. descr.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);
        if (descr.Length > 1 && descr[1] == 'O') throw Unsupported(name, "Python objects, which are stored as a pickle and never read here");
        if (descr is ['>', _, _, ..] && descr[2] != '1') throw Unsupported(name, $"big-endian numbers ('{shown}')");
        return descr switch
        {
            "<f2" => ElementType.F16,
            "<f4" => ElementType.F32,
            "<f8" => ElementType.F64,
            "|b1" => ElementType.Bool,
            "|i1" or "<i1" => ElementType.I8,
            "|u1" or "<u1" => ElementType.U8,
            "<i2" => ElementType.I16,
            "<u2" => ElementType.U16,
            "<i4" => ElementType.I32,
            "<u4" => ElementType.U32,
            "<i8" => ElementType.I64,
            "<u8" => ElementType.U64,
            "<V2" or "|V2" => throw Unsupported(name, $"elements of type '{shown}', as numpy.savez writes bfloat16"),
            _ => throw Unsupported(name, $"elements of type '{shown}'"),
        };
    }

    private static CheckpointException Damaged(string name, string fault) =>
        new($"{name}: {fault}.", "The file is damaged or not numpy's: write it again with numpy.savez.");

    private static CheckpointException Unsupported(string name, string what) => new(
        $"{name}: it holds {what}.",
        "Leave it out (--without), or save features as little-endian float16, float32 or float64, for example x.astype('<f4'), and region maps as integers of 1 to 8 bytes.");

    // A tuple of one size ends with a comma; Python 2 wrote an L after a long.
    [GeneratedRegex(
        """
        ^\s*\{\s*(?:(?:
            (['"])descr\1\s*:\s*(['"])(?<descr>[^'"\\]*)\2
          | (['"])fortran_order\3\s*:\s*(?<fortran>True|False)
          | (['"])shape\4\s*:\s*\(\s*(?<shape>|[0-9]+L?\s*,|[0-9]+L?(?:\s*,\s*[0-9]+L?)+(?:\s*,)?)\s*\)
        )\s*(?:,\s*|(?=\})))*\}\s*$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Dictionary();

    [GeneratedRegex("""(['"])descr\1\s*:\s*\[""")]
    private static partial Regex Structured();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
