using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RepDynamics.Numerics;

/// <summary>Derives the seed of one random stream from the seed of a run and the purpose of the stream.</summary>
/// <remarks>
/// <para>
/// A run has one seed; each kind of draw (initial weights, batch order, noisy labels, ...) has a purpose, such as
/// <c>"initial-weights"</c>. Streams with different purposes are independent: an added draw in one shifts no draw in another.
/// </para>
/// <para>
/// The canonical text is <c>RepDynamics seed 1</c>, the run seed in decimal and the purpose, joined by line feeds and
/// encoded as UTF-8. The seed is the first 8 bytes of its SHA-256, read as a little-endian integer. Only the last field may
/// hold a line feed, so no two pairs share a text. Changing this text changes every network this project has trained.
/// </para>
/// </remarks>
public static class Seeds
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The seed for one purpose within one run.</summary>
    /// <param name="runSeed">The run's seed; any value, negative ones included.</param>
    /// <param name="purpose">What the stream is for; case and white space count.</param>
    /// <returns>64 bits that look random; the same on every machine.</returns>
    /// <exception cref="ArgumentException"><paramref name="purpose"/> is empty, blank or not valid UTF-16.</exception>
    public static ulong For(long runSeed, string purpose)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(purpose);
        string text = string.Create(CultureInfo.InvariantCulture, $"RepDynamics seed 1\n{runSeed}\n{purpose}");
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(StrictUtf8.GetBytes(text)));
    }
}
