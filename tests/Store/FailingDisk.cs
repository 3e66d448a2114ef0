using RepDynamics.Store;

namespace RepDynamics.Tests.Store;

/// <summary>
/// A disk that counts what is asked of it and, at one of these operations, does something else. A write is an operation, too.
/// </summary>
internal abstract class FailingDisk(int failAt) : Disk
{
    public int Operations { get; private set; }

    public sealed override Stream Create(string file)
    {
        Step(() => Creating(file));
        return new Counted(base.Create(file), file, this);
    }

    public sealed override Stream OpenAt(string file, long position)
    {
        Step(() => { });
        return new Counted(base.OpenAt(file, position), file, this);
    }

    public sealed override void Cut(string file, long length) => Step(() => base.Cut(file, length));

    public sealed override void Flush(IReadOnlyCollection<Stream> files, IReadOnlyCollection<string> folders)
    {
        foreach (Stream file in files) Step(() => Flushed(((Counted)file).File));
        foreach (string folder in folders) Step(() => FolderFlushed(folder));
    }

    public sealed override void CreateFolder(string folder) => Step(() =>
    {
        CreatingFolder(folder);
        base.CreateFolder(folder);
    });

    public sealed override void Rename(string from, string to) => Step(() =>
    {
        Renaming(from, to);
        base.Rename(from, to);
    });

    public sealed override void RenameFolder(string from, string to) => Step(() => base.RenameFolder(from, to));

    public sealed override void Delete(string file) => Step(() =>
    {
        Deleting(file);
        base.Delete(file);
    });

    public sealed override void DeleteFolder(string folder) => Step(() => base.DeleteFolder(folder));

    /// <summary>What happens instead of the chosen operation; throws.</summary>
    protected abstract void Fail();

    /// <summary>Whether a write that fails gets half way.</summary>
    protected virtual bool Torn => false;

    /// <summary>Whether operations after the chosen one fail, too.</summary>
    protected virtual bool StaysDown => true;

    protected virtual void Creating(string file) { }
    protected virtual void CreatingFolder(string folder) { }
    protected virtual void Renaming(string from, string to) { }
    protected virtual void Deleting(string file) { }
    protected virtual void Flushed(string file) { }
    protected virtual void FolderFlushed(string folder) { }

    private void Step(Action operation, Action? half = null)
    {
        Operations++;
        if (Operations == failAt || (StaysDown && Operations > failAt))
        {
            if (Operations == failAt && Torn) half?.Invoke();
            Fail();
        }
        operation();
    }

    private sealed class Counted(Stream inner, string file, FailingDisk disk) : Stream
    {
        public string File => file;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) =>
            disk.Step(() => inner.Write(buffer, offset, count), () => inner.Write(buffer, offset, count / 2));

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>The process dies, or (see <see cref="PowerCutDisk"/>) the machine. No error of a disk, so nothing catches it.</summary>
public sealed class CrashException : Exception;

internal sealed class KilledDisk(int failAt, bool torn) : FailingDisk(failAt)
{
    protected override bool Torn => torn;

    protected override void Fail() => throw new CrashException();
}

/// <summary>A disk without room for one operation, and from then on for none that takes room.</summary>
internal sealed class FullDisk(int failAt) : FailingDisk(failAt)
{
    protected override bool Torn => true;

    // Deleting works on a full disk.
    protected override bool StaysDown => false;

    protected override void Fail() => throw new IOException("No space left on device");
}

/// <summary>
/// A machine whose power fails at one operation. What POSIX does not promise is then lost: of every file half of what was written since
/// it was flushed, and of the folders the last of the changes since they were flushed.
/// </summary>
/// <param name="failAt">At which operation.</param>
/// <param name="lost">The fraction, from the end, of the changes to folders that is lost; 0 to 1.</param>
internal sealed class PowerCutDisk(int failAt, double lost) : FailingDisk(failAt)
{
    private readonly Dictionary<string, long> flushedLength = [];
    private readonly List<(string Folder, Action Undo)> unflushed = [];
    private bool down;

    protected override bool Torn => true;

    protected override void Fail()
    {
        if (!down) LosePower();
        down = true;
        throw new CrashException();
    }

    protected override void Creating(string file)
    {
        if (!File.Exists(file)) Log(file, () => File.Delete(file));
        flushedLength[file] = 0;
    }

    protected override void CreatingFolder(string folder)
    {
        for (string f = folder; !Directory.Exists(f); f = Path.GetDirectoryName(f)!)
        {
            string made = f;
            Log(made, () => Directory.Delete(made, recursive: true));
        }
    }

    protected override void Renaming(string from, string to)
    {
        if (flushedLength.Remove(from, out long length))
        {
            if (length < new FileInfo(from).Length) throw new InvalidOperationException($"{from} is renamed before it is flushed.");
            flushedLength[to] = length;
        }
        byte[]? replaced = File.Exists(to) ? File.ReadAllBytes(to) : null;
        Log(to, () =>
        {
            File.Move(to, from, overwrite: true);
            if (replaced is not null) File.WriteAllBytes(to, replaced);
        });
    }

    protected override void Deleting(string file)
    {
        if (!File.Exists(file)) return;
        byte[] content = File.ReadAllBytes(file);
        flushedLength.Remove(file);
        Log(file, () => File.WriteAllBytes(file, content));
    }

    protected override void Flushed(string file) => flushedLength[file] = new FileInfo(file).Length;

    protected override void FolderFlushed(string folder) => unflushed.RemoveAll(change => change.Folder == folder);

    private void Log(string changed, Action undo) => unflushed.Add((Path.GetDirectoryName(changed)!, undo));

    private void LosePower()
    {
        foreach ((string file, long length) in flushedLength.Where(f => File.Exists(f.Key)))
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            if (stream.Length > length) stream.SetLength(length + ((stream.Length - length) / 2));
        }
        foreach ((_, Action undo) in Enumerable.Reverse(unflushed).Take((int)Math.Ceiling(lost * unflushed.Count))) undo();
    }
}

/// <summary>A disk that does not flush: the power cuts of these tests are simulated.</summary>
internal sealed class QuickDisk : Disk
{
    public override void Flush(IReadOnlyCollection<Stream> files, IReadOnlyCollection<string> folders) { }
}
