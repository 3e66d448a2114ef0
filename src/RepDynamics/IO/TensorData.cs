namespace RepDynamics.IO;

/// <summary>A tensor's elements as bytes, under a name. The bytes are not copied: do not change them.</summary>
/// <remarks>Two are equal when name, type, shape and every byte are: NaN equals a NaN of the same bits, and -0 is not 0.</remarks>
/// <param name="Name">Any text but <c>__metadata__</c>, which the format reserves.</param>
/// <param name="Shape">Sizes, none negative; empty for a single number. A size of 0 means no elements.</param>
/// <param name="Bytes">The elements, little-endian, row-major, nothing between them.</param>
/// <exception cref="ArgumentException">The name is reserved, a size is negative, or the bytes are not shape times type.</exception>
internal sealed record TensorData(string Name, ElementType Type, ImmutableArray<long> Shape, ReadOnlyMemory<byte> Bytes)
{
    internal TensorLabel Label { get; } = Checked(new TensorLabel(Name, Type, Shape), Bytes.Length);

    public bool Equals(TensorData? other) =>
        other is not null && Name == other.Name && Type == other.Type && Shape.SequenceEqual(other.Shape) && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override int GetHashCode() => HashCode.Combine(Name, Type, Shape.Length, Bytes.Length);

    private static TensorLabel Checked(TensorLabel label, int bytes)
    {
        TensorLabel.RequireFree(label.Name);
        return label.ByteCount == bytes ? label : throw new ArgumentException(
            $"Tensor {Quote.Text(label.Name)}, {label.Description}, takes {label.ByteCount} bytes, found {bytes}.", nameof(bytes));
    }
}

internal sealed record TensorLabel(string Name, ElementType Type, ImmutableArray<long> Shape)
{
    /// <summary>The name that the format reserves for a file's notes.</summary>
    internal const string Reserved = "__metadata__";

    /// <summary>Bytes of the elements.</summary>
    /// <exception cref="ArgumentException">A size is negative, or the product leaves 64 bits.</exception>
    internal long ByteCount => Type.ByteCount(Shape.AsSpan()) ?? throw new ArgumentException(
        $"Tensor {Quote.Text(Name)} has the shape {Written(Shape)}: sizes must not be negative and their product must fit 64 bits.");

    internal string Description => $"{Type.Label()} of shape {Written(Shape)}";

    /// <summary>The shape as text; of very many dimensions, the first 16.</summary>
    internal static string Written(ImmutableArray<long> shape)
    {
        string first = string.Join(", ", shape.Take(16));
        return shape.Length <= 16 ? $"[{first}]" : $"[{first}, ... ({shape.Length} dimensions)]";
    }

    /// <exception cref="ArgumentException">The name is reserved.</exception>
    internal static void RequireFree(string name)
    {
        if (name == Reserved) throw new ArgumentException($"'{name}' is the format's own name for a file's notes: name the tensor otherwise.");
    }
}

/// <summary>The element types that are supported, in the order of the published writer: the widest first.</summary>
internal enum ElementType
{
    U64,
    I64,
    F64,
    F32,
    U32,
    I32,

    /// <summary>The upper half of an <see cref="F32"/>: 8 bits of exponent, 7 of mantissa.</summary>
    BF16,
    F16,
    U16,
    I16,
    I8,
    U8,

    /// <summary>Truth values, a byte each: 0 or 1.</summary>
    Bool,
}

internal static class ElementTypes
{
    internal static readonly ElementType[] All = Enum.GetValues<ElementType>();

    /// <summary>Bytes of one element: 1, 2, 4 or 8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.U64 or ElementType.I64 or ElementType.F64 => 8,
        ElementType.F32 or ElementType.U32 or ElementType.I32 => 4,
        ElementType.BF16 or ElementType.F16 or ElementType.U16 or ElementType.I16 => 2,
        ElementType.I8 or ElementType.U8 or ElementType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    /// <summary>The name in a file's header, such as <c>F32</c> or <c>BOOL</c>.</summary>
    public static string Label(this ElementType type) => type == ElementType.Bool ? "BOOL" : type.ToString();

    /// <summary>Bytes of a tensor; null when a size is negative or the product leaves 64 bits.</summary>
    /// <remarks>A size of 0 makes 0 bytes, but other sizes must not overflow even then: libtorch computes strides from them.</remarks>
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
