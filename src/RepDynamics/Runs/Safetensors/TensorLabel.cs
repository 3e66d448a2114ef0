using System.Collections.Immutable;

namespace RepDynamics.Runs;

/// <summary>What a safetensors header says about a tensor, but for where its bytes are.</summary>
internal sealed record TensorLabel(string Name, ElementType Type, ImmutableArray<long> Shape)
{
    /// <summary>The name that the format keeps for a file's own notes.</summary>
    internal const string Reserved = "__metadata__";

    /// <summary>Bytes of the elements.</summary>
    /// <exception cref="ArgumentException">A size is negative, or the product leaves 64 bits.</exception>
    internal long ByteCount => Type.ByteCount(Shape.AsSpan()) ?? throw new ArgumentException(
        $"Tensor {Quote.Text(Name)} has the shape {Written(Shape)}: sizes must not be negative and their product must fit 64 bits.");

    internal string Description => $"{Type.Label()} of shape {Written(Shape)}";

    internal static string Written(ImmutableArray<long> shape) =>
        shape.Length <= 16 ? $"[{string.Join(", ", shape)}]" : $"[{string.Join(", ", shape.Take(16))}, ... ({shape.Length} dimensions)]";
}
