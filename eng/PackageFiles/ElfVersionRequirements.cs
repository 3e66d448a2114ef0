using System.Buffers.Binary;

namespace RepDynamics.PackageFiles;

/// <summary>One version that an ELF file requires of a library it depends on.</summary>
/// <param name="Library">File name of the library, for example <c>libstdc++.so.6</c>.</param>
/// <param name="Version">Name of the version, for example <c>GLIBCXX_3.4.32</c>.</param>
/// <param name="Index">The number that stands for the version in <c>.gnu.version</c>.</param>
/// <param name="IsWeak">Whether the dynamic loader loads the file even if the library lacks the version.</param>
/// <param name="FlagsOffset">Where <c>vna_flags</c> begins in the file.</param>
internal sealed record ElfVersionRequirement(string Library, string Version, int Index, bool IsWeak, int FlagsOffset);

/// <summary>
/// The version requirements of an ELF file (<c>.gnu.version_r</c>) and the symbols bound to them (<c>.gnu.version</c>).
/// Source: Linux Standard Base Core Specification 5.0, chapter 10.7 "Symbol Versioning"
/// (https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html). It leaves the values of
/// <c>vna_flags</c> open; <c>VER_FLG_WEAK</c> is that of glibc's elf.h and of the Solaris Linker and Libraries Guide.
/// </summary>
internal sealed class ElfVersionRequirements
{
    internal const ushort Weak = 2;

    private const uint TypeRela = 4;
    private const uint TypeRel = 9;
    private const uint TypeDynamicSymbols = 11;
    private const uint TypeVersionNeeds = 0x6ffffffe;
    private const uint TypeSymbolVersions = 0x6fffffff;
    private const int NeedSize = 16;
    private const int SymbolSize = 24;
    private const int HiddenBit = 0x8000;

    private readonly ElfFile file;
    private readonly List<ElfVersionRequirement> requirements = [];

    /// <summary>Reads the requirements of a file, in the order of the file.</summary>
    /// <exception cref="PackageFileException">The requirements are damaged.</exception>
    public ElfVersionRequirements(ElfFile file)
    {
        this.file = file;
        if (file.Find(TypeVersionNeeds, ".gnu.version_r") is { } section) ReadNeeds(section);
    }

    /// <summary>Returns the requirement of a version of a library, or null if the file does not require it.</summary>
    public ElfVersionRequirement? Find(string library, string version) =>
        requirements.Find(r => r.Library == library && r.Version == version);

    /// <summary>
    /// Returns the symbols bound to a requirement that the file uses. The symbol <paramref name="unused"/> does not count if the
    /// file neither defines it nor refers to it by a relocation: without a relocation nothing can hold the symbol's address.
    /// </summary>
    public IReadOnlyList<string> SymbolsInUse(ElfVersionRequirement requirement, string unused)
    {
        ElfSection versions = file.Find(TypeSymbolVersions, ".gnu.version")
            ?? throw file.Damaged("the section .gnu.version is missing");
        ElfSection symbols = file.Linked(versions);
        if (symbols.Type != TypeDynamicSymbols) throw file.Damaged(".gnu.version does not link to .dynsym");
        int count = symbols.Size / SymbolSize;
        if (versions.Size != count * sizeof(ushort))
            throw file.Damaged($".gnu.version has {versions.Size} bytes for {count} symbols");

        ElfSection names = file.Linked(symbols);
        HashSet<long> relocated = RelocatedSymbols(symbols);
        List<string> used = [];
        for (int i = 0; i < count; i++)
        {
            int version = BinaryPrimitives.ReadUInt16LittleEndian(file.Entry(versions, (long)i * sizeof(ushort), sizeof(ushort)));
            if ((version & ~HiddenBit) != requirement.Index) continue;
            ReadOnlySpan<byte> symbol = file.Entry(symbols, (long)i * SymbolSize, SymbolSize);
            string name = file.Text(names, BinaryPrimitives.ReadUInt32LittleEndian(symbol));
            bool isUndefined = BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]) == 0;
            if (name != unused || !isUndefined || relocated.Contains(i)) used.Add(name);
        }

        return used;
    }

    private HashSet<long> RelocatedSymbols(ElfSection symbols)
    {
        HashSet<long> relocated = [];
        foreach (ElfSection section in file.Sections.Where(s => s.Type is TypeRela or TypeRel && s.Link == symbols.Index))
        {
            // r_offset and r_info, whose upper half is the symbol; Rela has r_addend, too.
            int size = section.Type == TypeRela ? 24 : 16;
            if (section.Size % size != 0) throw file.Damaged($"section {section.Index} does not hold whole relocations");
            for (int at = 0; at < section.Size; at += size)
                relocated.Add(BinaryPrimitives.ReadUInt32LittleEndian(file.Entry(section, at, size)[12..]));
        }

        return relocated;
    }

    /// <summary>Follows the chains of entries (Verneed, Vernaux) as the dynamic loader does, up to a distance of 0.</summary>
    private void ReadNeeds(ElfSection section)
    {
        ElfSection names = file.Linked(section);
        foreach (int need in Chain(section, 0))
        {
            ReadOnlySpan<byte> entry = file.Entry(section, need, NeedSize);
            int revision = BinaryPrimitives.ReadUInt16LittleEndian(entry);
            if (revision != 1) throw file.Damaged($".gnu.version_r has revision {revision} instead of 1");
            string library = file.Text(names, BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]));
            foreach (int at in Chain(section, need + (long)BinaryPrimitives.ReadUInt32LittleEndian(entry[8..])))
                requirements.Add(ReadRequirement(section, names, library, at));
        }
    }

    private ElfVersionRequirement ReadRequirement(ElfSection section, ElfSection names, string library, int at)
    {
        ReadOnlySpan<byte> entry = file.Entry(section, at, NeedSize);
        int flags = BinaryPrimitives.ReadUInt16LittleEndian(entry[4..]);
        int index = BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]) & ~HiddenBit;
        string version = file.Text(names, BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]));
        return new ElfVersionRequirement(library, version, index, (flags & Weak) != 0, section.Offset + at + 4);
    }

    /// <summary>Returns where the entries of a chain begin. Both kinds of entry end with the distance to the next one.</summary>
    private List<int> Chain(ElfSection section, long first)
    {
        List<int> offsets = [];
        for (long at = first; ;)
        {
            uint next = BinaryPrimitives.ReadUInt32LittleEndian(file.Entry(section, at, NeedSize)[12..]);
            offsets.Add((int)at);
            if (next == 0) return offsets;
            if (next < NeedSize) throw file.Damaged($"entries of .gnu.version_r overlap at {at}");
            at += next;
        }
    }
}
