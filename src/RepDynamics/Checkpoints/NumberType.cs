using System.Runtime.InteropServices;

namespace RepDynamics.Checkpoints;

/// <summary>What an element of a stored array is, little-endian.</summary>
internal enum NumberType
{
    F16,
    BF16,
    F32,
    F64,
    Bool,
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
}

/// <summary>Sizes of elements, and what they are as single precision or as labels.</summary>
internal static class NumberTypes
{
    /// <summary>Bytes of an element.</summary>
    public static int Size(this NumberType type) => type switch
    {
        NumberType.Bool or NumberType.I8 or NumberType.U8 => 1,
        NumberType.F16 or NumberType.BF16 or NumberType.I16 or NumberType.U16 => 2,
        NumberType.F32 or NumberType.I32 or NumberType.U32 => 4,
        _ => 8,
    };

    /// <summary>Whether elements are whole numbers: labels, not features.</summary>
    public static bool IsInteger(this NumberType type) => type >= NumberType.Bool;

    /// <summary>Elements of a floating type in single precision; what is beyond its range becomes infinite.</summary>
    /// <param name="type">F16, BF16, F32 or F64.</param>
    /// <param name="bytes">As many elements as fit in <paramref name="values"/>.</param>
    /// <param name="values">Filled.</param>
    public static void ToSingle(NumberType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (type)
        {
            case NumberType.F32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
            case NumberType.F64:
                ReadOnlySpan<double> doubles = MemoryMarshal.Cast<byte, double>(bytes);
                for (int i = 0; i < values.Length; i++) values[i] = (float)doubles[i];
                break;
            case NumberType.F16:
                ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(bytes);
                for (int i = 0; i < values.Length; i++) values[i] = (float)halves[i];
                break;
            case NumberType.BF16:
                ReadOnlySpan<ushort> uppers = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < values.Length; i++) values[i] = BitConverter.UInt32BitsToSingle((uint)uppers[i] << 16);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Not a floating type.");
        }
    }

    /// <summary>Elements of an integer type as labels.</summary>
    /// <param name="type">Bool or an integer type.</param>
    /// <param name="bytes">As many elements as fit in <paramref name="labels"/>.</param>
    /// <param name="labels">Filled.</param>
    /// <exception cref="OverflowException">A label leaves 32 bits.</exception>
    public static void ToLabels(NumberType type, ReadOnlySpan<byte> bytes, Span<int> labels)
    {
        switch (type)
        {
            case NumberType.Bool or NumberType.U8: Convert<byte>(bytes, labels, v => v); break;
            case NumberType.I8: Convert<sbyte>(bytes, labels, v => v); break;
            case NumberType.I16: Convert<short>(bytes, labels, v => v); break;
            case NumberType.U16: Convert<ushort>(bytes, labels, v => v); break;
            case NumberType.I32: Convert<int>(bytes, labels, v => v); break;
            case NumberType.U32: Convert<uint>(bytes, labels, v => checked((int)v)); break;
            case NumberType.I64: Convert<long>(bytes, labels, v => checked((int)v)); break;
            case NumberType.U64: Convert<ulong>(bytes, labels, v => checked((int)v)); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "Not an integer type.");
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> bytes, Span<int> labels, Func<T, int> label) where T : unmanaged
    {
        ReadOnlySpan<T> elements = MemoryMarshal.Cast<byte, T>(bytes);
        for (int i = 0; i < labels.Length; i++) labels[i] = label(elements[i]);
    }
}
