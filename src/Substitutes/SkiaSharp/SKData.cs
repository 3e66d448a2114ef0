namespace SkiaSharp;

public class SKData : SKObject
{
    private readonly byte[] bytes;

    internal SKData(byte[] bytes) => this.bytes = bytes;

    public long Size => Bytes.Length;

    public bool IsEmpty => Size == 0;

    private byte[] Bytes
    {
        get
        {
            ThrowIfDisposed();
            return bytes;
        }
    }

    public byte[] ToArray() => (byte[])Bytes.Clone();

    public void SaveTo(Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Write(Bytes);
    }
}
