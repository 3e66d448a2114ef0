using Microsoft.Win32.SafeHandles;

namespace RepDynamics.Checkpoints;

/// <summary>Consecutive bytes of an open file as a stream that reads forward; does not own the file.</summary>
internal sealed class FilePart(SafeFileHandle file, long start, long length) : Stream
{
    private long done;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => done;
        set => throw new NotSupportedException("Part of a file that is read from start to end.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length > length - done) buffer = buffer[..(int)(length - done)];
        int read = RandomAccess.Read(file, buffer, start + done);
        done += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("Part of a file that is read from start to end.");

    public override void SetLength(long value) => throw new NotSupportedException("Part of a file that is read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Part of a file that is read.");
}
