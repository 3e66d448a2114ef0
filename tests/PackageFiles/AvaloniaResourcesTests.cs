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
        byte[] values = [0, 1, 0x7F, 0x80, 0xFF];
        RequireErrorOrFiles(Enumerable.Range(0, whole.Length).SelectMany(place => values.Select(value =>
        {
            byte[] assembly = [.. whole];
            assembly[place] = value;
            return assembly;
        })));
    }

    [Test]
    public void Another_format_of_the_index_is_refused()
    {
        byte[] assembly = SyntheticAssembly.WithResource("!AvaloniaResources", SyntheticAssembly.Resource(Files, version: 1));

        Assert.That(() => Read(assembly), Throws.TypeOf<PackageFileException>().With.Message.Contains("has format 1"));
    }

    [Test]
    public void An_assembly_without_the_resource_is_refused() =>
        Assert.That(() => Read(SyntheticAssembly.WithResource("second", [])),
            Throws.TypeOf<PackageFileException>().With.Message.StartsWith("made-up.dll: has no resource !AvaloniaResources"));

    [Test]
    public void A_file_that_is_no_assembly_is_damaged()
    {
        Assert.That(() => Read([]), Throws.TypeOf<PackageFileException>());
        Assert.That(() => Read([.. "version https://git-lfs.github.com/spec/v1"u8]), Throws.TypeOf<PackageFileException>());
        Assert.That(() => Read(new SyntheticElf().Build()), Throws.TypeOf<PackageFileException>());
    }

    private static AvaloniaResources Read(byte[] assembly) => AvaloniaResources.Read("made-up.dll", assembly);

    private static void RequireErrorOrFiles(IEnumerable<byte[]> assemblies)
    {
        foreach (byte[] assembly in assemblies)
        {
            try
            {
                Read(assembly);
            }
            catch (PackageFileException e)
            {
                Assert.That(e.Message, Does.StartWith("made-up.dll: ").And.Not.Contains('\n'));
            }
        }
    }
}
