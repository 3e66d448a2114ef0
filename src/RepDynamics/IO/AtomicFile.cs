namespace RepDynamics.IO;

/// <summary>Writes files so that a reader, at any moment, finds the old file or the new file, never a part of one. Creates their folders.</summary>
internal static class AtomicFile
{
    public static void Write(string file, ReadOnlyMemory<byte> content) => Write([(file, stream => stream.Write(content.Span))]);

    public static void Write(string file, Action<Stream> write) => Write([(file, write)]);

    /// <summary>Throws unless files can be written in a folder, which is created if it does not exist: to know it before long work.</summary>
    /// <exception cref="IOException">The folder cannot be created or written.</exception>
    public static void RequireWritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using FileStream _ = new(Path.Combine(folder, $".probe-{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{folder} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Writes several files: each beside its target and flushed to the disk, then all renamed in their order.</summary>
    /// <exception cref="IOException">A file cannot be written; all old files stay as they were, unless renaming fails.</exception>
    public static void Write(IReadOnlyCollection<(string File, Action<Stream> Write)> files)
    {
        // Beside the target: a move within one file system is a rename.
        (string Target, string Part)[] moves = [.. files.Select(f => (Path.GetFullPath(f.File), $"{Path.GetFullPath(f.File)}.{Path.GetRandomFileName()}.part"))];
        try
        {
            foreach (((_, Action<Stream> write), (string target, string part)) in files.Zip(moves))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                using FileStream stream = new(part, FileMode.CreateNew, FileAccess.Write);
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            foreach ((string target, string part) in moves) File.Move(part, target, overwrite: true);
            foreach (string folder in moves.Select(m => Path.GetDirectoryName(m.Target)!).Distinct()) FolderFlush.Flush(folder);
        }
        finally
        {
            foreach ((_, string part) in moves.Where(m => File.Exists(m.Part))) File.Delete(part);
        }
    }
}
