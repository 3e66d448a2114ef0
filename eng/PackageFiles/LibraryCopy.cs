namespace RepDynamics.PackageFiles;

/// <summary>
/// The subcommand <c>library</c>: copies a shared library and marks its requirement of <c>GLIBCXX_3.4.32</c> as weak.
/// <para>
/// Since GCC 13 the header <c>&lt;iostream&gt;</c> makes a library name <c>std::ios_base_library_init()</c>, so that an older C++
/// library does not suffice; nothing calls the function (libstdc++-v3/include/std/iostream in GCC's repository). If the
/// requirement is weak, the dynamic loader accepts an older C++ library, too.
/// </para>
/// </summary>
internal static class LibraryCopy
{
    internal const string CppLibrary = "libstdc++.so.6";
    internal const string Version = "GLIBCXX_3.4.32";
    internal const string Symbol = "_ZSt21ios_base_library_initv";

    /// <summary>Copies a library to a new file and returns a line that says what was done.</summary>
    /// <param name="source">The library as published. It is not written to.</param>
    /// <param name="destination">The new file, which replaces an old one in one step.</param>
    /// <param name="always">Marks the requirement even where this system fulfils it, for files that go to another system.</param>
    /// <exception cref="PackageFileException">The library is damaged or unsupported, or it needs the version.</exception>
    public static string Run(string source, string destination, bool always)
    {
        byte[] content = File.ReadAllBytes(source);
        string done = Prepare(source, content, always ? null : SystemLibrary.ReasonToKeep());
        AtomicWrite.Write(destination, content, source);
        return $"{destination}: {done}";
    }

    /// <summary>Changes a library in memory where it needs it, and returns what was done.</summary>
    /// <param name="source">Names the file in error messages.</param>
    /// <param name="content">The library.</param>
    /// <param name="reasonToKeep">Why a library that requires the version is copied unchanged, or null.</param>
    internal static string Prepare(string source, byte[] content, string? reasonToKeep)
    {
        if (!ElfFile.IsElf(content))
        {
            return IsOtherLibrary(content)
                ? "copied unchanged, it is not an ELF file"
                : throw PackageFileException.Damaged(source, "not a shared library (ELF, Mach-O or PE)");
        }

        ElfVersionRequirements requirements = new(new ElfFile(source, content));
        if (requirements.Find(CppLibrary, Version) is not { } requirement)
            return $"copied unchanged, it does not require {Version} of {CppLibrary}";
        if (requirement.IsWeak) return $"copied unchanged, its requirement of {Version} is weak already";
        if (reasonToKeep is not null) return $"copied unchanged, {reasonToKeep}";

        IReadOnlyList<string> used = requirements.SymbolsInUse(requirement, Symbol);
        if (used.Count > 0)
        {
            throw new PackageFileException(source,
                $"uses {string.Join(", ", used.Take(3))} of {Version}, which a weak requirement would leave undefined",
                $"use a system whose {CppLibrary} provides {Version} (GCC 13 or later: Debian 13, Ubuntu 24.04)");
        }

        content[requirement.FlagsOffset] |= (byte)ElfVersionRequirements.Weak;
        return $"copied, its requirement of {Version} is now weak";
    }

    private static bool IsOtherLibrary(ReadOnlySpan<byte> file) =>
        file.StartsWith("MZ"u8)
        || file.StartsWith<byte>([0xCF, 0xFA, 0xED, 0xFE]) // Mach-O, 64-bit
        || file.StartsWith<byte>([0xCE, 0xFA, 0xED, 0xFE]) // Mach-O, 32-bit
        || file.StartsWith<byte>([0xCA, 0xFE, 0xBA, 0xBE]); // Mach-O for several processors
}
