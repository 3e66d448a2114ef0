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

    /// <summary>The shape as text; of very many dimensions, the first 16.</summary>
    internal static string Written(ImmutableArray<long> shape)
    {
        string first = string.Join(", ", shape.Take(16));
        return shape.Length <= 16 ? $"[{first}]" : $"[{first}, ... ({shape.Length} dimensions)]";
    }

    /// <exception cref="ArgumentException">The name is the format's own.</exception>
    internal static void RequireFree(string name)
    {
        if (name == Reserved)
            throw new ArgumentException($"'{name}' is the format's own name for a file's notes: name the tensor otherwise.");
    }
}
