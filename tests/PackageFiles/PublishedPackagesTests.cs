using System.Text;
using RepDynamics.PackageFiles;

namespace RepDynamics.Tests.PackageFiles;

/// <summary>The files of the packages themselves, where the build names the packages' folders.</summary>
public class PublishedPackagesTests
{
    [Test]
    public void The_library_of_TorchSharp_changes_by_one_byte()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("The build restores the library for Linux on Linux only.");
        string source = FileOf("TorchSharpPackage", "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        byte[] before = File.ReadAllBytes(source);
        byte[] after = [.. before];

        Assert.That(LibraryCopy.Prepare(source, after, reasonToKeep: null), Does.EndWith("is now weak"));

        int[] changed = LibraryCopyTests.Differences(before, after);
        Assert.That(changed, Has.Length.EqualTo(1));
        Assert.That((before[changed[0]], after[changed[0]]), Is.EqualTo(((byte)0, (byte)2)));
        Assert.That(LibraryCopy.Prepare(source, after, reasonToKeep: null), Does.Contain("is weak already"));
    }

    [Test]
    public void The_assembly_of_TorchSharp_changes_by_one_byte_a_method_and_one_name()
    {
        string source = FileOf("TorchSharpPackage", "lib", "net8.0", "TorchSharp.dll");
        byte[] before = File.ReadAllBytes(source);
        byte[] after = [.. before];

        (int methods, int names) = AssemblyCopy.Prepare(source, after);

        int name = before.AsSpan().IndexOf(Encoding.Unicode.GetBytes(AssemblyCopy.LoadedFirst));
        int[] changed = [.. LibraryCopyTests.Differences(before, after).Where(at => at < name || at >= name + 2 * AssemblyCopy.LoadedFirst.Length)];
        Assert.That((names, Encoding.Unicode.GetString(after, name, 2 * AssemblyCopy.LoadedFirst.Length)), Is.EqualTo((1, AssemblyCopy.NotLoaded)));
        Assert.That(changed, Has.Length.EqualTo(methods).And.Length.GreaterThan(5000));
        Assert.That(changed.Select(at => after[at] & 0x48), Has.All.EqualTo(0x48), "NoOptimization and NoInlining");
        Assert.That(changed.Select(at => (after[at] ^ before[at]) & ~0x48), Has.All.Zero, "no other flag");
        Assert.That(AssemblyCopy.Prepare(source, after), Is.EqualTo((0, 0)));
    }

    [Test]
    public void The_fonts_of_Inter_are_there_whole()
    {
        string assembly = FileOf("InterPackage", "lib", "net10.0", "Avalonia.Fonts.Inter.dll");
        var resources = AvaloniaResources.Read(assembly, File.ReadAllBytes(assembly));

        foreach (string name in new[] { "Inter-Regular.ttf", "Inter-Bold.ttf" })
        {
            byte[] font = resources.Files[$"/Assets/{name}"].ToArray();
            Assert.That(font, Has.Length.GreaterThan(300_000), name);
            Assert.That(font.AsSpan().IndexOf(Encoding.BigEndianUnicode.GetBytes("Inter")), Is.Positive, $"{name}: its family");
            Assert.That(EndOfTables(font), Is.InRange(font.Length - 3, font.Length), $"{name}: its tables fill the file");
        }
    }

    /// <summary>Where the last table of a font ends, by its table directory.</summary>
    private static long EndOfTables(byte[] font)
    {
        int tables = font[4] << 8 | font[5];
        return Enumerable.Range(0, tables).Max(i => BigEndian(12 + i * 16 + 8) + BigEndian(12 + i * 16 + 12));

        long BigEndian(int at) => (long)font[at] << 24 | (long)font[at + 1] << 16 | (long)font[at + 2] << 8 | font[at + 3];
    }

    private static string FileOf(string package, params string[] names)
    {
        string folder = Repository.Built(package);
        if (folder.Length == 0) Assert.Ignore($"The build names no {package}.");
        string file = Path.Combine([folder, .. names]);
        if (!File.Exists(file)) Assert.Ignore($"{file} is not there.");
        return file;
    }
}
