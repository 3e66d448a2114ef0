using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp.Native;

namespace SkiaSharp.Png;

// Drawings are flat areas with sharp edges and few colours. With at most 256 of them a pixel is one byte, an index into a
// palette. Otherwise a row is best kept as it is or stored as the difference from the row above: both are tried and the smaller
// stream is kept. Equal pictures give equal bytes.

/// <summary>
/// Writes 8-bit PNG files: RGBA (not premultiplied) for bitmaps with alpha, palette or RGB for opaque ones. W3C PNG
/// specification, third edition.
/// </summary>
internal static class PngEncoder
{
    private const byte FilterNone = 0;
    private const byte FilterUp = 2;
    private const byte ColorTypeRgb = 2;
    private const byte ColorTypePalette = 3;
    private const byte ColorTypeRgba = 6;
    private const int LargestPalette = 256;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Encode(PixelSurface surface)
    {
        var colors = Array.ConvertAll(surface.Read(), Premultiplied.ToColor);
        var palette = surface.IsOpaque ? Palette(colors) : null;
        using var file = new MemoryStream();
        file.Write(Signature);
        WriteHeader(file, surface, palette is not null ? ColorTypePalette : surface.IsOpaque ? ColorTypeRgb : ColorTypeRgba);
        if (palette is not null)
        {
            WriteChunk(file, "PLTE"u8, Bytes([.. palette.Keys], 3));
            var indices = Array.ConvertAll(colors, color => palette[color]);
            WriteChunk(file, "IDAT"u8, Compress(indices, surface.Width, FilterNone));
        }
        else
        {
            var bytesPerPixel = surface.IsOpaque ? 3 : 4;
            var rows = Bytes(colors, bytesPerPixel);
            var plain = Compress(rows, surface.Width * bytesPerPixel, FilterNone);
            var up = Compress(rows, surface.Width * bytesPerPixel, FilterUp);
            WriteChunk(file, "IDAT"u8, plain.Length <= up.Length ? plain : up);
        }

        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>An index for every colour in the order in which they appear, or null where there are too many.</summary>
    private static OrderedDictionary<SKColor, byte>? Palette(SKColor[] colors)
    {
        var palette = new OrderedDictionary<SKColor, byte>();
        foreach (var color in colors)
        {
            if (palette.ContainsKey(color))
                continue;
            if (palette.Count == LargestPalette)
                return null;
            palette.Add(color, (byte)palette.Count);
        }

        return palette;
    }

    private static byte[] Bytes(SKColor[] colors, int bytesPerPixel)
    {
        var bytes = new byte[colors.Length * bytesPerPixel];
        for (var i = 0; i < colors.Length; i++)
        {
            var at = i * bytesPerPixel;
            bytes[at] = colors[i].Red;
            bytes[at + 1] = colors[i].Green;
            bytes[at + 2] = colors[i].Blue;
            if (bytesPerPixel == 4)
                bytes[at + 3] = colors[i].Alpha;
        }

        return bytes;
    }

    private static void WriteHeader(MemoryStream file, PixelSurface surface, byte colorType)
    {
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, surface.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], surface.Height);
        header[8] = 8;
        header[9] = colorType;
        WriteChunk(file, "IHDR"u8, header);
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
