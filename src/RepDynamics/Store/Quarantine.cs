namespace RepDynamics.Store;

/// <summary>
/// Where damaged and unexpected files of a run go: <c>quarantine/RUN/UTC TIME/</c> in the store, under the path they had. Nothing is
/// deleted there except by a prune that includes quarantine.
/// </summary>
internal sealed class Quarantine(Disk disk, string root, string run, TimeProvider clock)
{
    public const string FolderName = "quarantine";

    private const string StampFormat = "yyyyMMdd'T'HHmmss'Z'";

    private string? folder;

    /// <summary>Moves a file, a link or a folder there.</summary>
    /// <returns>Where it went, relative to the store.</returns>
    public string Take(string from, string path, bool isFolder)
    {
        folder ??= Unused();
        string to = Path.Combine(folder, path);
        disk.CreateFolder(Path.GetDirectoryName(to)!);
        if (isFolder) disk.RenameFolder(from, to);
        else disk.Rename(from, to);
        return Path.GetRelativePath(root, to).Replace(Path.DirectorySeparatorChar, '/');
    }

    /// <summary>When a folder of quarantine was made, by its name; null when the name is none of this store's.</summary>
    public static DateTimeOffset? Time(string name) =>
        DateTimeOffset.TryParseExact(
            name.Split('-')[0], StampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;

    // Two openings within a second must not mix, and nothing in quarantine is ever replaced.
    private string Unused()
    {
        string stamp = Path.Combine(root, FolderName, run, clock.GetUtcNow().ToString(StampFormat, CultureInfo.InvariantCulture));
        string candidate = stamp;
        for (int i = 2; Directory.Exists(candidate) || File.Exists(candidate); i++) candidate = $"{stamp}-{i}";
        return candidate;
    }
}
