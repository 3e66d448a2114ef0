using RepDynamics.IO;

namespace RepDynamics.Store;

/// <summary>The changes that the store makes to a file system, in one place, so that a test can fail or stop at each of them. Reading does not pass through it.</summary>
internal class Disk
{
    public static Disk Real { get; } = new();

    /// <summary>A new empty file; one of that name is emptied.</summary>
    public virtual Stream Create(string file)
    {
        FileStream stream = Unbuffered(file, FileMode.Create);
        ShareWithGroup(file);
        return stream;
    }

    /// <summary>An existing file, to be written from a position on.</summary>
    public virtual Stream OpenAt(string file, long position)
    {
        Stream stream = Unbuffered(file, FileMode.Open);
        stream.Position = position;
        return stream;
    }

    public virtual void Cut(string file, long length)
    {
        using Stream stream = Unbuffered(file, FileMode.Open);
        stream.SetLength(length);
    }

    /// <summary>
    /// Waits until contents and folder entries are on the disk. They are flushed side by side: a journaling file system then writes its
    /// journal once for several of them, which takes about half the time of one after the other (measured on ext4).
    /// </summary>
    public virtual void Flush(IReadOnlyCollection<Stream> files, IReadOnlyCollection<string> folders)
    {
        Action[] waits = [.. files.Select(f => (Action)(() => Flush(f))), .. folders.Select(f => (Action)(() => FolderFlush.Flush(f)))];
        if (waits.Length == 1) waits[0]();
        else Task.WhenAll(waits.Select(wait => Task.Run(wait))).GetAwaiter().GetResult();
    }

    public virtual void CreateFolder(string folder) => CreateShared(folder);

    /// <summary>Creates a folder and its missing parents, and shares each with the group if its parent is shared (<see cref="ShareWithGroup"/>).</summary>
    public static void CreateShared(string folder)
    {
        if (Path.GetDirectoryName(folder) is { } above && !Directory.Exists(above)) CreateShared(above);
        Directory.CreateDirectory(folder);
        ShareWithGroup(folder);
    }

    /// <summary>Lets the group write a new file or folder, whatever the umask, where the folder above it is shared by a group (setgid and writable for it).</summary>
    public static void ShareWithGroup(string entry)
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode shared = UnixFileMode.SetGroup | UnixFileMode.GroupWrite;
        if ((File.GetUnixFileMode(Path.GetDirectoryName(entry)!) & shared) != shared) return;
        UnixFileMode mode = File.GetUnixFileMode(entry);
        UnixFileMode wanted = mode | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | (Directory.Exists(entry) ? UnixFileMode.GroupExecute | UnixFileMode.SetGroup : 0);
        if (mode != wanted) File.SetUnixFileMode(entry, wanted);
    }

    /// <summary>Renames a file within one file system; one of the new name is replaced.</summary>
    public virtual void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public virtual void RenameFolder(string from, string to) => Directory.Move(from, to);

    public virtual void Delete(string file) => File.Delete(file);

    /// <summary>Deletes a folder and what is in it; a link in it is deleted, not followed.</summary>
    public virtual void DeleteFolder(string folder) => Directory.Delete(folder, recursive: true);

    protected virtual void Flush(Stream file) => ((FileStream)file).Flush(flushToDisk: true);

    // Callers buffer. Other processes may read the file meanwhile, or delete it after a kill.
    private static FileStream Unbuffered(string file, FileMode mode) =>
        new(file, mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
