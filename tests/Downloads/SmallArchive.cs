using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using RepDynamics.Downloads;
using RepDynamics.Numerics;

namespace RepDynamics.Tests.Downloads;

/// <summary>A data set of three small files, and archives of it.</summary>
internal static class SmallArchive
{
    internal const string Folder = "small-set";

    internal static IReadOnlyDictionary<string, byte[]> Files { get; } = new Dictionary<string, byte[]>
    {
        ["names.txt"] = Encoding.ASCII.GetBytes("cat\ndog\n"),
        ["one.bin"] = Noise(1, 1000),
        ["two.bin"] = Noise(2, 300_000),
    };

    /// <summary>The archive, with an entry of the folder and a readme.</summary>
    internal static byte[] Bytes { get; } = Pack(
        [new PaxTarEntry(TarEntryType.Directory, $"{Folder}/"), File($"{Folder}/readme.html", Noise(3, 50)), .. Files.Select(f => File($"./{Folder}/{f.Key}", f.Value))]);

    internal static DataArchive Of(byte[] bytes, Uri? address = null) => new(
        "The small set", address ?? new Uri("http://127.0.0.1:1/small.tar.gz"), Digest(bytes), bytes.Length, Folder,
        [new("names.txt", 1, 100), new("one.bin", 1000, 1000), new("two.bin", 300_000, 300_000)], "By hand: carry it.");

    internal static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    internal static TarEntry File(string name, byte[] content) =>
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), ModificationTime = DateTimeOffset.UnixEpoch };

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
