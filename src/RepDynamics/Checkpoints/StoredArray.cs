using System.Collections.Immutable;

namespace RepDynamics.Checkpoints;

/// <summary>An array in a file, and where its bytes are.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Type">What an element is.</param>
/// <param name="Shape">Sizes; their product times the type's size is <see cref="Bytes"/>.</param>
/// <param name="ColumnMajor">Whether the first dimension varies fastest (Fortran order) instead of the last.</param>
/// <param name="Span">The bytes of the array's entry: in a zip file, the whole <c>.npy</c> file.</param>
/// <param name="Skip">Bytes of the entry before the first element.</param>
internal sealed record StoredArray(
    string Name, NumberType Type, ImmutableArray<long> Shape, bool ColumnMajor, StoredSpan Span, int Skip)
{
    /// <summary>Bytes of the elements.</summary>
    public long Bytes => Span.Length - Skip;

    /// <summary>Number of elements.</summary>
    public long Elements => Bytes / Type.Size();

    /// <summary>The shape as text, such as <c>[10000, 64]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}

/// <summary>Consecutive bytes of a file, perhaps compressed.</summary>
/// <param name="Start">Where they start in the file.</param>
/// <param name="Stored">How many there are in the file.</param>
/// <param name="Length">How many they are once inflated; <paramref name="Stored"/> where they are not compressed.</param>
/// <param name="Deflated">Whether they are compressed (RFC 1951).</param>
/// <param name="Crc">CRC-32 of the inflated bytes; null where the format has none.</param>
internal sealed record StoredSpan(long Start, long Stored, long Length, bool Deflated, uint? Crc);
