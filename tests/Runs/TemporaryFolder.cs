namespace RepDynamics.Tests.Runs;

/// <summary>An empty folder of a test's own, deleted afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    internal string Path { get; } = InMemory() ?? Directory.CreateTempSubdirectory("repdynamics-tests-").FullName;

    internal string[] Files => Directory.GetFiles(Path);

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
