using System.Text;

namespace RepDynamics.Runs;

/// <summary>What a file calls an element type, and how many bytes an element takes.</summary>
public static class ElementTypes
{
    /// <summary>All of them, in the order of the enumeration.</summary>
    internal static readonly ElementType[] All = Enum.GetValues<ElementType>();

    private static readonly byte[][] Labels = [.. All.Select(t => Encoding.ASCII.GetBytes(t.Label()))];

    /// <summary>Bytes of one element: 1, 2, 4 or 8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration.</exception>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.I64 or ElementType.F64 => 8,
        ElementType.F32 or ElementType.I32 => 4,
        ElementType.BF16 or ElementType.F16 or ElementType.I16 => 2,
        ElementType.I8 or ElementType.U8 or ElementType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    /// <summary>The name in a file's header, such as <c>F32</c> or <c>BOOL</c>.</summary>
    public static string Label(this ElementType type) => type == ElementType.Bool ? "BOOL" : type.ToString();

    /// <summary>The type of a name in a file's header; names are case-sensitive.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> label, out ElementType type)
    {
        for (int i = 0; i < All.Length; i++)
        {
            type = All[i];
            if (label.SequenceEqual(Labels[i])) return true;
        }
        type = default;
        return false;
    }

    /// <summary>Bytes of a tensor; null when a size is negative or the product leaves 64 bits.</summary>
    /// <remarks>
    /// A size of 0 makes 0 bytes, but does not excuse others that overflow: libtorch computes strides from them all the same.
    /// </remarks>
    internal static long? ByteCount(this ElementType type, ReadOnlySpan<long> shape)
    {
        Int128 bytes = type.Size();
        bool empty = false;
        foreach (long size in shape)
        {
            if (size < 0) return null;
            empty |= size == 0;
            bytes *= Math.Max(size, 1);
            if (bytes > long.MaxValue) return null;
        }
        return empty ? 0 : (long)bytes;
    }
}
