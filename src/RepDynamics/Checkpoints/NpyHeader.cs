using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace RepDynamics.Checkpoints;

// The header is the text of a Python dictionary. It is parsed as such a text, never evaluated; and arrays of Python objects, which are
// pickles, are refused unread.

/// <summary>What precedes the elements of a <c>.npy</c> file, versions 1.0 to 3.0 (numpy.lib.format).</summary>
/// <param name="Type">What an element is.</param>
/// <param name="Shape">Sizes, none negative.</param>
/// <param name="ColumnMajor">Fortran order.</param>
/// <param name="Length">Bytes before the first element.</param>
internal sealed record NpyHeader(NumberType Type, ImmutableArray<long> Shape, bool ColumnMajor, int Length)
{
    /// <summary>Bytes that surely hold a whole header of a supported array.</summary>
    public const int Longest = 1 << 16;

    private const int MostDimensions = 32;

    /// <summary>Reads a header.</summary>
    /// <param name="start">The file's first bytes, all or at least <see cref="Longest"/>.</param>
    /// <param name="name">File and layer, for errors.</param>
    /// <exception cref="CheckpointException">It is none, or one of an array that is not read here.</exception>
    public static NpyHeader Read(ReadOnlySpan<byte> start, string name)
    {
        if (!start.StartsWith((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8])) throw Damaged(name, "does not start as a .npy file does");
        if (start.Length < 10) throw Damaged(name, $"{start.Length} bytes, which is less than a header");
        (int major, int minor) = (start[6], start[7]);
        if (major is < 1 or > 3 || minor != 0) throw Damaged(name, $"version {major}.{minor} of the format, expected 1.0, 2.0 or 3.0");
        int lengthBytes = major == 1 ? 2 : 4, textStart = 8 + lengthBytes;
        if (start.Length < textStart) throw Damaged(name, "ends within its header");
        uint length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > Longest - textStart) throw Damaged(name, $"a header of {length} bytes, expected at most {Longest - textStart}");
        if (length > start.Length - textStart) throw Damaged(name, "ends within its header");
        string text = (major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(start.Slice(textStart, (int)length));
        return Parse(text, textStart + (int)length, name);
    }

    private static NpyHeader Parse(string text, int end, string name)
    {
        (string? descr, bool? fortran, ImmutableArray<long>? shape) = (null, null, null);
        PythonText python = new(text);
        if (!python.Take('{')) throw Fault("'{'");
        while (!python.Take('}'))
        {
            string key = python.String() ?? throw Fault("a key in quotes");
            if (!python.Take(':')) throw Fault("':'");
            switch (key)
            {
                case "descr" when descr is null:
                    if (python.Sees('[')) throw Unsupported(name, "a structured array");
                    descr = python.String() ?? throw Fault("a type in quotes");
                    break;
                case "fortran_order" when fortran is null: fortran = python.Boolean() ?? throw Fault("True or False"); break;
                case "shape" when shape is null: shape = python.Sizes(MostDimensions) ?? throw Fault("a tuple of sizes"); break;
                default: throw Damaged(name, $"its header has the key '{Shown(key)}' where descr, fortran_order and shape are expected, each once");
            }
            if (!python.Take(',') && !python.Sees('}')) throw Fault("',' or '}'");
        }
        if (!python.AtEnd) throw Fault("nothing more");
        NumberType type = TypeOf(descr ?? throw Damaged(name, "its header has no descr"), name);
        ImmutableArray<long> sizes = shape ?? throw Damaged(name, "its header has no shape");
        return new(type, sizes, (fortran ?? throw Damaged(name, "its header has no fortran_order")) && sizes.Length > 1, end);

        CheckpointException Fault(string expected) => Damaged(name, string.Create(
            CultureInfo.InvariantCulture,
            $"its header is no dictionary of numpy's: expected {expected} at character {python.Position} of '{Shown(text)}'"));
    }

    private static NumberType TypeOf(string descr, string name)
    {
        if (descr.Length > 1 && descr[1] == 'O') throw Unsupported(name, "Python objects, which are stored as a pickle and never read here");
        if (descr is ['>', _, _, ..] && descr[2] != '1') throw Unsupported(name, $"big-endian numbers ('{Shown(descr)}')");
        return descr switch
        {
            "<f2" => NumberType.F16,
            "<f4" => NumberType.F32,
            "<f8" => NumberType.F64,
            "|b1" => NumberType.Bool,
            "|i1" or "<i1" => NumberType.I8,
            "|u1" or "<u1" => NumberType.U8,
            "<i2" => NumberType.I16,
            "<u2" => NumberType.U16,
            "<i4" => NumberType.I32,
            "<u4" => NumberType.U32,
            "<i8" => NumberType.I64,
            "<u8" => NumberType.U64,
            _ => throw Unsupported(name, $"elements of type '{Shown(descr)}'"),
        };
    }

    private static string Shown(string text) => new([.. text.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);

    private static CheckpointException Damaged(string name, string fault) =>
        new($"{name}: {fault}.", "The file is damaged or not numpy's: write it again with numpy.savez.");

    private static CheckpointException Unsupported(string name, string what) => new(
        $"{name}: it holds {what}.",
        "Save features as little-endian float16, float32 or float64, for example x.astype('<f4'), and region maps as integers of 1 to 8 bytes.");
}
