using System.Security.Cryptography;

namespace RepDynamics.Tests.Runs;

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
