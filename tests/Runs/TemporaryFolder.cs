using System.Security.Cryptography;

namespace RepDynamics.Tests.Runs;

/// <summary>An empty folder of a test's own, deleted afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    internal string Path { get; } = InMemory() ?? Directory.CreateTempSubdirectory("repdynamics-tests-").FullName;

    /// <summary>Copies a folder with all it holds.</summary>
    internal static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = System.IO.Path.Combine(to, System.IO.Path.GetRelativePath(from, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    // Flushing to a disk, which the store does at every commit, takes most of a test's time; where there is a file system in memory with
    // room, the same calls take none.
    private static string? InMemory()
    {
        try
        {
            if (!Directory.Exists(Memory) || new DriveInfo(Memory).AvailableFreeSpace < 1L << 30) return null;
            return Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"repdynamics-tests-{System.IO.Path.GetRandomFileName()}")).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>What lies in a store, file by file.</summary>
internal static class StoreContents
{
    /// <summary>The SHA-256 of every file of every run, by path within the store; locks are left out.</summary>
    internal static SortedDictionary<string, string> Of(string store) =>
        new(
            Directory.EnumerateFiles(store, "*", SearchOption.AllDirectories)
                .Select(file => (Path: Path.GetRelativePath(store, file), File: file))
                .Where(file => !file.Path.StartsWith(".locks", StringComparison.Ordinal))
                .ToDictionary(file => file.Path, file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.File)))),
            StringComparer.Ordinal);
}
