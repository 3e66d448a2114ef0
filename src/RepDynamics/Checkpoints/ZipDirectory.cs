using System.Buffers.Binary;
using System.Text;

namespace RepDynamics.Checkpoints;

// .NET's ZipArchive gives streams, not places: parts of an array that is larger than memory could only be reached by reading everything
// before them. What is read here is the list of entries and where each one's bytes start.

/// <summary>The entries of a zip file, zip64 included (PKWARE's APPNOTE.TXT 6.3, sections 4.3 and 4.5.3).</summary>
internal static class ZipDirectory
{
    private const int EndLength = 22, LongestComment = ushort.MaxValue, LocatorLength = 20, End64Length = 56, HeaderLength = 46, LocalLength = 30;
    private const uint EndMark = 0x06054b50, LocatorMark = 0x07064b50, End64Mark = 0x06064b50, HeaderMark = 0x02014b50, LocalMark = 0x04034b50;
    private const long LongestDirectory = 64 << 20;

    /// <summary>The entries, in the order of the directory.</summary>
    /// <param name="file">Can seek; read from position 0.</param>
    /// <param name="name">What to call the file in errors.</param>
    /// <exception cref="CheckpointException">It is damaged, encrypted, or compressed by something else than deflate.</exception>
    public static List<ZipEntry> Read(Stream file, string name)
    {
        (long start, long length, long count) = FindDirectory(file, name);
        if (length > LongestDirectory) throw Damaged(name, $"its directory takes {length} bytes");
        byte[] directory = Bytes(file, start, (int)length, name);
        List<ZipEntry> entries = [];
        HashSet<string> names = [];
        int at = 0;
        while (at < directory.Length)
        {
            ZipEntry entry = Entry(directory, ref at, file, start, name);
            if (!names.Add(entry.Name)) throw Damaged(name, $"the entry '{Shown(entry.Name)}' comes twice");
            entries.Add(entry);
        }
        return entries.Count == count ? entries : throw Damaged(name, $"{entries.Count} entries, where its end counts {count}");
    }

    private static (long Start, long Length, long Count) FindDirectory(Stream file, string name)
    {
        int tailLength = (int)Math.Min(file.Length, EndLength + LongestComment);
        long tailStart = file.Length - tailLength;
        byte[] tail = Bytes(file, tailStart, tailLength, name);
        int at = tailLength - EndLength;
        while (at >= 0 && !(U32(tail, at) == EndMark && U16(tail, at + 20) == tailLength - EndLength - at)) at--;
        if (at < 0) throw Damaged(name, "it does not end as a zip file does");
        if (U16(tail, at + 4) is not (0 or ushort.MaxValue)) throw Damaged(name, "it is one of several parts");
        (long count, long length, long start) = (U16(tail, at + 10), U32(tail, at + 12), U32(tail, at + 16));
        long end = tailStart + at;
        if (count == ushort.MaxValue || length == uint.MaxValue || start == uint.MaxValue)
        {
            byte[] locator = Bytes(file, end - LocatorLength, LocatorLength, name);
            if (U32(locator, 0) != LocatorMark) throw Damaged(name, "the locator of its zip64 directory is missing");
            end = I64(locator, 8, name);
            byte[] end64 = Bytes(file, end, End64Length, name);
            if (U32(end64, 0) != End64Mark) throw Damaged(name, "the end of its zip64 directory is missing");
            (count, length, start) = (I64(end64, 32, name), I64(end64, 40, name), I64(end64, 48, name));
        }
        return start <= end && length == end - start ? (start, length, count)
            : throw Damaged(name, $"its directory is said to have {length} bytes from {start} on, and ends at {end}");
    }

    private static ZipEntry Entry(byte[] directory, ref int at, Stream file, long directoryStart, string name)
    {
        if (directory.Length - at < HeaderLength || U32(directory, at) != HeaderMark) throw Damaged(name, "an entry of its directory is no entry");
        (int flags, int method, uint crc) = (U16(directory, at + 8), U16(directory, at + 10), U32(directory, at + 16));
        (long stored, long length, long offset) = (U32(directory, at + 20), U32(directory, at + 24), U32(directory, at + 42));
        (int nameLength, int extraLength, int commentLength) = (U16(directory, at + 28), U16(directory, at + 30), U16(directory, at + 32));
        int nameStart = at + HeaderLength;
        at = nameStart + nameLength + extraLength + commentLength;
        if (at > directory.Length) throw Damaged(name, "an entry of its directory ends beyond it");
        ReadOnlySpan<byte> nameBytes = directory.AsSpan(nameStart, nameLength);
        string entry = ((flags & 0x800) != 0 ? Encoding.UTF8 : Encoding.Latin1).GetString(nameBytes);
        string where = $"{name}, '{Shown(entry)}'";
        Widen(directory.AsSpan(nameStart + nameLength, extraLength), ref length, ref stored, ref offset, where);
        if ((flags & 1) != 0) throw Damaged(where, "it is encrypted");
        if (method is not (0 or 8)) throw Damaged(where, $"it is compressed by method {method}, expected none or deflate");
        if (method == 0 && stored != length) throw Damaged(where, $"{stored} bytes stored for {length}");
        if (offset > directoryStart - LocalLength) throw Damaged(where, "it starts beyond the file's entries");
        byte[] local = Bytes(file, offset, LocalLength, name);
        if (U32(local, 0) != LocalMark) throw Damaged(where, "its bytes do not start as an entry does");
        long start = offset + LocalLength + U16(local, 26) + U16(local, 28);
        if (stored > directoryStart - start) throw Damaged(where, $"its {stored} bytes end beyond the file's entries");
        return new(entry, new(start, stored, length, method == 8, crc));
    }

    // The extra field of zip64 holds, in this order, those of the sizes that do not fit their own fields.
    private static void Widen(ReadOnlySpan<byte> extra, ref long length, ref long stored, ref long offset, string where)
    {
        if (length != uint.MaxValue && stored != uint.MaxValue && offset != uint.MaxValue) return;
        while (extra.Length >= 4)
        {
            (int id, int size) = (U16(extra, 0), U16(extra, 2));
            if (size > extra.Length - 4) break;
            ReadOnlySpan<byte> field = extra.Slice(4, size);
            if (id == 1)
            {
                Take(ref field, ref length, where);
                Take(ref field, ref stored, where);
                Take(ref field, ref offset, where);
                return;
            }
            extra = extra[(4 + size)..];
        }
        throw Damaged(where, "its zip64 sizes are missing");

        static void Take(ref ReadOnlySpan<byte> field, ref long value, string where)
        {
            if (value != uint.MaxValue) return;
            if (field.Length < 8) throw Damaged(where, "its zip64 sizes are missing");
            value = I64(field, 0, where);
            field = field[8..];
        }
    }

    private static byte[] Bytes(Stream file, long start, int length, string name)
    {
        if (start < 0 || start > file.Length - length) throw Damaged(name, $"its directory points to byte {start} of {file.Length}");
        byte[] bytes = new byte[length];
        file.Position = start;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long I64(ReadOnlySpan<byte> bytes, int at, string name) =>
        BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]) is var value and >= 0 ? value : throw Damaged(name, "a size beyond 63 bits");

    private static string Shown(string text) => new([.. text.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);

    private static CheckpointException Damaged(string name, string fault) =>
        new($"{name}: {fault}.", "The file is damaged, or is no .npz file: write it again with numpy.savez.");
}

/// <summary>An entry of a zip file.</summary>
internal sealed record ZipEntry(string Name, StoredSpan Span);
