using RepDynamics.PackageFiles;

namespace RepDynamics.Tests.PackageFiles;

/// <summary>The program: arguments, files, exit codes and the one line it prints.</summary>
public class PackageFilesCommandTests : FolderFixture
{
    private static readonly byte[] Font = [0, 1, 0, 0, 42];

    [Test]
    public void Library_is_copied_into_a_folder_that_does_not_exist()
    {
        SyntheticElf elf = new();
        byte[] published = elf.Build();
        string source = Write("published.so", published), destination = In("new", "folder", "copy.so");

        Assert.That(Succeed("library", source, destination, "--always"), Is.EqualTo($"{destination}: copied, its requirement of GLIBCXX_3.4.32 is now weak"));
        Assert.That(LibraryCopyTests.Differences(published, File.ReadAllBytes(destination)), Is.EqualTo(new[] { elf.FlagsOffsets["GLIBCXX_3.4.32"] }));
        Assert.That(File.ReadAllBytes(source), Is.EqualTo(published));
        RequireFiles("published.so", "new/folder/copy.so");
    }

    [Test]
    public void Library_without_always_is_what_this_system_needs()
    {
        byte[] published = new SyntheticElf().Build();
        string source = Write("published.so", published), destination = In("copy.so");
        bool isKept = SystemLibrary.ReasonToKeep() is not null;

        string done = isKept ? "copied unchanged, " : "copied, ";
        Assert.That(Succeed("library", source, destination), Does.StartWith($"{destination}: {done}"));
        Assert.That(File.ReadAllBytes(destination).SequenceEqual(published), Is.EqualTo(isKept));
    }

    [Test]
    public void Library_replaces_a_link_and_not_the_file_behind_it_and_is_not_copied_over_itself()
    {
        byte[] published = new SyntheticElf().Build();
        string source = Write("published.so", published), link = In("copy.so");
        File.CreateSymbolicLink(link, source);
        Succeed("library", source, link, "--always");
        Assert.That(File.ReadAllBytes(source), Is.EqualTo(published));
        Assert.That(File.ResolveLinkTarget(link, returnFinalTarget: false), Is.Null);
        string alias = In("alias");
        Directory.CreateSymbolicLink(alias, Folder);

        foreach (string destination in new[] { source, Path.Combine(alias, "published.so") })
            Assert.That(Fail("library", source, destination, "--always"), Does.Contain("is the source file itself"));
        Assert.That(File.ReadAllBytes(source), Is.EqualTo(published));
        File.Delete(alias);
        RequireFiles("published.so", "copy.so");
    }

    [Test]
    public void Damaged_library_leaves_an_older_copy_as_it_was()
    {
        string source = Write("published.so", new SyntheticElf().Build()[..^1]), destination = Write("copy.so", [1]);

        Assert.That(Fail("library", source, destination, "--always"), Does.Contain($" error: {source}: damaged: "));
        Assert.That(File.ReadAllBytes(destination), Is.EqualTo(new byte[] { 1 }));
        RequireFiles("published.so", "copy.so");
    }

    [Test]
    public void Paths_that_cannot_be_read_or_written_are_named()
    {
        string source = Write("published.so", new SyntheticElf().Build());
        Directory.CreateDirectory(In("folder"));

        Assert.That(Fail("library", In("absent.so"), In("copy.so")), Does.Contain("absent.so"));
        Assert.That(Fail("library", source, Path.Combine(source, "copy.so")), Does.Contain("published.so"));
        Assert.That(Fail("library", source, In("folder")), Does.Contain("folder"));
        Assert.That(Fail("library", source, In("folder") + Path.DirectorySeparatorChar), Does.Contain("folder"));
        Assert.That(Fail("library", source, ""), Does.Contain("published.so"));
        Assert.That(Fail("fonts", In("absent.dll"), In("fonts"), "One.ttf"), Does.Contain("absent.dll"));
        RequireFiles("published.so");
    }

    [Test]
    public void Assembly_is_copied_with_its_methods_marked()
    {
        byte[] published = SyntheticAssembly.WithMethods(code: 2, without: 1);
        string source = Write("published.dll", published), destination = In("new", "copy.dll");

        Assert.That(Succeed("assembly", source, destination), Is.EqualTo($"{destination}: copied, 2 methods are now compiled without optimization, 0 loads of torch_cpu are left to the system"));
        Assert.That(LibraryCopyTests.Differences(published, File.ReadAllBytes(destination)), Has.Length.EqualTo(2));
        Assert.That(File.ReadAllBytes(source), Is.EqualTo(published));
        Assert.That(Fail("assembly", source, source), Does.Contain("is the source file itself"));
        RequireFiles("published.dll", "new/copy.dll");
    }

