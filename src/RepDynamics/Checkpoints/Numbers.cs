using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RepDynamics.IO;

namespace RepDynamics.Checkpoints;

/// <summary>Elements of a stored array as features or labels.</summary>
internal static class Numbers
{
    /// <summary>Whether elements are whole numbers: labels, not features.</summary>
    public static bool IsInteger(this ElementType type) => type is not (ElementType.F64 or ElementType.F32 or ElementType.F16 or ElementType.BF16);

    /// <summary>Elements of a floating type.</summary>
    /// <param name="bytes">As many elements as <paramref name="values"/> has, little-endian.</param>
    public static void ToFeatures(ElementType type, ReadOnlySpan<byte> bytes, Span<double> values)
    {
        switch (type)
        {
            case ElementType.F64: MemoryMarshal.Cast<byte, double>(bytes).CopyTo(values); break;
            case ElementType.F32: Widen(MemoryMarshal.Cast<byte, float>(bytes), values); break;
            case ElementType.F16: Convert<Half, double>(bytes, values, v => (double)v); break;
            case ElementType.BF16: Convert<ushort, double>(bytes, values, v => BitConverter.UInt32BitsToSingle((uint)v << 16)); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "Not a floating type.");
        }
    }

    /// <summary>Elements of an integer type.</summary>
    /// <inheritdoc cref="ToFeatures"/>
    /// <exception cref="OverflowException">A label is beyond 63 bits.</exception>
    public static void ToLabels(ElementType type, ReadOnlySpan<byte> bytes, Span<long> values)
    {
        switch (type)
        {
            case ElementType.Bool or ElementType.U8: Convert<byte, long>(bytes, values, v => v); break;
            case ElementType.I8: Convert<sbyte, long>(bytes, values, v => v); break;
            case ElementType.I16: Convert<short, long>(bytes, values, v => v); break;
            case ElementType.U16: Convert<ushort, long>(bytes, values, v => v); break;
            case ElementType.I32: Convert<int, long>(bytes, values, v => v); break;
            case ElementType.U32: Convert<uint, long>(bytes, values, v => v); break;
            case ElementType.I64: MemoryMarshal.Cast<byte, long>(bytes).CopyTo(values); break;
            case ElementType.U64: Convert<ulong, long>(bytes, values, v => checked((long)v)); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "Not an integer type.");
        }
    }

    // Compiled at once with optimization: most features are of this type, and most comparisons are over before code is compiled a second time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen(ReadOnlySpan<float> from, Span<double> to)
    {
        ReadOnlySpan<Vector<float>> singles = MemoryMarshal.Cast<float, Vector<float>>(from);
        Span<Vector<double>> doubles = MemoryMarshal.Cast<double, Vector<double>>(to);
        for (int v = 0; v < singles.Length; v++) Vector.Widen(singles[v], out doubles[2 * v], out doubles[2 * v + 1]);
        for (int i = singles.Length * Vector<float>.Count; i < to.Length; i++) to[i] = from[i];
    }

    private static void Convert<TFrom, TTo>(ReadOnlySpan<byte> bytes, Span<TTo> values, Func<TFrom, TTo> convert) where TFrom : unmanaged
    {
        ReadOnlySpan<TFrom> elements = MemoryMarshal.Cast<byte, TFrom>(bytes);
        for (int i = 0; i < values.Length; i++) values[i] = convert(elements[i]);
    }
}
