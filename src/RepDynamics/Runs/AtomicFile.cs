namespace RepDynamics.Runs;

/// <summary>Writes a file so that a reader finds the old one or the new one, never a part of either.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the target, flushes to the disk, renames, and flushes the folder, which holds the new name.</summary>
    /// <param name="file">Its folder is made if need be.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The disk is full, the folder cannot be written, ...; an old file stays as it was.</exception>
    public static void Write(string file, Action<Stream> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        // Beside the target, so that the move stays within one file system and is a rename.
        string part = $"{file}.{Path.GetRandomFileName()}.part";
        try
        {
            using (FileStream stream = new(part, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, file, overwrite: true);
            FolderFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(file))!);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
