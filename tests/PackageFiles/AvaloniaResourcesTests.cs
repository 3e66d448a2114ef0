using RepDynamics.PackageFiles;

namespace RepDynamics.Tests.PackageFiles;

/// <summary>The index of Avalonia resources in made-up assemblies.</summary>
public class AvaloniaResourcesTests
{
    private static readonly (string Path, byte[] Content)[] Files =
        [("/Assets/One.ttf", [0, 1, 0, 0, 7]), ("/Assets/Empty.txt", []), ("/Two.otf", [.. "OTTO!"u8])];

    [Test]
    public void Files_are_found_with_their_content()
    {
        AvaloniaResources resources = Read(SyntheticAssembly.WithFiles(Files));

        Assert.That(resources.Files.Select(f => (f.Key, f.Value.ToArray())), Is.EqualTo(Files));
    }

    [Test]
    public void A_truncated_resource_is_damaged_at_every_length()
    {
        byte[] whole = SyntheticAssembly.Resource(Files);
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] assembly = SyntheticAssembly.WithResource("!AvaloniaResources", whole[..length]);
            PackageFileException error = Assert.Throws<PackageFileException>(() => Read(assembly), $"{length} bytes")!;
            Assert.That(error.Message, Does.StartWith("made-up.dll: damaged: ").And.Not.Contains('\n'));
        }
    }

    [Test]
    public void A_wrong_byte_anywhere_causes_no_other_error()
    {
        byte[] whole = SyntheticAssembly.WithFiles(Files);
        for (int place = 0; place < whole.Length; place++)
        {
            foreach (byte value in new byte[] { 0, 1, 0x7F, 0x80, 0xFF })
            {
                byte[] assembly = [.. whole];
                assembly[place] = value;
                try
                {
                    Read(assembly);
                }
                catch (PackageFileException e)
                {
                    Assert.That(e.Message, Does.StartWith("made-up.dll: ").And.Not.Contain('\n'));
                }
            }
        }
    }

    [Test]
    public void Another_format_an_assembly_without_the_resource_and_a_file_that_is_no_assembly_are_refused()
    {
        Refuses(SyntheticAssembly.WithResource("!AvaloniaResources", SyntheticAssembly.Resource(Files, version: 1)), "has format 1");
        Refuses(SyntheticAssembly.WithResource("second", []), "has no resource !AvaloniaResources");
        foreach (byte[] file in (byte[][])[[], [.. "version https://git-lfs.github.com/spec/v1"u8], new SyntheticElf().Build()]) Refuses(file, "damaged: ");

        static void Refuses(byte[] file, string problem) =>
            Assert.That(() => Read(file), Throws.TypeOf<PackageFileException>().With.Message.StartsWith("made-up.dll: ").And.Message.Contains(problem));
    }

    private static AvaloniaResources Read(byte[] assembly) => AvaloniaResources.Read("made-up.dll", assembly);
}