    [Test]
    public void Fonts_are_extracted_and_equal_ones_are_not_written_again()
    {
        string assembly = Write("fonts.dll", SyntheticAssembly.WithFiles(
            ("/Assets/One.ttf", Font), ("/Assets/Two.ttf", [.. Font, 1]), ("/Three.ttf", Font)));
        string fonts = In("new", "fonts");

        Assert.That(Succeed("fonts", assembly, fonts, "One.ttf", "Two.ttf"),
            Is.EqualTo($"{fonts}: One.ttf, Two.ttf: 2 written, 0 unchanged"));
        Assert.That(File.ReadAllBytes(Path.Combine(fonts, "Two.ttf")), Is.EqualTo(new byte[] { 0, 1, 0, 0, 42, 1 }));
        RequireFiles("fonts.dll", "new/fonts/One.ttf", "new/fonts/Two.ttf");

        DateTime written = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path.Combine(fonts, "One.ttf"), written);
        Write("new/fonts/Two.ttf", [.. Font, 2]);
        Assert.That(Succeed("fonts", assembly, fonts, "One.ttf", "Two.ttf"), Does.EndWith("1 written, 1 unchanged"));
        Assert.That(File.GetLastWriteTimeUtc(Path.Combine(fonts, "One.ttf")), Is.EqualTo(written));
        Assert.That(File.ReadAllBytes(Path.Combine(fonts, "Two.ttf")), Is.EqualTo(new byte[] { 0, 1, 0, 0, 42, 1 }));
    }

    [TestCase("Absent.ttf", "has no font Absent.ttf; name one of One.ttf, Twice.ttf, Twice.ttf")]
    [TestCase("Twice.ttf", "has 2 files named Twice.ttf")]
    [TestCase("Text.ttf", "Text.ttf is neither a TrueType nor an OpenType font")]
    [TestCase("../One.ttf", "has no font ../One.ttf")]
    public void Fonts_that_cannot_be_extracted_stop_all(string name, string problem)
    {
        string assembly = Write("fonts.dll", SyntheticAssembly.WithFiles(
            ("/One.ttf", Font), ("/a/Twice.ttf", Font), ("/b/Twice.ttf", Font), ("/Text.ttf", [.. "text"u8])));

        Assert.That(Fail("fonts", assembly, In("fonts"), "One.ttf", name), Does.Contain(assembly).And.Contains(problem));
        RequireFiles("fonts.dll");
    }

    [TestCase]
    [TestCase("library", "one.so")]
    [TestCase("library", "one.so", "two.so", "--sometimes")]
    [TestCase("assembly", "one.dll")]
    [TestCase("fonts", "one.dll", "folder")]
    public void Wrong_arguments_print_the_usage(params string[] args)
    {
        (int code, string output, string error) = Run(args);

        Assert.That((code, output), Is.EqualTo((PackageFilesCommand.UsageError, "")));
        Assert.That(error, Is.EqualTo($"RepDynamics.PackageFiles: error: {PackageFilesCommand.Usage}"));
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        StringWriter output = new(), error = new();
        int code = PackageFilesCommand.Run(args, output, error);
        return (code, output.ToString().TrimEnd(), error.ToString().TrimEnd());
    }

    private static string Succeed(params string[] args)
    {
        (int code, string output, string error) = Run(args);
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.Not.Contain('\n'));
        return output;
    }

    private static string Fail(params string[] args)
    {
        (int code, string output, string error) = Run(args);
        Assert.That((code, output), Is.EqualTo((1, "")), error);
        Assert.That(error, Does.StartWith("RepDynamics.PackageFiles: error: ").And.Not.Contains('\n'));
        return error;
    }

    private string Write(string name, byte[] content)
    {
        File.WriteAllBytes(In(name), content);
        return In(name);
    }

    private void RequireFiles(params string[] names)
    {
        string[] files = Directory.GetFiles(Folder, "*", SearchOption.AllDirectories);
        Assert.That(files.Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/')), Is.EquivalentTo(names));
    }
}
