namespace RepDynamics.Store;

/// <summary>Finds the runs in a store without locking any: other processes may write or prune meanwhile.</summary>
internal static class RunListing
{
    /// <summary>The stored runs, by name. Locks and changes nothing; runs may be trained meanwhile.</summary>
    /// <param name="report">Receives a line for each entry of the store that is not a run or cannot be read.</param>
    /// <param name="wants">The names to look at; null: all.</param>
    public static IReadOnlyList<RunSummary> List(this RunStore store, Action<string>? report = null, Func<string, bool>? wants = null)
    {
        IEnumerable<FileSystemInfo> entries = Directory.Exists(store.Root) ? new DirectoryInfo(store.Root).EnumerateFileSystemInfos() : [];
        return
        [
            .. entries.Where(entry => !IsOwn(entry) && wants?.Invoke(entry.Name) != false).OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(entry => Summary(store, entry, report)).OfType<RunSummary>(),
        ];
    }

    /// <summary>Whether a run is complete, by its manifest; files are not checked. False if there is no such run.</summary>
    public static bool IsComplete(this RunStore store, string run) =>
        Summary(store, new DirectoryInfo(Path.Combine(store.Root, run))) is { Complete: true, Problem: null };

    /// <summary>Every folder that is a run's, or was before its manifest was lost, by name: what <see cref="RunStore.Verify"/> can look at.</summary>
    public static IReadOnlyList<string> Names(this RunStore store) => !Directory.Exists(store.Root)
        ? []
        : [.. new DirectoryInfo(store.Root).EnumerateDirectories().Where(IsFolderOfRun).Select(f => f.Name).Order(StringComparer.Ordinal)];

    /// <summary>When a run was last opened: the time of its lock file, or, if that is lost, of the last change of its manifest.</summary>
    public static DateTimeOffset LastUsed(this RunStore store, string run)
    {
        string file = Path.Combine(store.Root, RunStore.LocksFolder, run);
        return File.GetLastWriteTimeUtc(File.Exists(file) ? file : Path.Combine(store.Root, run, RunPaths.Manifest));
    }

    // Locks, trash, probes, quarantine.
    private static bool IsOwn(FileSystemInfo entry) => entry.Name.StartsWith('.') || entry.Name == Quarantine.FolderName;

    private static bool IsFolderOfRun(FileSystemInfo entry) =>
        entry is DirectoryInfo && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && !IsOwn(entry) && RunPaths.IsName(entry.Name);

    // Null, and reported, when it is no run or cannot be read.
    private static RunSummary? Summary(RunStore store, FileSystemInfo entry, Action<string>? report = null)
    {
        FileInfo file = new(Path.Combine(entry.FullName, RunPaths.Manifest));
        try
        {
            if (!IsFolderOfRun(entry) || !file.Exists || file.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                report?.Invoke($"{entry.FullName} is no run; left alone.");
                return null;
            }
            (RunManifest? manifest, string damage) = FolderInspection.ReadManifest(file);
            string? problem = manifest is null ? $"{RunPaths.Manifest} {damage}" : manifest.Run == entry.Name ? null : $"a copy of the run {manifest.Run}";
            int[] epochs = [.. (manifest?.Files.Keys ?? []).Select(RunPaths.EpochOf).OfType<int>()];
            return new(
                entry.Name, manifest?.Recipe, manifest?.Complete ?? false, epochs.Length, epochs.Length > 0 ? epochs.Max() : null,
                StoreSize.OfRun(entry.FullName), store.LastUsed(entry.Name), problem);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            report?.Invoke($"{entry.FullName} cannot be read: {e.Message}");
            return null;
        }
    }
}

/// <summary>Facts of a stored run that do not need its tensors.</summary>
/// <param name="RecipeHash">Its recipe's hash; null when its manifest is damaged.</param>
/// <param name="Complete">Whether nothing is missing, by its manifest.</param>
/// <param name="LastEpoch">The epoch of the last one; null when there is none.</param>
/// <param name="Problem">What is wrong with its manifest; null when nothing is. Opening the run repairs it.</param>
internal sealed record RunSummary(
    string Name, string? RecipeHash, bool Complete, int Snapshots, int? LastEpoch, StoreSize Size, DateTimeOffset LastUsed, string? Problem)
{
    public long Bytes => Size.Total;
}
