using System.Formats.Tar;
using System.IO.Compression;
using RepDynamics.Downloads;
using RepDynamics.Numerics;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Downloads;

/// <summary>An archive is not trusted: nothing but the wanted files comes out of it.</summary>
public class UnpackingTests
{
    private const string Set = SmallArchive.Folder;

    private TemporaryFolder place = null!;

    private string Into => Path.Combine(place.Path, "in", "to");

    [SetUp]
    public void Open()
    {
        place = new TemporaryFolder();
        Directory.CreateDirectory(Into);
    }

    [TearDown]
    public void Close() => place.Dispose();

    private static IEnumerable<TarEntry> Good => SmallArchive.Files.Select(f => SmallArchive.File($"{Set}/{f.Key}", f.Value));

    [TestCase("../one.bin")]
    [TestCase("../../one.bin")]
    [TestCase(Set + "/../one.bin")]
    [TestCase(Set + "/../../../one.bin")]
    [TestCase(Set + "/./../one.bin")]
    [TestCase("/one.bin")]
    [TestCase("//" + Set + "/one.bin")]
    [TestCase(Set + "\\one.bin")]
    [TestCase(Set + "/..\\one.bin")]
    [TestCase("C:/one.bin")]
    [TestCase(Set + "/..")]
    public void A_name_that_leads_out_of_the_archive_is_refused(string name)
    {
        Assert.That(
            () => Unpack(SmallArchive.Pack([.. Good, SmallArchive.File(name, [1, 2, 3])])),
            Throws.InstanceOf<FetchException>().With.Message.Contains($"'{name}' leads out of the archive"));
        RequireNothingElsewhere();
    }

    [TestCase(TarEntryType.SymbolicLink, "one.bin", "/etc/hostname")]
    [TestCase(TarEntryType.SymbolicLink, "elsewhere", "../../..")]
    [TestCase(TarEntryType.HardLink, "one.bin", "/etc/hostname")]
    [TestCase(TarEntryType.HardLink, "two.bin", Set + "/names.txt")]
    public void A_link_is_refused_wherever_it_leads(TarEntryType kind, string name, string to)
    {
        Assert.That(
            () => Unpack(SmallArchive.Pack([SmallArchive.Link(kind, $"{Set}/{name}", to), .. Good])),
            Throws.InstanceOf<FetchException>().With.Message.Contains($"'{Set}/{name}' is neither a file nor a folder but {kind}"));
        RequireNothingElsewhere();
    }

    [TestCase(TarEntryType.Fifo)]
    [TestCase(TarEntryType.CharacterDevice)]
    [TestCase(TarEntryType.BlockDevice)]
    public void A_device_is_refused(TarEntryType kind) =>
        Assert.That(
            () => Unpack(SmallArchive.Pack([new PaxTarEntry(kind, $"{Set}/one.bin"), .. Good])),
            Throws.InstanceOf<FetchException>().With.Message.Contains($"but {kind}"));

    [TestCase(999)]
    [TestCase(1001)]
    [TestCase(0)]
    public void A_file_of_another_size_is_refused_before_it_is_read(int size)
    {
        Assert.That(
            () => Unpack(SmallArchive.Pack(SmallArchive.File($"{Set}/one.bin", new byte[size]))),
            Throws.InstanceOf<FetchException>().With.Message.Contains($"one.bin has {size} bytes, expected 1000"));
        Assert.That(Directory.GetFiles(Into), Is.Empty);
    }

    [TestCase(0)]
    [TestCase(101)]
    public void A_file_of_any_size_has_limits_all_the_same(int size) =>
        Assert.That(
            () => Unpack(SmallArchive.Pack(SmallArchive.File($"{Set}/names.txt", new byte[size]))),
            Throws.InstanceOf<FetchException>().With.Message.Contains($"names.txt has {size} bytes, expected 1 to 100"));

    [Test]
    public void A_small_archive_of_something_huge_is_not_read_to_its_end()
    {
        byte[] bomb = SmallArchive.Pack([SmallArchive.File("huge", new byte[20 << 20]), .. Good]);

        Assert.That(bomb, Has.Length.LessThan(1 << 20));
        Assert.That(() => Unpack(bomb), Throws.InstanceOf<FetchException>().With.Message.Contains("it holds more than "));
        RequireNothingElsewhere();
    }

    [Test]
    public void A_file_that_comes_twice_is_refused() =>
        Assert.That(
            () => Unpack(SmallArchive.Pack([.. Good, .. Good])), Throws.InstanceOf<FetchException>().With.Message.Contains("names.txt comes twice"));

