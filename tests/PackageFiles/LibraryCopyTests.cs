using RepDynamics.PackageFiles;

namespace RepDynamics.Tests.PackageFiles;

/// <summary>The requirement of GLIBCXX_3.4.32 in a made-up library, and in everything that is no such library.</summary>
public class LibraryCopyTests
{
    private const string Version = LibraryCopy.Version;
    private const string Symbol = LibraryCopy.Symbol;
    private const ushort Index = SyntheticElf.NeededIndex;

    [Test]
    public void Weakening_sets_one_flag_and_changes_no_other_byte()
    {
        SyntheticElf elf = new();
        byte[] before = elf.Build();
        byte[] after = [.. before];

        Assert.That(Prepare(after), Is.EqualTo("copied, its requirement of GLIBCXX_3.4.32 is now weak"));
        Assert.That(Differences(before, after), Is.EqualTo(new[] { elf.FlagsOffsets[Version] }));
        Assert.That(after[elf.FlagsOffsets[Version]], Is.EqualTo(2));
    }

    [Test]
    public void Weakening_keeps_other_flags_and_changes_nothing_the_second_time()
    {
        SyntheticElf elf = new() { Versions = [(Version, Index, 4)], Symbols = [(Symbol, Index, 0)], Relocations = [] };
        byte[] file = elf.Build();
        Prepare(file);
        Assert.That(file[elf.FlagsOffsets[Version]], Is.EqualTo(4 | 2));
        RequireUnchanged(file, "copied unchanged, its requirement of GLIBCXX_3.4.32 is weak already");
    }

    [Test]
    public void A_library_without_the_requirement_or_whose_system_provides_the_version_is_left_as_it_is()
    {
        const string Done = "copied unchanged, it does not require GLIBCXX_3.4.32 of libstdc++.so.6";
        RequireUnchanged(new SyntheticElf { Versions = [("GLIBCXX_3.4.30", Index, 0)] }.Build(), Done);
        RequireUnchanged(new SyntheticElf { Library = "libc++.so.1" }.Build(), Done);
        RequireUnchanged(new SyntheticElf { HasRequirements = false }.Build(), Done);
        RequireUnchanged(new SyntheticElf().Build(), "copied unchanged, for a test", reasonToKeep: "for a test");
    }

    [Test]
    public void Another_symbol_of_the_version_is_refused_and_the_known_one_if_something_uses_it()
    {
        RequireRefused(new SyntheticElf { Symbols = [(Symbol, Index, 0), ("_ZNSt5other", Index, 0)], Relocations = [] }, "_ZNSt5other");
        RequireRefused(new SyntheticElf { Relocations = [1, 2] }, Symbol);
        RequireRefused(new SyntheticElf { Symbols = [(Symbol, Index, 1)], Relocations = [] }, Symbol);
    }

    [Test]
    public void A_truncated_library_is_damaged_at_every_length()
    {
        byte[] whole = new SyntheticElf().Build();
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] file = whole[..length];
            PackageFileException error = Assert.Throws<PackageFileException>(() => Prepare(file), $"{length} bytes")!;
            Assert.That(error.Message, Does.StartWith("made-up.so: damaged: ").And.Contains("restore again"));
        }
    }

    [Test]
    public void A_wrong_byte_anywhere_causes_no_other_error_and_no_other_change()
    {
        SyntheticElf elf = new();
        byte[] whole = elf.Build();
        for (int place = 0; place < whole.Length; place++)
        {
            foreach (byte value in new byte[] { 0, 1, 0x7F, 0x80, 0xFF })
            {
                byte[] before = [.. whole];
                before[place] = value;
                byte[] after = [.. before];
                try
                {
                    Prepare(after);
                    Assert.That(Differences(before, after), Has.Length.LessThanOrEqualTo(1), $"{value} at {place}");
                }
                catch (PackageFileException)
                {
                    Assert.That(after, Is.EqualTo(before), $"{value} at {place}");
                }
            }
        }
    }

    [TestCase(4, 1, "unsupported: a 32-bit ELF file")]
    [TestCase(5, 2, "unsupported: a big-endian ELF file")]
    [TestCase(4, 9, "damaged: ELF class 9")]
    [TestCase(0x3C, 0, "unsupported: an ELF file without section headers")]
    public void Another_kind_of_ELF_file_is_refused(int place, byte value, string problem)
    {
        byte[] file = new SyntheticElf().Build();
        file[place] = value;

        Assert.That(() => Prepare(file), Throws.TypeOf<PackageFileException>().With.Message.StartsWith($"made-up.so: {problem}"));
    }

    [Test]
    public void Libraries_of_macOS_and_Windows_are_left_as_they_are_and_a_file_that_is_no_library_is_damaged()
    {
        foreach (byte[] library in (byte[][])[[0xCF, 0xFA, 0xED, 0xFE, 7], [0xCA, 0xFE, 0xBA, 0xBE, 0], [(byte)'M', (byte)'Z', 0x90]])
            RequireUnchanged(library, "copied unchanged, it is not an ELF file");
        foreach (byte[] text in (byte[][])[[], [.. "version https://git-lfs.github.com/spec/v1"u8]])
            Assert.That(() => Prepare(text), Throws.TypeOf<PackageFileException>().With.Message.Contains("not a shared library"));
    }

    internal static int[] Differences(byte[] before, byte[] after)
    {
        Assert.That(after, Has.Length.EqualTo(before.Length));
        return [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])];
    }

    private static string Prepare(byte[] file, string? reasonToKeep = null) =>
        LibraryCopy.Prepare("made-up.so", file, reasonToKeep);

    private static void RequireUnchanged(byte[] before, string done, string? reasonToKeep = null)
    {
        byte[] after = [.. before];
        Assert.That(Prepare(after, reasonToKeep), Is.EqualTo(done));
        Assert.That(after, Is.EqualTo(before));
    }

    private static void RequireRefused(SyntheticElf elf, string symbol)
    {
        byte[] file = elf.Build();
        Assert.That(() => Prepare(file), Throws.TypeOf<PackageFileException>().With.Message.Contains($"uses {symbol} of {Version}"));
        Assert.That(file, Is.EqualTo(elf.Build()));
    }
}
