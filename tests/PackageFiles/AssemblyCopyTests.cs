using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using RepDynamics.PackageFiles;

namespace RepDynamics.Tests.PackageFiles;

/// <summary>The marks on the methods of an assembly, and the name that is not loaded.</summary>
public class AssemblyCopyTests
{
    private static readonly byte[] Published = File.ReadAllBytes(typeof(PackageFileException).Assembly.Location);

    [Test]
    public void Methods_with_code_are_marked_the_name_is_replaced_and_nothing_else_changes()
    {
        byte[] after = [.. Published];

        (int marked, int names) = AssemblyCopy.Prepare("an.dll", after);

        (string Name, MethodImplAttributes Flags, bool HasCode)[] methods = Methods(Published), found = Methods(after);
        Assert.That(found.Select(m => m.Name), Is.EqualTo(methods.Select(m => m.Name)));
        Assert.That(found.Select(m => m.Flags), Is.EqualTo(methods.Select(m => m.HasCode ? m.Flags | AssemblyCopy.Marks : m.Flags)));
        Assert.That(marked, Is.EqualTo(methods.Count(m => m.HasCode)).And.GreaterThan(20));
        // The assembly is that of AssemblyCopy itself, which has the name.
        Assert.That(names, Is.EqualTo(1));
        Assert.That(Texts(after), Is.EqualTo(Texts(Published).Select(text => text == "torch_cpu" ? "(no file)" : text)));
        int letters = "torch_cpu".Zip("(no file)").Count(pair => pair.First != pair.Second);
        Assert.That(LibraryCopyTests.Differences(Published, after), Has.Length.EqualTo(marked + letters));
    }

    [Test]
    public void Methods_without_code_and_a_marked_assembly_are_left_as_they_are()
    {
        byte[] file = SyntheticAssembly.WithMethods(code: 0, without: 3);
        Assert.That(AssemblyCopy.Prepare("an.dll", file), Is.EqualTo((0, 0)));
        Assert.That(Methods(file), Has.Length.EqualTo(3));
        Assert.That(file, Is.EqualTo(SyntheticAssembly.WithMethods(code: 0, without: 3)));
        byte[] marked = SyntheticAssembly.WithMethods(code: 2, without: 1);
        Assert.That(AssemblyCopy.Prepare("an.dll", marked), Is.EqualTo((2, 0)));
        byte[] again = [.. marked];

        Assert.That(AssemblyCopy.Prepare("an.dll", again), Is.EqualTo((0, 0)));
        Assert.That(again, Is.EqualTo(marked));
    }

    [Test]
    public void A_truncated_assembly_is_damaged_or_still_has_all_its_methods()
    {
        byte[] whole = SyntheticAssembly.WithMethods(code: 2, without: 1);
        int damaged = 0;
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] file = whole[..length];
            try
            {
                Assert.That(AssemblyCopy.Prepare("an.dll", file), Is.EqualTo((2, 0)), $"{length} bytes");
            }
            catch (PackageFileException e)
            {
                Assert.That(e.Message, Does.StartWith("an.dll: damaged: ").And.Contains("restore again"));
                damaged++;
            }
        }
        Assert.That(damaged, Is.GreaterThan(500), "headers and metadata");
    }

    [Test]
    public void A_file_that_is_no_assembly_is_damaged() =>
        Assert.That(() => AssemblyCopy.Prepare("an.dll", [.. "text"u8]), Throws.TypeOf<PackageFileException>().With.Message.StartsWith("an.dll: damaged: "));

    private static List<string> Texts(byte[] assembly)
    {
        using PEReader file = new(new MemoryStream(assembly));
        MetadataReader metadata = file.GetMetadataReader();
        List<string> texts = [];
        for (UserStringHandle text = MetadataTokens.UserStringHandle(1); !text.IsNil; text = metadata.GetNextHandle(text)) texts.Add(metadata.GetUserString(text));
        return texts;
    }

    private static (string Name, MethodImplAttributes Flags, bool HasCode)[] Methods(byte[] assembly)
    {
        using PEReader file = new(new MemoryStream(assembly));
        MetadataReader metadata = file.GetMetadataReader();
        return
        [
            .. metadata.MethodDefinitions.Select(metadata.GetMethodDefinition)
                .Select(m => (metadata.GetString(m.Name), m.ImplAttributes, m.RelativeVirtualAddress != 0)),
        ];
    }
}
