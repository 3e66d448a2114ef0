namespace RepDynamics.Tests.Store;

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
