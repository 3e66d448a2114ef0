using System.Collections.Immutable;

namespace RepDynamics.Numerics;

/// <summary>The state of a <see cref="SeededRandom"/>: a generator made from it continues the stream.</summary>
public sealed record RandomState
{
    /// <summary>Length of <see cref="ToWords"/>: four words of state, whether there is a spare normal number, and that number.</summary>
    public const int WordCount = 6;

    /// <param name="s0">The first 64 of xoshiro256**'s 256 bits.</param>
    /// <param name="s1">The second 64 bits.</param>
    /// <param name="s2">The third 64 bits.</param>
    /// <param name="s3">The last 64 bits.</param>
    /// <param name="spareNormal">The normal number that the next <see cref="SeededRandom.Normal"/> returns, or null.</param>
    /// <exception cref="ArgumentException">All 256 bits are zero, or the spare number is not finite.</exception>
    public RandomState(ulong s0, ulong s1, ulong s2, ulong s3, double? spareNormal = null)
    {
        if ((s0 | s1 | s2 | s3) == 0)
            throw new ArgumentException("A generator's 256 bits of state are all zero: it would return only zeros.");
        if (spareNormal is { } spare && !double.IsFinite(spare))
            throw new ArgumentException($"A generator's spare normal number is {spare}; it must be finite.", nameof(spareNormal));
        (S0, S1, S2, S3, SpareNormal) = (s0, s1, s2, s3, spareNormal);
    }

    /// <summary>The first 64 bits.</summary>
    public ulong S0 { get; }

    /// <summary>The second 64 bits.</summary>
    public ulong S1 { get; }

    /// <summary>The third 64 bits.</summary>
    public ulong S2 { get; }

    /// <summary>The last 64 bits.</summary>
    public ulong S3 { get; }

    /// <summary>The normal number that the next <see cref="SeededRandom.Normal"/> returns; null if it draws a new pair.</summary>
    public double? SpareNormal { get; }

    /// <summary>The state as <see cref="WordCount"/> whole numbers, for a file: s0 to s3, 1 or 0, the bits of the spare number or 0.</summary>
    public ImmutableArray<long> ToWords() =>
    [
        unchecked((long)S0), unchecked((long)S1), unchecked((long)S2), unchecked((long)S3),
        SpareNormal is null ? 0 : 1, BitConverter.DoubleToInt64Bits(SpareNormal ?? 0),
    ];

    /// <summary>The state that <see cref="ToWords"/> wrote.</summary>
    /// <param name="words">Its <see cref="WordCount"/> numbers.</param>
    /// <exception cref="ArgumentException">The numbers are no generator's state.</exception>
    public static RandomState FromWords(ReadOnlySpan<long> words)
    {
        if (words.Length != WordCount)
            throw new ArgumentException($"A generator's state has {WordCount} numbers; found {words.Length}.", nameof(words));
        if (words[4] is not (0 or 1) || (words[4] == 0 && words[5] != 0))
            throw new ArgumentException($"A generator's state ends with 0, 0 or with 1 and a number's bits; found {words[4]}, {words[5]}.", nameof(words));
        double? spare = words[4] == 0 ? null : BitConverter.Int64BitsToDouble(words[5]);
        return unchecked(new((ulong)words[0], (ulong)words[1], (ulong)words[2], (ulong)words[3], spare));
    }
}