    [Test]
    public void A_file_that_is_not_there_is_named() =>
        Assert.That(
            () => Unpack(SmallArchive.Pack(Good.Where(f => !f.Name.EndsWith("one.bin", StringComparison.Ordinal)))),
            Throws.InstanceOf<FetchException>().With.Message.Contains("it lacks one.bin"));

    [Test]
    public void Files_of_the_same_names_in_other_folders_are_left_where_they_are()
    {
        Unpack(SmallArchive.Pack(
            [SmallArchive.File("one.bin", [1]), SmallArchive.File("other/one.bin", [1]), SmallArchive.File($"{Set}/deeper/one.bin", [1]), .. Good]));

        Assert.That(File.ReadAllBytes(Path.Combine(Into, "one.bin")), Is.EqualTo(SmallArchive.Files["one.bin"]));
        RequireNothingElsewhere();
    }

    [Test]
    public void An_archive_that_is_cut_short_anywhere_is_refused()
    {
        byte[] whole = SmallArchive.Pack(Good);
        for (int length = 0; length < whole.Length - 1; length += length < 4000 ? 97 : 19_997)
        {
            Empty();
            Assert.That(() => Unpack(whole[..length]), Throws.InstanceOf<FetchException>(), $"{length} bytes");
        }
        RequireNothingElsewhere();
    }

    [Test]
    public void An_archive_that_is_damaged_anywhere_is_refused_or_holds_what_it_should()
    {
        byte[] whole = SmallArchive.Pack(Good);
        SeededRandom random = new(1);
        for (int i = 0; i < 60; i++)
        {
            Empty();
            byte[] damaged = [.. whole];
            // Half of them among the first headers, where names and sizes are.
            damaged[random.NextInt(i % 2 == 0 ? 3000 : whole.Length)] ^= (byte)(1 << random.NextInt(8));
            try
            {
                Unpack(damaged);
                foreach ((string name, byte[] content) in SmallArchive.Files) Assert.That(new FileInfo(Path.Combine(Into, name)).Length, Is.EqualTo(content.Length));
            }
            catch (FetchException e)
            {
                Assert.That(e.Message, Does.Contain("cannot be unpacked"));
            }
        }
        RequireNothingElsewhere();
    }

    [Test]
    public void Headers_that_are_damaged_in_a_sound_zip_are_refused_too()
    {
        byte[] tar = Unzipped(SmallArchive.Pack(Good));
        SeededRandom random = new(2);
        for (int i = 0; i < 200; i++)
        {
            Empty();
            byte[] damaged = [.. tar];
            damaged[random.NextInt(2048)] = (byte)random.NextInt(256);
            try
            {
                Unpack(Zipped(damaged));
            }
            catch (FetchException e)
            {
                Assert.That(e.Message, Does.Contain("cannot be unpacked"));
            }
            RequireNothingElsewhere();
        }
    }

    [Test]
    public void It_stops_when_it_is_cancelled() =>
        Assert.That(() => Unpack(SmallArchive.Bytes, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());

    private void Unpack(byte[] bytes, CancellationToken cancellation = default)
    {
        string file = Path.Combine(place.Path, "archive");
        File.WriteAllBytes(file, bytes);
        Unpacking.Run(file, SmallArchive.Of(bytes), Into, cancellation);
    }

    private void Empty()
    {
        foreach (string file in Directory.GetFiles(Into)) File.Delete(file);
    }

    private void RequireNothingElsewhere()
    {
        Assert.That(Directory.GetFileSystemEntries(place.Path).Select(Path.GetFileName), Is.SubsetOf(new[] { "in", "archive" }));
        Assert.That(Directory.GetFileSystemEntries(Path.Combine(place.Path, "in")).Select(Path.GetFileName), Is.EqualTo(new[] { "to" }));
        Assert.That(Directory.GetFileSystemEntries(Into).Select(Path.GetFileName), Is.SubsetOf(SmallArchive.Files.Keys));
        Assert.That(Directory.GetFiles(Into).Where(file => new FileInfo(file).LinkTarget is not null), Is.Empty);
    }

    private static byte[] Unzipped(byte[] bytes)
    {
        using GZipStream zip = new(new MemoryStream(bytes), CompressionMode.Decompress);
        using MemoryStream tar = new();
        zip.CopyTo(tar);
        return tar.ToArray();
    }

    private static byte[] Zipped(byte[] tar)
    {
        using MemoryStream bytes = new();
        using (GZipStream zip = new(bytes, CompressionLevel.NoCompression)) zip.Write(tar);
        return bytes.ToArray();
    }
}
