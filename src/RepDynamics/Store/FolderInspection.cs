using RepDynamics.IO;

namespace RepDynamics.Store;

/// <summary>How a file that the manifest lists was found.</summary>
internal enum FileState
{
    /// <summary>It matches the manifest.</summary>
    Sound,

    /// <summary>Its <c>.part</c> does: the commit was cut off before the last rename, which is all that is missing.</summary>
    Prepared,

    /// <summary>Neither does.</summary>
    Damaged,
}

/// <summary>A file that the manifest lists.</summary>
/// <param name="Path">Relative to the run's folder.</param>
/// <param name="Problem">What is wrong with a damaged one; else empty.</param>
/// <param name="Tail">How many bytes beyond the committed ones a kill left; only metrics have such.</param>
internal sealed record InspectedFile(string Path, FileState State, string Problem, bool Present, long Tail);

/// <summary>Something in a run's folder that does not belong there.</summary>
/// <param name="Path">Relative to the run's folder.</param>
/// <param name="What">What it is, in words that follow "is".</param>
/// <param name="IsFolder">Whether it is a folder, or a link to one: .NET renames those by another call.</param>
internal sealed record ExtraEntry(string Path, string What, bool IsFolder);

/// <summary>A run's folder compared with its manifest, nothing changed: opening a run repairs by it, verifying one reports it.</summary>
/// <param name="Manifest">Null when there is none or it is damaged.</param>
/// <param name="ManifestProblem">What is wrong with it, in words that follow the file's name; empty when nothing is, or the folder is empty.</param>
/// <param name="Extras">What does not belong there; without a manifest everything but leftovers and empty folders.</param>
/// <param name="Leftovers">Temporary files that no commit needs.</param>
internal sealed record FolderInspection(
    RunManifest? Manifest, string ManifestProblem, IReadOnlyList<InspectedFile> Files, IReadOnlyList<ExtraEntry> Extras,
    IReadOnlyList<string> Leftovers)
{
    private const long LargestManifest = 1 << 26;

    /// <summary>Inspects a folder; a folder that does not exist counts as empty.</summary>
    /// <exception cref="IOException">A file cannot be read (which is not the same as damaged).</exception>
    public static FolderInspection Of(string folder)
    {
        Dictionary<string, FileInfo> found = new(StringComparer.Ordinal);
        List<ExtraEntry> extras = [];
        DirectoryInfo run = new(folder);
        if (run.Exists) Enumerate(run, "", found, extras);

        RunManifest? manifest = null;
        string problem = "";
        if (found.TryGetValue(RunPaths.Manifest, out FileInfo? file)) (manifest, problem) = ReadManifest(file);
        else if (extras.Count > 0 || found.Keys.Any(path => !RunPaths.IsPart(path))) problem = "is missing";

        InspectedFile[] files = manifest is null ? [] : [.. manifest.Files.Select(f => Inspect(f.Key, f.Value, found, manifest.Complete))];
        HashSet<string> needed = [.. files.Where(f => f.State == FileState.Prepared).Select(f => RunPaths.Part(f.Path))];
        if (manifest is null && file is not null) extras.Add(new(RunPaths.Manifest, "damaged", IsFolder: false));
        extras.AddRange(found.Keys
            .Where(path => !RunPaths.IsPart(path) && path != RunPaths.Manifest && manifest?.Files.ContainsKey(path) != true)
            .Select(path => new ExtraEntry(path, "no file of this run", IsFolder: false)));
        return new(
            manifest, problem, files,
            [.. extras.OrderBy(e => e.Path, StringComparer.Ordinal)],
            [.. found.Keys.Where(path => RunPaths.IsPart(path) && !needed.Contains(path)).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The manifest; null, and what is wrong with it in words that follow the file's name, when it is damaged.</summary>
    public static (RunManifest? Manifest, string Problem) ReadManifest(FileInfo file)
    {
        try
        {
            // Not opened when empty: that may be a pipe.
            if (file.Length is 0 or > LargestManifest) throw new InvalidDataException($"it has {file.Length} bytes");
            return (RunManifest.Read(File.ReadAllBytes(file.FullName)), "");
        }
        catch (InvalidDataException e)
        {
            return (null, $"is damaged: {e.Message}");
        }
    }

    // Links are never followed, so nothing outside the folder is read, moved or deleted by a name inside it.
    private static void Enumerate(DirectoryInfo folder, string prefix, Dictionary<string, FileInfo> found, List<ExtraEntry> extras)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos())
        {
            string path = prefix + entry.Name;
            if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                extras.Add(new(path, "a symbolic link", IsFolder: entry is DirectoryInfo));
            else if (entry is FileInfo file)
                found.Add(path, file);
            else if (path is RunPaths.Snapshots or RunPaths.Measures)
                Enumerate((DirectoryInfo)entry, path + "/", found, extras);
            else
                extras.Add(new(path, "no folder of this run", IsFolder: true));
        }
    }

    private static InspectedFile Inspect(string path, FileDigest listed, Dictionary<string, FileInfo> found, bool complete)
    {
        found.TryGetValue(path, out FileInfo? file);
        // Nothing is appended to a complete run.
        bool mayGrow = path == RunPaths.Metrics && !complete;
        string problem = file is null ? "is missing" : Compare(file, path, listed, mayGrow);
        if (problem.Length == 0) return new(path, FileState.Sound, "", true, file!.Length - listed.Bytes);
        // Metrics may have grown under their temporary name: a power cut can undo the rename and keep the lines appended after it.
        bool prepared = found.TryGetValue(RunPaths.Part(path), out FileInfo? part) && Compare(part, path, listed, mayGrow).Length == 0;
        return prepared
            ? new(path, FileState.Prepared, "", file is not null, part!.Length - listed.Bytes)
            : new(path, FileState.Damaged, problem, file is not null, 0);
    }

    // What is wrong; empty when nothing is.
    private static string Compare(FileInfo file, string path, FileDigest listed, bool mayGrow)
    {
        // Cheaper than a hash, and the better message.
        if (file.Length < listed.Bytes || (file.Length > listed.Bytes && !mayGrow))
            return $"has {file.Length} bytes, its manifest says {listed.Bytes}";
        if (FileDigest.OfPrefix(file.FullName, listed.Bytes) != listed) return "does not have the SHA-256 its manifest says";
        if (path != RunPaths.Metrics) return "";
        try
        {
            _ = MetricsFile.Read(File.ReadAllBytes(file.FullName).AsSpan(0, (int)listed.Bytes));
            return "";
        }
        catch (InvalidDataException e)
        {
            return $"cannot be read: {e.Message}";
        }
    }
}
