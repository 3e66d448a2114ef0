using System.Collections.Immutable;

namespace RepDynamics.Checkpoints;

/// <summary>An array in a file, and the place of its bytes.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Type">The type of the elements.</param>
/// <param name="Shape">Sizes; their product times the type's size is <paramref name="Bytes"/>.</param>
/// <param name="ColumnMajor">Whether the first dimension varies fastest (Fortran order) instead of the last.</param>
/// <param name="Start">Where the array, or the <c>.npy</c> file of a zip entry, starts in the file; 0 where it is compressed.</param>
/// <param name="Skip">Bytes before the first element.</param>
/// <param name="Bytes">Bytes of the elements.</param>
/// <param name="Entry">The entry of the zip file, which has a checksum; null in a safetensors file.</param>
/// <param name="Compressed">Whether the entry is compressed.</param>
internal sealed record StoredArray(
    string Name, NumberType Type, ImmutableArray<long> Shape, bool ColumnMajor, long Start, int Skip, long Bytes, string? Entry = null, bool Compressed = false)
{
    /// <summary>Number of elements.</summary>
    public long Elements => Bytes / Type.Size();

    /// <summary>The shape as text, such as <c>[10000, 64]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}
