using System.Text;

namespace RepDynamics.Tests.PackageFiles;

/// <summary>Builds a minimal shared library: sections only, 64-bit, little-endian.</summary>
internal sealed class SyntheticElf
{
    internal const int NeededIndex = 5;

    /// <summary>The versions required of <c>libstdc++.so.6</c>: name, index, flags.</summary>
    public List<(string Version, ushort Index, ushort Flags)> Versions { get; init; } =
        [("GLIBCXX_3.4", 2, 0), ("GLIBCXX_3.4.32", NeededIndex, 0), ("CXXABI_1.3", 4, 0)];

    /// <summary>The dynamic symbols after the null symbol: name, version index, section (0: undefined).</summary>
    public List<(string Name, ushort Version, ushort Section)> Symbols { get; init; } =
        [("_ZSt4cout", 2, 0), ("_ZSt21ios_base_library_initv", NeededIndex, 0), ("THSTensor_add", 1, 1)];

    /// <summary>The symbols that relocations refer to.</summary>
    public List<int> Relocations { get; init; } = [1];

    /// <summary>Whether <c>.gnu.version_r</c> is written.</summary>
    public bool HasRequirements { get; init; } = true;

    /// <summary>The file name of the library with the versions.</summary>
    public string Library { get; init; } = "libstdc++.so.6";

    /// <summary>Where <c>vna_flags</c> of each version lies in the built file.</summary>
    public Dictionary<string, int> FlagsOffsets { get; } = [];

    public byte[] Build()
    {
        Dictionary<string, uint> names = [];
        MemoryStream file = new(), table = new();
        table.WriteByte(0);
        string[] all = [.. Versions.Select(v => v.Version), .. Symbols.Select(s => s.Name), Library, "libm.so.6", "GLIBC_2.29"];
        foreach (string name in all.Distinct())
        {
            names[name] = (uint)table.Length;
            table.Write([.. Encoding.UTF8.GetBytes(name), 0]);
        }

        List<(uint Type, int Offset, int Size, int Link)> sections = [(0, 0, 0, 0)];
        using BinaryWriter writer = new(file);
        writer.Write(new byte[64]);
        Section(3, 0, () => writer.Write(table.ToArray()));
        Section(11, 1, () =>
        {
            WriteSymbol(0, 0);
            foreach ((string name, _, ushort section) in Symbols) WriteSymbol(names[name], section);
        });
        Section(0x6fffffff, 2, () =>
        {
            writer.Write((ushort)0);
            // The highest bit hides a version; it is not part of the index.
            foreach ((_, ushort version, _) in Symbols) writer.Write((ushort)(version | 0x8000));
        });
        Section(4, 2, () =>
        {
            foreach (int symbol in Relocations) WriteWords(0, 0, 7, (uint)symbol, 0, 0);
        });
        if (HasRequirements)
        {
            Section(0x6ffffffe, 1, () =>
            {
                WriteNeed("libm.so.6", 1, next: 32);
                WriteVersion("GLIBC_2.29", 9, 0, next: 0);
                WriteNeed(Library, Versions.Count, next: 0);
                for (int i = 0; i < Versions.Count; i++)
                {
                    (string version, ushort index, ushort flags) = Versions[i];
                    WriteVersion(version, index, flags, next: i < Versions.Count - 1 ? 16u : 0);
                }
            });
        }

        int sectionHeaders = (int)file.Length;
        foreach ((uint type, int offset, int size, int link) in sections)
            WriteWords(0, type, 0, 0, 0, 0, (uint)offset, 0, (uint)size, 0, (uint)link, 0, 1, 0, 0, 0);

        byte[] bytes = file.ToArray();
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(bytes);
        BitConverter.GetBytes((ulong)sectionHeaders).CopyTo(bytes, 0x28);
        BitConverter.GetBytes((ushort)64).CopyTo(bytes, 0x3A);
        BitConverter.GetBytes((ushort)sections.Count).CopyTo(bytes, 0x3C);
        return bytes;

        void Section(uint type, int link, Action write)
        {
            int start = (int)file.Length;
            write();
            sections.Add((type, start, (int)file.Length - start, link));
        }

        void WriteWords(params ReadOnlySpan<uint> words)
        {
            foreach (uint word in words) writer.Write(word);
        }

        void WriteSymbol(uint name, ushort section)
        {
            WriteWords(name, (uint)section << 16);
            writer.Write(new byte[16]);
        }

        void WriteNeed(string library, int count, uint next) => WriteWords(1 | (uint)count << 16, names[library], 16, next);

        void WriteVersion(string version, ushort index, ushort flags, uint next)
        {
            FlagsOffsets[version] = (int)file.Length + 4;
            WriteWords(0, flags | (uint)index << 16, names[version], next);
        }
    }
}
