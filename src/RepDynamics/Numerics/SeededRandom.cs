using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace RepDynamics.Numerics;

// System.Random promises its sequence neither across .NET versions nor across platforms, and torch's generator is tied to
// torch. Data and batch order must be the same bits everywhere, so this class uses integer operations and the correctly
// rounded IEEE operations (+ - * / sqrt) only, and brings its own logarithm: Math.Log differs by an ulp between C libraries.

/// <summary>A small generator of random numbers whose output is the same on every platform and .NET version.</summary>
/// <remarks>
/// xoshiro256** of Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM Transactions on Mathematical
/// Software 47(4), 2021; its 256 bits of state are filled by SplitMix64, as its authors advise. Period 2^256 - 1.
/// Not for secrets, and not thread-safe. A run has one seed; each kind of draw (initial weights, order of images, noisy labels, ...) has a
/// purpose, such as <c>"initial-weights"</c>. Streams with different purposes are independent: an added draw in one shifts no draw in another.
/// </remarks>
public sealed class SeededRandom
{
    /// <summary>Length of <see cref="State"/>.</summary>
    public const int WordCount = 6;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ulong s0, s1, s2, s3;
    private double? spareNormal;

    /// <summary>Starts the stream that belongs to a seed.</summary>
    /// <param name="seed">Any value, 0 included; usually from <see cref="SeedFor"/>.</param>
    public SeededRandom(ulong seed)
    {
        s0 = SplitMix64(ref seed);
        s1 = SplitMix64(ref seed);
        s2 = SplitMix64(ref seed);
        s3 = SplitMix64(ref seed);
    }

    /// <summary>Starts the stream for one purpose within one run: <see cref="SeedFor"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="purpose"/> is empty or blank.</exception>
    public SeededRandom(long runSeed, string purpose) : this(SeedFor(runSeed, purpose))
    {
    }

    /// <summary>Continues the stream of another generator.</summary>
    /// <exception cref="ArgumentException">The numbers are no generator's state.</exception>
    public SeededRandom(ReadOnlySpan<long> state)
    {
        if (state.Length != WordCount)
            throw new ArgumentException($"A generator's state has {WordCount} numbers; found {state.Length}.", nameof(state));
        if ((state[0] | state[1] | state[2] | state[3]) == 0)
            throw new ArgumentException("A generator's 256 bits of state are all zero: it would return only zeros.", nameof(state));
        if (state[4] is not (0 or 1) || (state[4] == 0 && state[5] != 0))
            throw new ArgumentException($"A generator's state ends with 0, 0 or with 1 and a number's bits; found {state[4]}, {state[5]}.", nameof(state));
        spareNormal = state[4] == 0 ? null : BitConverter.Int64BitsToDouble(state[5]);
        if (spareNormal is { } spare && !double.IsFinite(spare))
            throw new ArgumentException($"A generator's spare normal number is {spare}; it must be finite.", nameof(state));
        (s0, s1, s2, s3) = unchecked(((ulong)state[0], (ulong)state[1], (ulong)state[2], (ulong)state[3]));
    }

    /// <summary>
    /// The current state, for a file: the 256 bits, 1 or 0 for whether the next <see cref="Normal"/> is drawn already, and its bits or 0.
    /// </summary>
    public ImmutableArray<long> State =>
        unchecked([(long)s0, (long)s1, (long)s2, (long)s3, spareNormal is null ? 0 : 1, BitConverter.DoubleToInt64Bits(spareNormal ?? 0)]);

    /// <summary>The seed for one purpose within one run.</summary>
    /// <remarks>
    /// The canonical text is <c>RepDynamics seed 1</c>, the run seed in decimal and the purpose, joined by line feeds and
    /// encoded as UTF-8. The seed is the first 8 bytes of its SHA-256, read as a little-endian integer. Only the last field may
    /// hold a line feed, so no two pairs share a text. Changing this text changes every network this project has trained.
    /// </remarks>
    /// <param name="purpose">What the stream is for; case and white space count.</param>
    /// <exception cref="ArgumentException"><paramref name="purpose"/> is empty, blank or not valid UTF-16.</exception>
    public static ulong SeedFor(long runSeed, string purpose)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(purpose);
        string text = string.Create(CultureInfo.InvariantCulture, $"RepDynamics seed 1\n{runSeed}\n{purpose}");
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(StrictUtf8.GetBytes(text)));
    }

    /// <summary>Returns the next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A number uniform over the multiples of 2^-53 in [0, 1), from the upper 53 bits of one draw.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <param name="high">Upper end, not below <paramref name="low"/>. Rounding may return it, once in about 2^53 draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">An end, or the width, is not finite, or the ends are in the wrong order.</exception>
    public double Uniform(double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high - low) || low > high)
            throw new ArgumentOutOfRangeException(nameof(high), high, $"A uniform range needs finite ends in order, found [{low}, {high}).");
        return low + ((high - low) * NextDouble());
    }

    /// <summary>A number from the standard normal distribution, mean 0 and standard deviation 1.</summary>
    /// <remarks>
    /// Marsaglia's polar method (Marsaglia and Bray, "A convenient method for generating normal variables", SIAM Review 6(3),
    /// 1964). Each accepted point gives two numbers; the second is returned by the next call.
    /// </remarks>
    public double Normal()
    {
        if (spareNormal is { } spare)
        {
            spareNormal = null;
            return spare;
        }
        double u, v, square;
        do
        {
            u = (2 * NextDouble()) - 1;
            v = (2 * NextDouble()) - 1;
            square = (u * u) + (v * v);
        }
        while (square >= 1 || square == 0);
        double scale = Math.Sqrt(-2 * Ln(square) / square);
        spareNormal = v * scale;
        return u * scale;
    }

    /// <summary>A whole number uniform over 0 .. <paramref name="n"/> - 1, without bias.</summary>
    /// <remarks>
    /// The upper half of a 128-bit product, rejecting the few products that would favour some results
    /// (Lemire, "Fast random integer generation in an interval", ACM TOMACS 29(1), 2019).
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is below 1.</exception>
    public int NextInt(int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ulong range = (ulong)n;
        ulong rejectedBelow = (0UL - range) % range;
        ulong result, low;
        do
            result = Math.BigMul(NextUInt64(), range, out low);
        while (low < rejectedBelow);
        return (int)result;
    }

    /// <summary>Puts the items into a random order, every order equally likely (Fisher and Yates; from the end down).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = NextInt(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>The whole numbers 0 .. <paramref name="n"/> - 1 in a random order.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    public int[] Permutation(int n)
    {
        int[] order = [.. Enumerable.Range(0, n)];
        Shuffle<int>(order);
        return order;
    }

    /// <summary>Natural logarithm of a normal positive number, by the series of 2 artanh((m - 1) / (m + 1)).</summary>
    /// <remarks>With m in [sqrt(1/2), sqrt(2)) the first term left out is below 2^-59 of the sum.</remarks>
    internal static double Ln(double x)
    {
        const int LastPower = 23;
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)((bits >> 52) & 0x7FF) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m > 1.4142135623730951)
        {
            m /= 2;
            exponent++;
        }
        double t = (m - 1) / (m + 1), sum = 0;
        for (int power = LastPower; power >= 1; power -= 2) sum = (sum * t * t) + (1.0 / power);
        return (exponent * 0.6931471805599453) + (2 * t * sum);
    }

    private static ulong SplitMix64(ref ulong state)
    {
        state += 0x9E37_79B9_7F4A_7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
