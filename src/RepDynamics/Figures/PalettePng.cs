using System.IO.Compression;
using System.IO.Hashing;
using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>
/// Pictures of few colours as small PNG files (W3C, Portable Network Graphics, third edition): a palette from dark to light, so that neighbours on a
/// colour scale are neighbours in it, as few bits a cell as it needs, and for each row the filter that leaves the smallest differences.
/// </summary>
internal static class PalettePng
{
    private const byte TrueColour = 2, Palette = 3;

    /// <summary>The file: with a palette up to 256 colours, otherwise in true colour.</summary>
    public static byte[] Encode(CellPicture picture)
    {
        SKColor[] colors = [.. picture.Colors.Distinct().OrderBy(color => 299 * color.Red + 587 * color.Green + 114 * color.Blue).ThenBy(color => (uint)color)];
        bool few = colors.Length <= 256;
        var palette = colors.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        int bits = colors.Length switch { <= 2 => 1, <= 4 => 2, <= 16 => 4, _ => 8 };
        byte[][] rows = [.. picture.Colors.Chunk(picture.Width).Select(row => few ? Packed(row, palette, bits) : [.. row.SelectMany(Channels)])];

        using MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(file, "IHDR"u8, [.. BigEndian((uint)picture.Width), .. BigEndian((uint)picture.Height), (byte)(few ? bits : 8), few ? Palette : TrueColour, 0, 0, 0]);
        if (few) Chunk(file, "PLTE"u8, [.. colors.SelectMany(Channels)]);
        Chunk(file, "IDAT"u8, Compressed([.. rows.SelectMany((row, i) => Filtered(row, i == 0 ? new byte[row.Length] : rows[i - 1], few ? 1 : 3))]));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Channels(SKColor color) => [color.Red, color.Green, color.Blue];

    private static byte[] Packed(SKColor[] row, Dictionary<SKColor, int> palette, int bits)
    {
        int cells = 8 / bits;
        byte[] packed = new byte[(row.Length + cells - 1) / cells];
        int index = 0;
        for (int i = 0; i < row.Length; i++)
        {
            // Most cells have their left neighbour's colour.
            if (i == 0 || row[i] != row[i - 1]) index = palette[row[i]];
            packed[i / cells] |= (byte)(index << (8 - bits * (1 + i % cells)));
        }
        return packed;
    }

    // The number of the filter and the filtered row: section 9 of the standard, and its rule for choosing.
    private static byte[] Filtered(byte[] row, byte[] above, int step)
    {
        (byte[] best, int least) = ([], int.MaxValue);
        for (int kind = 0; kind < 5; kind++)
        {
            (byte[] filtered, int sum) = (new byte[row.Length + 1], 0);
            filtered[0] = (byte)kind;
            for (int i = 0; i < row.Length; i++)
            {
                (int left, int up, int corner) = (i < step ? 0 : row[i - step], above[i], i < step ? 0 : above[i - step]);
                byte difference = (byte)(row[i] - kind switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) });
                filtered[i + 1] = difference;
                sum += Math.Abs((int)(sbyte)difference);
            }
            if (sum < least) (best, least) = (filtered, sum);
        }
        return best;
    }

    private static int Paeth(int left, int up, int corner)
    {
        (int a, int b, int c) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static byte[] Compressed(byte[] data)
    {
        using MemoryStream compressed = new();
        using (ZLibStream deflate = new(compressed, CompressionLevel.SmallestSize)) deflate.Write(data);
        return compressed.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> kind, byte[] data)
    {
        byte[] content = [.. kind, .. data];
        file.Write([.. BigEndian((uint)data.Length), .. content, .. BigEndian(Crc32.HashToUInt32(content))]);
    }

    private static byte[] BigEndian(uint number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];
}
