namespace RepDynamics.Store;

/// <summary>
/// Takes a run's folder from one state to the next, all or nothing. New files lie flushed under their temporary names, <c>*.part</c>,
/// when the new manifest, which says what they hold, is renamed into place: that rename is the commit. Then they get their names. Cut off
/// before the commit, the old files are still there and what lies beside them is deleted; cut off after it, the renames that are missing
/// are finished when the run is opened (<see cref="FileState.Prepared"/>). So a file may be replaced as safely as it may be made.
/// </summary>
internal sealed class RunCommit(Disk disk, string folder)
{
    /// <summary>Whether the manifest may have been replaced: then the temporary files are needed.</summary>
    public bool Done { get; private set; }

    /// <summary>Commits; on an error the state is the old one or the new one.</summary>
    /// <param name="manifest">What the folder holds afterwards.</param>
    /// <param name="files">New or replaced files; closed afterwards.</param>
    /// <param name="appended">The metrics, when lines were appended; closed afterwards.</param>
    /// <param name="removed">Files that the manifest no longer lists.</param>
    public void Run(RunManifest manifest, IReadOnlyCollection<PendingFile> files, Stream? appended, IReadOnlyCollection<string> removed)
    {
        // Under its temporary name a file is still part of the old state, and a leftover in the new one.
        foreach (string path in removed) disk.Rename(Full(path), Full(RunPaths.Part(path)));

        using (var next = PendingFile.Write(disk, folder, RunPaths.Manifest, stream => stream.Write(manifest.Write())))
        {
            Stream[] contents = [.. files.Select(f => f.Stream), .. appended is null ? [] : (Stream[])[appended], next.Stream];
            disk.Flush(contents, [.. files.Select(f => f.Path).Append(RunPaths.Manifest).Select(FolderOf).Distinct()]);
        }
        appended?.Dispose();
        foreach (PendingFile file in files) file.Dispose();

        Done = true;
        disk.Rename(Full(RunPaths.Part(RunPaths.Manifest)), Full(RunPaths.Manifest));
        disk.Flush([], [folder]);

        // Not flushed: the next commit does it, and until then the manifest says what to rename.
        foreach (PendingFile file in files) disk.Rename(Full(RunPaths.Part(file.Path)), Full(file.Path));
        foreach (string path in removed) disk.Delete(Full(RunPaths.Part(path)));
    }

    private string Full(string path) => Path.Combine(folder, path);

    private string FolderOf(string path) => Path.GetDirectoryName(Full(path))!;
}
