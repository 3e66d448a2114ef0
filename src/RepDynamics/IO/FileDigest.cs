using System.Buffers;
using System.Security.Cryptography;

namespace RepDynamics.IO;

/// <summary>Length and SHA-256, in 64 lower-case hexadecimal digits, of a file's content.</summary>
internal sealed record FileDigest(long Bytes, string Sha256)
{
    public static FileDigest Of(ReadOnlySpan<byte> content) => new(content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>The digest of a file's first bytes, or of the whole file if it is shorter.</summary>
    public static FileDigest OfPrefix(string file, long bytes)
    {
        // A pipe has a length of 0, too, and opening it would wait forever.
        if (bytes == 0) return Of([]);
        using FileStream stream = new(
            file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(bytes, 1 << 18));
        long done = 0;
        while (done < bytes && stream.Read(buffer, 0, (int)Math.Min(buffer.Length, bytes - done)) is int read and > 0)
        {
            hash.AppendData(buffer, 0, read);
            done += read;
        }
        ArrayPool<byte>.Shared.Return(buffer);
        return new(done, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}

/// <summary>Writes to another stream, which it does not dispose, and hashes what is written.</summary>
internal sealed class HashingStream(Stream inner) : Stream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long length;

    /// <summary>Length and hash of everything written; nothing can be written afterwards.</summary>
    public FileDigest Finish() => new(length, Convert.ToHexStringLower(hash.GetHashAndReset()));

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position
    {
        get => length;
        set => throw new NotSupportedException("A file of the run store is written from start to end.");
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        hash.AppendData(buffer);
        length += buffer.Length;
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) hash.Dispose();
        base.Dispose(disposing);
    }
}
