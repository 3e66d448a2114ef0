namespace RepDynamics.Store;

/// <summary>The size of stored files in bytes of content (a file system rounds each file up).</summary>
/// <param name="Other">Recipes, environments, metrics, manifests, and whatever else lies in a run's folder.</param>
/// <param name="Quarantine">What was found damaged or unexpected.</param>
/// <param name="Trash">What a prune that was cut off left.</param>
internal sealed record StoreSize(long Snapshots = 0, long Measures = 0, long Resume = 0, long Other = 0, long Quarantine = 0, long Trash = 0)
{
    // Links are neither followed nor counted; hidden files are counted.
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    public long Total => Snapshots + Measures + Resume + Other + Quarantine + Trash;

    internal static StoreSize Sum(IReadOnlyCollection<StoreSize> sizes) => new(
        sizes.Sum(s => s.Snapshots), sizes.Sum(s => s.Measures), sizes.Sum(s => s.Resume), sizes.Sum(s => s.Other), sizes.Sum(s => s.Quarantine),
        sizes.Sum(s => s.Trash));

    // A file can be renamed between the enumeration and the query of its length.
    internal static StoreSize OfRun(string folder)
    {
        (string Path, long Bytes)[] files =
        [
            .. new DirectoryInfo(folder).EnumerateFiles("*", Everything)
                .Select(file => (Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), file.Exists ? file.Length : 0)),
        ];
        StoreSize known = new(
            Sum(path => RunPaths.EpochOf(path) is not null), Sum(path => RunPaths.MeasureOf(path) is not null), Sum(path => path == RunPaths.Resume));
        return known with { Other = Sum(_ => true) - known.Total };

        long Sum(Func<string, bool> kind) => files.Where(file => kind(file.Path)).Sum(file => file.Bytes);
    }

    /// <summary>Of all files in a folder; 0 where there is none.</summary>
    internal static long OfFolder(string folder) =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", Everything).Sum(file => file.Exists ? file.Length : 0) : 0;
}
