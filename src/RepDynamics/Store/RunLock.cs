using System.Collections.Concurrent;

namespace RepDynamics.Store;

/// <summary>The lock of one run, without which it is not changed. Released when disposed, or by the system when the process ends, in whatever way.</summary>
// The lock is .NET's FileShare.None: an flock on Linux and macOS, a sharing mode on Windows, on an empty file beside the runs that is
// never deleted (deleting one that another process has just opened would give two of them "the" lock). What is promised where:
// - Local file systems: one holder on the machine.
// - NFS: Linux since 2.6.12 turns flock into a byte-range lock on the server, which NFSv4 holds itself and NFSv3 only with a running
//   lockd (rpc.statd). Mounted with nolock or local_lock=flock/all, it is a lock within one machine: two machines can then train the same
//   run, and write over each other's files: what the manifest then does not describe is found as damage at the next opening.
// - A server that gives up a dead or unreachable client's locks does so after its lease (NFSv4: 90 s by default); one that was cut off
//   may lose its lock without noticing.
// - Where the file system refuses locks, and under DOTNET_SYSTEM_IO_DISABLEFILELOCKING, .NET opens the file without one:
//   RunStore.WhyNoLocks finds that out. Within one process the names held are remembered besides, so that much always holds.
internal sealed class RunLock : IDisposable
{
    // EWOULDBLOCK on Linux, on macOS and the BSDs, and Windows' sharing violation, as .NET hands them on.
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    private static readonly ConcurrentDictionary<string, RunLock> HeldHere = new(StringComparer.Ordinal);

    private readonly string file;
    private readonly FileStream? stream; // null in a store that is only read and cannot be written
    private RunFolder? folder;
    private TimeProvider clock = TimeProvider.System;
    private int disposed;

    private RunLock(string root, string run, string file, FileStream? stream) => (Root, Run, this.file, this.stream) = (root, run, file, stream);

    public string Run { get; }

    public bool Held => Volatile.Read(ref disposed) == 0;

    internal string Root { get; }

    /// <summary>Returns null when the lock is held already, by this process or another.</summary>
    internal static RunLock? Try(string root, string run, string file, bool readOnly)
    {
        // The name is taken only after the lock of the system, so that the second attempt in this process fails at one of them.
        FileStream? stream = null;
        try
        {
            stream = OpenAlone(file);
            if (stream is null) return null;
        }
        catch (Exception e) when (readOnly && e is IOException or UnauthorizedAccessException)
        {
        }
        RunLock held = new(root, run, file, stream);
        if (HeldHere.TryAdd(file, held)) return held;
        stream?.Dispose();
        return null;
    }

    /// <summary>Opens the file exclusively; returns null if it is open elsewhere.</summary>
    internal static FileStream? OpenAlone(string file)
    {
        try
        {
            FileStream stream = new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            Disk.ShareWithGroup(file);
            return stream;
        }
        catch (IOException e) when (HeldByAnother.Contains(e.HResult))
        {
            return null;
        }
    }

    /// <summary>Remembers when the run was last used: cheap, and outside the run's folder.</summary>
    internal void Touch(DateTimeOffset now)
    {
        if (stream is null) return;
        try
        {
            File.SetLastWriteTimeUtc(stream.SafeFileHandle, now.UtcDateTime);
        }
        catch (UnauthorizedAccessException)
        {
            // In a store shared by a group, only the owner of a file may set its time to a given one; a change of the file sets it to now.
            stream.SetLength(1 - stream.Length);
        }
    }

    /// <summary>The folder that is open under this lock; a former one is closed.</summary>
    internal void Admit(RunFolder opened, TimeProvider time)
    {
        folder?.Close();
        (folder, clock) = (opened, time);
    }

    /// <summary>Closes the run's folder, whose last use is now, however long ago it was opened, and releases the lock.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        try
        {
            folder?.Close();
            if (folder is not null) TouchIfPossible();
        }
        finally
        {
            HeldHere.TryRemove(file, out _);
            stream?.Dispose();
        }
    }

    private void TouchIfPossible()
    {
        try
        {
            Touch(clock.GetUtcNow());
        }
        catch (IOException)
        {
            // What was committed is there; only the time of the last use is not.
        }
    }
}
