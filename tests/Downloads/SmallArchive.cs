using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using RepDynamics.Downloads;
using RepDynamics.Numerics;

namespace RepDynamics.Tests.Downloads;

/// <summary>A data set of three small files, and archives of it as they are, or should not be.</summary>
internal static class SmallArchive
{
    internal const string Folder = "small-set";

    internal static IReadOnlyDictionary<string, byte[]> Files { get; } = new Dictionary<string, byte[]>
    {
        ["names.txt"] = Encoding.ASCII.GetBytes("cat\ndog\n"),
        ["one.bin"] = Noise(1, 1000),
        ["two.bin"] = Noise(2, 300_000),
    };

    /// <summary>The archive as it should be, with folder, readme and all.</summary>
    internal static byte[] Bytes { get; } = Pack(
        [new PaxTarEntry(TarEntryType.Directory, $"{Folder}/"), File($"{Folder}/readme.html", Noise(3, 50)), .. Files.Select(f => File($"./{Folder}/{f.Key}", f.Value))]);

#pragma warning disable CA5351 // MD5 is what authors publish
    internal static DataArchive Of(byte[] bytes, Uri? address = null) => new()
    {
        DataSet = "The small set",
        Address = address ?? new Uri("http://127.0.0.1:1/small.tar.gz"),
        HomePage = new Uri("http://127.0.0.1:1/"),
        Md5 = Convert.ToHexStringLower(MD5.HashData(bytes)),
        Size = bytes.Length,
        Folder = Folder,
        Files = [new("names.txt", 1, 100), new("one.bin", 1000, 1000), new("two.bin", 300_000, 300_000)],
        ByHand = "By hand: carry it.",
    };
#pragma warning restore CA5351

    internal static TarEntry File(string name, byte[] content) => new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };

    internal static TarEntry Link(TarEntryType kind, string name, string to) => new PaxTarEntry(kind, name) { LinkName = to };

    internal static byte[] Pack(params IEnumerable<TarEntry> entries)
    {
        using MemoryStream bytes = new();
        using (GZipStream zipped = new(bytes, CompressionLevel.Fastest))
        using (TarWriter writer = new(zipped))
        {
            foreach (TarEntry entry in entries) writer.WriteEntry(entry);
        }
        return bytes.ToArray();
    }

    private static byte[] Noise(ulong seed, int length)
    {
        SeededRandom random = new(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (byte)random.NextInt(256))];
    }
}
