using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp.Native;

namespace SkiaSharp.Png;

// Drawings are flat areas with sharp edges. On those a row is best kept as it is or stored as the difference from the row
// above; both are tried and the smaller stream is kept, so equal pictures give equal bytes.

/// <summary>Writes 8-bit RGB (opaque) or RGBA (not premultiplied) PNG files: W3C PNG specification, third edition.</summary>
internal static class PngEncoder
{
    private const byte FilterNone = 0;
    private const byte FilterUp = 2;
    private const byte ColorTypeRgb = 2;
    private const byte ColorTypeRgba = 6;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Encode(PixelSurface surface)
    {
        var bytesPerPixel = surface.IsOpaque ? 3 : 4;
        var rows = Rows(surface, bytesPerPixel);
        var stride = surface.Width * bytesPerPixel;
        var plain = Compress(rows, stride, FilterNone);
        var up = Compress(rows, stride, FilterUp);

        using var file = new MemoryStream();
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, surface.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], surface.Height);
        header[8] = 8;
        header[9] = surface.IsOpaque ? ColorTypeRgb : ColorTypeRgba;
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, plain.Length <= up.Length ? plain : up);
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Rows(PixelSurface surface, int bytesPerPixel)
    {
        var pixels = surface.Read();
        var bytes = new byte[pixels.Length * bytesPerPixel];
        for (var i = 0; i < pixels.Length; i++)
        {
            var color = Premultiplied.ToColor(pixels[i]);
            var at = i * bytesPerPixel;
            bytes[at] = color.Red;
            bytes[at + 1] = color.Green;
            bytes[at + 2] = color.Blue;
            if (bytesPerPixel == 4)
                bytes[at + 3] = color.Alpha;
        }

        return bytes;
    }

    private static byte[] Compress(byte[] rows, int stride, byte filter)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var line = new byte[stride];
            for (var start = 0; start < rows.Length; start += stride)
            {
                for (var i = 0; i < stride; i++)
                    line[i] = filter == FilterUp && start > 0 ? (byte)(rows[start + i] - rows[start + i - stride]) : rows[start + i];
                deflate.WriteByte(filter);
                deflate.Write(line);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(type, data));
        file.Write(number);
    }
}
