namespace RepDynamics.Store;

/// <summary>Removes runs and quarantine in two steps: a plan, which can be shown, and its application.</summary>
internal static class RunPruning
{
    private const string TrashPrefix = ".trash-";

    /// <summary>What a prune would remove, runs by name, then quarantine, then trash; removes nothing.</summary>
    /// <param name="olderThan">Only runs not opened, and quarantine not made, for at least so long; null: whatever their age.</param>
    /// <param name="unreferenced">Only runs for which this is true; null: all. With both null no run goes.</param>
    /// <param name="includeQuarantine">Whether quarantine goes, too, by its age.</param>
    public static IReadOnlyList<PruneItem> Plan(
        this RunStore store, TimeSpan? olderThan = null, Func<RunSummary, bool>? unreferenced = null, bool includeQuarantine = false)
    {
        DateTimeOffset now = store.Clock.GetUtcNow();
        List<PruneItem> items = [];
        // Without a condition no run goes: an empty question must not empty the store.
        foreach (RunSummary run in olderThan is null && unreferenced is null ? [] : store.List())
        {
            if (IsYoung(run.LastUsed) || unreferenced?.Invoke(run) == false) continue;
            string?[] why = [olderThan is null ? null : Age(run.LastUsed), unreferenced is null ? null : "no claim refers to it"];
            items.Add(new(PruneKind.Run, run.Name, run.Name, run.Bytes, run.LastUsed, string.Join(", ", why.OfType<string>())));
        }
        IEnumerable<DirectoryInfo> quarantined = includeQuarantine ? Folders(Path.Combine(store.Root, Quarantine.FolderName), "*") : [];
        foreach (DirectoryInfo taken in quarantined.SelectMany(of => Folders(of.FullName, "*")))
        {
            string run = taken.Parent!.Name;
            DateTimeOffset time = Quarantine.Time(taken.Name) ?? taken.LastWriteTimeUtc;
            if (IsYoung(time) || !RunPaths.IsName(run)) continue;
            string path = $"{Quarantine.FolderName}/{run}/{taken.Name}";
            items.Add(new(PruneKind.Quarantine, path, run, StoreSize.OfFolder(taken.FullName), time, "set aside as damaged or unexpected"));
        }
        return [.. items, .. store.Trash()];

        bool IsYoung(DateTimeOffset time) => olderThan is { } age && now - time < age;

        string Age(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"unused for {Math.Max(0, (now - time).TotalDays):f1} days");
    }

    /// <summary>
    /// Removes what a plan lists, and what an interrupted prune left. Runs that are in use, or were used since the plan was
    /// made, stay. Cut off at any moment, no half run is left.
    /// </summary>
    public static PruneOutcome Apply(this RunStore store, IReadOnlyList<PruneItem> plan)
    {
        List<PruneItem> removed = [];
        List<PruneSkip> skipped = [];
        foreach (PruneItem item in plan.Where(i => i.Kind != PruneKind.Trash).Concat(store.Trash()))
        {
            string? why;
            try
            {
                why = Remove(store, item);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                why = e.Message;
            }
            if (why is null) removed.Add(item);
            else skipped.Add(new(item, why));
        }
        return new(removed, skipped);
    }

    /// <summary>What a prune that was cut off left.</summary>
    public static IEnumerable<PruneItem> Trash(this RunStore store) => Folders(store.Root, TrashPrefix + "*").Select(f => new PruneItem(
        PruneKind.Trash, f.Name, "", StoreSize.OfFolder(f.FullName), f.LastWriteTimeUtc, "left by a prune that was cut off"));

    // Null when it is gone, else why not.
    private static string? Remove(RunStore store, PruneItem item)
    {
        string folder = Path.Combine(store.Root, item.Path);
        if (item.Kind == PruneKind.Trash)
        {
            Delete(store.Disk, folder);
            return null;
        }
        // Read before the lock is taken, which makes its file, dated now, if there is none.
        DateTimeOffset lastUsed = item.Kind == PruneKind.Run ? store.LastUsed(item.Run) : item.LastUsed;
        using RunLock? held = store.TryLock(item.Run);
        if (held is null) return "in use";
        if (lastUsed > item.LastUsed) return "used since the plan was made";
        if (!Directory.Exists(folder)) return "not there any more";
        // Renamed first: cut off in the middle, a prune leaves trash, and never half a run.
        string trash = Path.Combine(store.Root, $"{TrashPrefix}{item.Run}-{Path.GetRandomFileName()}");
        store.Disk.RenameFolder(folder, trash);
        store.Disk.Flush([], [store.Root]);
        Delete(store.Disk, trash);
        // Only opening the run adds files there, and the lock prevents it.
        if (item.Kind == PruneKind.Quarantine && !Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(folder)!).Any())
            Directory.Delete(Path.GetDirectoryName(folder)!);
        return null;
    }

    private static void Delete(Disk disk, string trash)
    {
        try
        {
            disk.DeleteFolder(trash);
        }
        catch (DirectoryNotFoundException)
        {
            // Another prune was faster.
        }
    }

    // Not through links: those lead out of the store.
    private static IReadOnlyList<DirectoryInfo> Folders(string folder, string pattern) => Directory.Exists(folder)
        ? [.. new DirectoryInfo(folder).EnumerateDirectories(pattern)
            .Where(f => !f.Attributes.HasFlag(FileAttributes.ReparsePoint)).OrderBy(f => f.Name, StringComparer.Ordinal)]
        : [];
}

internal enum PruneKind
{
    Run,
    Quarantine,
    Trash,
}

/// <summary>One folder to be removed; nothing is before <see cref="RunPruning.Apply"/>.</summary>
/// <param name="Path">Relative to the store.</param>
/// <param name="Run">The run it belongs to; empty for trash.</param>
/// <param name="LastUsed">When the run was last opened, or the quarantine was made.</param>
internal sealed record PruneItem(PruneKind Kind, string Path, string Run, long Bytes, DateTimeOffset LastUsed, string Why);

/// <summary>What stayed although it was to go.</summary>
internal sealed record PruneSkip(PruneItem Item, string Why);

internal sealed record PruneOutcome(IReadOnlyList<PruneItem> Removed, IReadOnlyList<PruneSkip> Skipped);
