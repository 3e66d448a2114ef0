using System.Collections.Immutable;

namespace RepDynamics.Runs;

/// <summary>A tensor's elements as bytes, under a name.</summary>
/// <remarks>Two are equal when name, type, shape and every byte are: NaN equals a NaN of the same bits, and -0 is not 0.</remarks>
public sealed record TensorData
{
    /// <summary>Puts elements under a name. The bytes are not copied: leave them as they are.</summary>
    /// <param name="name">Any text but <c>__metadata__</c>, which the format keeps for itself.</param>
    /// <param name="type">What an element is.</param>
    /// <param name="shape">Sizes, none negative; empty for a single number. A size of 0 means no elements.</param>
    /// <param name="bytes">The elements, little-endian, row-major, nothing between them.</param>
    /// <exception cref="ArgumentException">The name is reserved, a size is negative, or the bytes are not shape times type.</exception>
    public TensorData(string name, ElementType type, ImmutableArray<long> shape, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (shape.IsDefault) throw new ArgumentException($"Tensor {Quote.Text(name)} has no shape.", nameof(shape));
        TensorLabel.RequireFree(name);
        Label = new TensorLabel(name, type, shape);
        if (Label.ByteCount != bytes.Length)
        {
            throw new ArgumentException(
                $"Tensor {Quote.Text(name)}, {Label.Description}, takes {Label.ByteCount} bytes, found {bytes.Length}.", nameof(bytes));
        }
        Bytes = bytes;
    }

    /// <summary>What the tensor is called, such as <c>network.blocks.0.weight</c>.</summary>
    public string Name => Label.Name;

    /// <summary>What an element is.</summary>
    public ElementType Type => Label.Type;

    /// <summary>The size of every dimension; empty for a single number.</summary>
    public ImmutableArray<long> Shape => Label.Shape;

    /// <summary>The elements, little-endian, row-major: the product of <see cref="Shape"/> times the type's size.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    internal TensorLabel Label { get; }

    /// <inheritdoc/>
    public bool Equals(TensorData? other) =>
        other is not null && Name == other.Name && Type == other.Type
        && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan()) && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Shape.Length, Bytes.Length);

    /// <summary>Name, type and shape.</summary>
    public override string ToString() => $"{Name}: {Type.Label()} {TensorLabel.Written(Shape)}";
}
