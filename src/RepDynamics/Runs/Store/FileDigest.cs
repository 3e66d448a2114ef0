using System.Security.Cryptography;

namespace RepDynamics.Runs;

/// <summary>The length and hash of a file, as a manifest lists them.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, 64 lower-case hexadecimal digits.</param>
internal sealed record FileDigest(long Bytes, string Sha256)
{
    /// <summary>Of bytes in memory.</summary>
    public static FileDigest Of(ReadOnlySpan<byte> content) => new(content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>Of a file's first bytes, or all it has where it is shorter; read once, from start to end.</summary>
    public static FileDigest OfPrefix(string file, long bytes)
    {
        // Nothing to read: a length of 0 is also what a pipe has, and opening one would wait forever.
        if (bytes == 0) return Of([]);
        using FileStream stream = new(
            file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[(int)Math.Min(bytes, 1 << 20)];
        long done = 0;
        while (done < bytes && stream.Read(buffer, 0, (int)Math.Min(buffer.Length, bytes - done)) is int read and > 0)
        {
            hash.AppendData(buffer, 0, read);
            done += read;
        }
        return new(done, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
