using RepDynamics.IO;

namespace RepDynamics.Store;

/// <summary>
/// Takes a run's folder from one state to the next, all or nothing. New files lie flushed under their temporary names, <c>*.part</c>,
/// when the new manifest, which says what they hold, is renamed into place: that rename is the commit. Then they get their names. Cut off
/// before the commit, the old files are still there and what lies beside them is deleted; cut off after it, the renames that are missing
/// are finished when the run is opened (<see cref="FileState.Prepared"/>). So a file may be replaced as safely as it may be made.
/// </summary>
internal sealed class RunCommit(Disk disk, string folder)
{
    private const int BufferSize = 1 << 16;

    private readonly Dictionary<string, PendingFile> pending = new(StringComparer.Ordinal);

    public bool IsEmpty => pending.Count == 0;

    /// <summary>Writes a new or changed file under its temporary name; a pending one of that path is replaced.</summary>
    public void Write(string path, Action<Stream> write)
    {
        if (pending.Remove(path, out PendingFile? former)) former.Stream.Dispose();
        disk.CreateFolder(FolderOf(path));
        pending[path] = WritePart(path, write);
    }

    /// <summary>Commits the pending files; on an error the state is the old one or the new one.</summary>
    /// <param name="manifest">What the folder holds afterwards, besides the pending files.</param>
    /// <param name="only">The path of the one pending file to commit; null: all.</param>
    /// <param name="appended">The metrics, when lines were appended; closed afterwards.</param>
    /// <param name="removed">A file that the manifest no longer lists.</param>
    /// <returns>The manifest as it now is on the disk.</returns>
    public RunManifest Run(RunManifest manifest, string? only = null, Stream? appended = null, string? removed = null)
    {
        PendingFile[] files = only is null ? [.. pending.Values] : [pending[only]];
        manifest = manifest with { Files = manifest.Files.SetItems(files.Select(f => KeyValuePair.Create(f.Path, f.Digest))) };
        // Under its temporary name a file is still part of the old state, and a leftover in the new one.
        if (removed is not null) disk.Rename(Full(removed), Full(RunPaths.Part(removed)));

        using (Stream next = WritePart(RunPaths.Manifest, stream => stream.Write(manifest.Write())).Stream)
        {
            Stream[] contents = [.. files.Select(f => f.Stream), .. appended is null ? [] : (Stream[])[appended], next];
            disk.Flush(contents, [.. files.Select(f => f.Path).Append(RunPaths.Manifest).Select(FolderOf).Distinct()]);
        }
        appended?.Dispose();
        foreach (PendingFile file in files) file.Stream.Dispose();

        // Once the manifest may have been replaced, the temporary files belong to the run: they are not discarded.
        foreach (PendingFile file in files) pending.Remove(file.Path);
        disk.Rename(Full(RunPaths.Part(RunPaths.Manifest)), Full(RunPaths.Manifest));
        disk.Flush([], [folder]);

        // Not flushed: the next commit does it, and until then the manifest says what to rename.
        foreach (PendingFile file in files) disk.Rename(Full(RunPaths.Part(file.Path)), Full(file.Path));
        if (removed is not null) disk.Delete(Full(RunPaths.Part(removed)));
        return manifest;
    }

    /// <summary>Deletes the pending files: a disk that is full gets its room back.</summary>
    public void Discard()
    {
        foreach (PendingFile file in pending.Values) Discard(file.Stream, file.Path);
        pending.Clear();
    }

    private PendingFile WritePart(string path, Action<Stream> write)
    {
        Stream stream = disk.Create(Full(RunPaths.Part(path)));
        try
        {
            // Not disposed: that would close the file below.
            BufferedStream buffered = new(stream, BufferSize);
            using HashingStream hashing = new(buffered);
            write(hashing);
            buffered.Flush();
            return new(path, stream, hashing.Finish());
        }
        catch
        {
            Discard(stream, path);
            throw;
        }
    }

    // The original error is reported; a remaining file is deleted when the run is opened again.
    private void Discard(Stream stream, string path)
    {
        stream.Dispose();
        try
        {
            disk.Delete(Full(RunPaths.Part(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private string Full(string path) => Path.Combine(folder, path);

    private string FolderOf(string path) => Path.GetDirectoryName(Full(path))!;

    /// <summary>A file under its temporary name. It stays open until it is committed, since only the handle that wrote is sure to report an error of the disk.</summary>
    private sealed record PendingFile(string Path, Stream Stream, FileDigest Digest);
}
