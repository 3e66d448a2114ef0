namespace RepDynamics.Store;

/// <summary>The size of stored files in bytes of content (a file system rounds each file up).</summary>
/// <param name="Snapshots">Networks at their epochs.</param>
/// <param name="Measures">Numbers derived from them.</param>
/// <param name="Resume">Resume points of unfinished runs.</param>
/// <param name="Other">Recipes, environments, metrics, manifests, and whatever else lies in a run's folder.</param>
/// <param name="Quarantine">What was found damaged or unexpected.</param>
/// <param name="Trash">What a prune that was cut off left.</param>
public sealed record StoreSize(
    long Snapshots = 0, long Measures = 0, long Resume = 0, long Other = 0, long Quarantine = 0, long Trash = 0)
{
    // Links are neither followed nor counted; hidden files are counted.
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    /// <summary>All together.</summary>
    public long Total => Snapshots + Measures + Resume + Other + Quarantine + Trash;

    /// <summary>Kind by kind.</summary>
    public static StoreSize operator +(StoreSize a, StoreSize b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new(
            a.Snapshots + b.Snapshots, a.Measures + b.Measures, a.Resume + b.Resume, a.Other + b.Other, a.Quarantine + b.Quarantine,
            a.Trash + b.Trash);
    }

    /// <summary>Kind by kind.</summary>
    public static StoreSize Add(StoreSize left, StoreSize right) => left + right;

    /// <summary>Of one run's folder.</summary>
    internal static StoreSize OfRun(string folder)
    {
        StoreSize size = new();
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*", Everything))
        {
            long bytes = file.Length;
            string path = Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            size = RunPaths.KindOf(path) switch
            {
                RunFileKind.Snapshot => size with { Snapshots = size.Snapshots + bytes },
                RunFileKind.Measure => size with { Measures = size.Measures + bytes },
                RunFileKind.Resume => size with { Resume = size.Resume + bytes },
                _ => size with { Other = size.Other + bytes },
            };
        }
        return size;
    }

    /// <summary>Of all files in a folder; 0 where there is none.</summary>
    internal static long OfFolder(string folder) =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", Everything).Sum(file => file.Length) : 0;
}
