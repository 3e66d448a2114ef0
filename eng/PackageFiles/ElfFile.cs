using System.Buffers.Binary;
using System.Text;

namespace RepDynamics.PackageFiles;

/// <summary>One entry of the section header table.</summary>
/// <param name="Index">Position in the table.</param>
/// <param name="Type"><c>sh_type</c>.</param>
/// <param name="Offset">Where the content begins in the file.</param>
/// <param name="Size">Length of the content; 0 for sections without content in the file.</param>
/// <param name="Link"><c>sh_link</c>: index of an associated section.</param>
internal sealed record ElfSection(int Index, uint Type, int Offset, int Size, uint Link);

/// <summary>
/// The sections of a 64-bit little-endian ELF file. The constructor checks that every section lies within the file.
/// Sources: System V Application Binary Interface, chapter 4 "Object Files", sections "ELF Header" and "Sections"
/// (https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html).
/// </summary>
internal sealed class ElfFile
{
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const uint TypeNull = 0;
    private const uint TypeStringTable = 3;
    private const uint TypeNoBits = 8;

    private readonly string path;
    private readonly byte[] bytes;

    /// <summary>Reads the section header table.</summary>
    /// <param name="path">Names the file in error messages.</param>
    /// <param name="bytes">The content of the file.</param>
    /// <exception cref="PackageFileException">The file is damaged, or not 64-bit little-endian.</exception>
    public ElfFile(string path, byte[] bytes)
    {
        this.path = path;
        this.bytes = bytes;
        if (bytes.Length < HeaderSize) throw Damaged($"{bytes.Length} bytes are less than an ELF header");
        RequireSupported();
        Sections = ReadSections();
    }

    /// <summary>The section header table.</summary>
    public IReadOnlyList<ElfSection> Sections { get; }

    /// <summary>Whether a file begins with the magic number of ELF.</summary>
    public static bool IsElf(ReadOnlySpan<byte> file) => file.StartsWith("\u007fELF"u8);

    /// <summary>Returns the only section of a type, or null if there is none.</summary>
    /// <exception cref="PackageFileException">There are several.</exception>
    public ElfSection? Find(uint type, string name)
    {
        ElfSection[] found = [.. Sections.Where(s => s.Type == type)];
        return found.Length <= 1 ? found.FirstOrDefault() : throw Unsupported($"{found.Length} sections of the type of {name}");
    }

    /// <summary>Returns the section that <c>sh_link</c> of another section names.</summary>
    public ElfSection Linked(ElfSection section) =>
        section.Link < Sections.Count
            ? Sections[(int)section.Link]
            : throw Damaged($"section {section.Index} links to section {section.Link}, which does not exist");

    /// <summary>Returns the content of a section.</summary>
    public ReadOnlySpan<byte> Content(ElfSection section) => bytes.AsSpan(section.Offset, section.Size);

    /// <summary>Returns <paramref name="size"/> bytes of a section.</summary>
    /// <exception cref="PackageFileException">They reach beyond the section's end.</exception>
    public ReadOnlySpan<byte> Entry(ElfSection section, long offset, int size) =>
        offset >= 0 && offset <= section.Size - size
            ? Content(section).Slice((int)offset, size)
            : throw Damaged($"an entry at {offset} of section {section.Index} reaches beyond its end at {section.Size}");

    /// <summary>Returns a string of a string table.</summary>
    public string Text(ElfSection table, uint offset)
    {
        if (table.Type != TypeStringTable) throw Damaged($"section {table.Index} is used as a string table and is none");
        if (offset >= table.Size) throw Damaged($"a string at {offset} lies beyond the string table's end at {table.Size}");
        ReadOnlySpan<byte> text = Content(table)[(int)offset..];
        int end = text.IndexOf((byte)0);
        return end >= 0
            ? Encoding.UTF8.GetString(text[..end])
            : throw Damaged($"the string at {offset} of the string table has no end");
    }

    /// <summary>Returns the exception for a file whose content contradicts the format.</summary>
    public PackageFileException Damaged(string problem) => PackageFileException.Damaged(path, problem);

    private PackageFileException Unsupported(string problem) =>
        new(path, $"unsupported: {problem}", "use the package's library for x64 or arm64, as it was published");

    private void RequireSupported()
    {
        const int ClassOffset = 4, DataOffset = 5, Class32 = 1, Class64 = 2, LittleEndian = 1, BigEndian = 2;
        switch (bytes[ClassOffset], bytes[DataOffset])
        {
            case (Class64, LittleEndian):
                return;
            case (Class32, LittleEndian or BigEndian):
                throw Unsupported("a 32-bit ELF file");
            case (Class64, BigEndian):
                throw Unsupported("a big-endian ELF file");
            default:
                throw Damaged($"ELF class {bytes[ClassOffset]} with data encoding {bytes[DataOffset]} is not defined");
        }
    }

    private ElfSection[] ReadSections()
    {
        ulong table = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(0x28));
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(0x3A));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(0x3C));
        if (table == 0 || count == 0) throw Unsupported("an ELF file without section headers");
        if (entrySize != SectionHeaderSize) throw Damaged($"section headers of {entrySize} bytes instead of {SectionHeaderSize}");
        if (!IsWithin(table, (ulong)(count * SectionHeaderSize)))
            throw Damaged("truncated before the end of the section headers");

        return [.. Enumerable.Range(0, count).Select(i => ReadSection(i, (int)table + i * SectionHeaderSize))];
    }

    private ElfSection ReadSection(int index, int at)
    {
        ReadOnlySpan<byte> header = bytes.AsSpan(at, SectionHeaderSize);
        uint type = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(header[24..]);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        uint link = BinaryPrimitives.ReadUInt32LittleEndian(header[40..]);
        if (type is TypeNull or TypeNoBits) return new ElfSection(index, type, 0, 0, link);
        return IsWithin(offset, size)
            ? new ElfSection(index, type, (int)offset, (int)size, link)
            : throw Damaged($"section {index} reaches beyond the end of the file");
    }

    private bool IsWithin(ulong offset, ulong size) => offset <= (ulong)bytes.Length && size <= (ulong)bytes.Length - offset;
}
