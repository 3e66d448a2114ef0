using System.Formats.Tar;
using RepDynamics.Downloads;

namespace RepDynamics.Tests.Downloads;

/// <summary>Nothing but the wanted files is unpacked, each under its plain name.</summary>
public class UnpackingTests : FolderFixture
{
    private const string Set = SmallArchive.Folder;

    private string Into => In("in", "to");

    private static IEnumerable<TarEntry> Good => SmallArchive.Files.Select(f => SmallArchive.File($"{Set}/{f.Key}", f.Value));

    private static IEnumerable<TarEntry> Others()
    {
        foreach (string name in (string[])
            ["../one.bin", $"{Set}/../one.bin", $"{Set}/../../../one.bin", "/one.bin", $"//{Set}/one.bin", $"{Set}\\one.bin", "one.bin", $"{Set}/deeper/one.bin"])
        {
            yield return SmallArchive.File(name, [1, 2, 3]);
        }

        yield return SmallArchive.Link(TarEntryType.SymbolicLink, $"{Set}/one.bin", "/etc/hostname");
        yield return SmallArchive.Link(TarEntryType.SymbolicLink, $"{Set}/elsewhere", "../../..");
        yield return SmallArchive.Link(TarEntryType.HardLink, $"{Set}/two.bin", "/etc/hostname");
        yield return new PaxTarEntry(TarEntryType.Fifo, $"{Set}/one.bin");
        yield return new PaxTarEntry(TarEntryType.CharacterDevice, $"{Set}/two.bin");
    }

    [Test]
    public void Other_names_links_and_devices_are_ignored()
    {
        Unpack(SmallArchive.Pack([.. Others(), .. Good]));

        foreach ((string name, byte[] content) in SmallArchive.Files) Assert.That(File.ReadAllBytes(Path.Combine(Into, name)), Is.EqualTo(content));
        Assert.That(
            Directory.GetFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder, path)),
            Is.EquivalentTo((string[])["archive", "in", "in/to", .. SmallArchive.Files.Keys.Select(name => $"in/to/{name}")]));
        Assert.That(Directory.GetFiles(Into).Where(file => new FileInfo(file).LinkTarget is not null), Is.Empty);
    }

    [TestCase("one.bin", 999, "one.bin has 999 bytes, expected 1000 to 1000")]
    [TestCase("names.txt", 101, "names.txt has 101 bytes, expected 1 to 100")]
    public void A_file_of_another_size_is_refused_before_it_is_written(string name, int size, string fault)
    {
        RequireFault(SmallArchive.Pack(SmallArchive.File($"{Set}/{name}", new byte[size])), fault);
        Assert.That(Directory.GetFiles(Into), Is.Empty);
    }

    [Test]
    public void A_missing_file_is_named() =>
        RequireFault(SmallArchive.Pack(Good.Where(f => !f.Name.EndsWith("one.bin", StringComparison.Ordinal))), "it lacks one.bin");

    [Test]
    public void An_archive_that_ends_early_is_refused()
    {
        byte[] whole = SmallArchive.Pack(Good);
        foreach (int length in (int[])[0, 100, 1000, whole.Length / 2]) RequireFault(whole[..length], "");
    }

    [Test]
    public void Cancelling_stops_it() =>
        Assert.That(() => Unpack(SmallArchive.Bytes, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());

    private void RequireFault(byte[] archive, string fault) =>
        Assert.That(
            () => Unpack(archive),
            Throws.InstanceOf<FetchException>().With.Message.StartsWith($"{In("archive")} cannot be unpacked: ").And.Message.Contains(fault)
                .And.Property(nameof(FetchException.Remedy)).EqualTo("By hand: carry it."));

    private void Unpack(byte[] bytes, CancellationToken cancellation = default)
    {
        string file = In("archive");
        File.WriteAllBytes(file, bytes);
        new DataFetch { Archive = SmallArchive.Of(bytes), ReadFrom = Into, Target = Into }.Unpack(file, Into, cancellation);
    }
}
