using RepDynamics.Data;
using RepDynamics.IO;

namespace RepDynamics.Store;

/// <summary>
/// The stored runs: one folder a run, locks in <c>.locks</c>, damaged files in <c>quarantine</c>. The store handles files and bytes, not their
/// meaning. Safe for use by several threads and processes; a run is changed only under its lock.
/// </summary>
/// <param name="root">The folder; made when first needed. Not empty.</param>
public sealed class RunStore(string root)
{
    /// <summary>The environment variable that names the folder of stored runs.</summary>
    public const string FolderVariable = "REPDYNAMICS_RUNS";

    internal const string LocksFolder = ".locks";

    /// <summary>What <see cref="FolderVariable"/> names, or else a folder in the user's cache.</summary>
    public static string DefaultRoot => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named ? named : CacheFolder.Of("runs");

    /// <summary>The folder, a full path.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    internal Disk Disk { get; init; } = Disk.Real;

    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Throws if nothing can be stored, before minutes of training are lost.</summary>
    /// <exception cref="IOException">The folder cannot be made or written; the message has the remedy.</exception>
    internal void RequireWritable()
    {
        try
        {
            AtomicFile.RequireWritable(Root);
        }
        catch (IOException e)
        {
            throw new IOException($"Runs cannot be stored: {e.Message} Set {FolderVariable} to a folder that can be written, or decide by stored runs alone: repdynamics run --stored.", e);
        }
    }

    /// <summary>Takes a run's lock; does not wait.</summary>
    /// <param name="readOnly">Whether the run is only read: then the store need not be writable.</param>
    /// <returns>Null when it is held already, by this process or another.</returns>
    internal RunLock? TryLock(string run, bool readOnly = false)
    {
        RequireName(run);
        try
        {
            string locks = Path.Combine(Root, LocksFolder);
            if (!readOnly && !Directory.Exists(locks)) Disk.CreateShared(locks);
            return RunLock.Try(Root, run, Path.Combine(locks, run), readOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotOpen(run, Path.Combine(Root, LocksFolder), e);
        }
    }

    /// <summary>
    /// Why file locks do not work on this file system, and what to do; null when they work. If they do not, two processes that need the same
    /// run both train it. No folder is made: before there is a store, the folder above it is tried.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    internal string? WhyNoLocks()
    {
        string locks = Path.Combine(Root, LocksFolder);
        try
        {
            string probe = Path.Combine(ExistingFolder(locks), $".probe-{Path.GetRandomFileName()}");
            try
            {
                using FileStream? first = RunLock.OpenAlone(probe);
                using FileStream? second = RunLock.OpenAlone(probe);
                return second is null
                    ? null
                    : $"Files in {Root} cannot be locked (a file system without locks, or DOTNET_SYSTEM_IO_DISABLEFILELOCKING is set): two "
                    + $"processes that want the same run would both train it. Set {FolderVariable} to a local folder, or run one at a time.";
            }
            finally
            {
                File.Delete(probe);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Runs cannot be locked in {locks}: {e.Message} {Sharing}", e);
        }
    }

    /// <summary>
    /// Opens a run, or starts one: checks every file against the manifest, finishes what a kill cut off, and sets aside what is damaged or
    /// does not belong there. What is then missing is for the caller to make again.
    /// </summary>
    /// <param name="report">Receives a line for each damaged or unexpected file: where it went, and what that makes invalid.</param>
    /// <exception cref="ArgumentException">The lock is another run's or another store's.</exception>
    /// <exception cref="InvalidDataException">The folder holds another run; nothing was changed.</exception>
    internal RunFolder Open(RunKey identity, RunLock held, Action<string> report)
    {
        ObjectDisposedException.ThrowIf(!held.Held, held);
        if (held.Run != identity.Name || held.Root != Root)
            throw new ArgumentException($"The lock of {held.Run} in {held.Root} does not open {identity.Name} in {Root}.", nameof(held));
        string folder = Path.Combine(Root, identity.Name);
        try
        {
            held.Touch(Clock.GetUtcNow());
            Quarantine quarantine = new(Disk, Root, identity.Name, Clock);
            RunManifest manifest = new RunRepair(Disk, folder, quarantine, report).Run(identity);
            RunFolder opened = new(Disk, folder, manifest, held);
            held.Admit(opened, Clock);
            return opened;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotOpen(identity.Name, folder, e);
        }
    }

    /// <summary>Compares every file of a run with its manifest. Changes nothing; the run may be trained meanwhile.</summary>
    /// <returns>What was found, which may be that it cannot be read; null if there is no such run.</returns>
    internal RunCheck? Verify(string run)
    {
        string folder = Path.Combine(Root, RequireName(run));
        try
        {
            return Directory.Exists(folder) ? RunCheck.Of(folder, run) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(run, Complete: false, 0, 0, [new("", $"cannot be read: {e.Message}")]);
        }
    }

    /// <summary>The size of the store: all runs, quarantine and trash.</summary>
    internal StoreSize Size() => StoreSize.Sum(
    [
        new(Quarantine: StoreSize.OfFolder(Path.Combine(Root, Quarantine.FolderName)), Trash: this.Trash().Sum(trash => trash.Bytes)),
        .. this.List().Select(run => run.Size),
    ]);

    /// <summary>Returns the full path of a folder, or of its nearest existing parent; creates nothing.</summary>
    /// <exception cref="IOException">A file is where a folder would have to be, or there is nothing above it.</exception>
    internal static string ExistingFolder(string folder)
    {
        string existing = Path.GetFullPath(folder);
        while (!Directory.Exists(existing))
        {
            if (File.Exists(existing)) throw new IOException($"{existing} is a file, not a folder.");
            existing = Path.GetDirectoryName(existing) ?? throw new IOException($"There is nothing above {folder}.");
        }
        return existing;
    }

    private const string Sharing =
        $"Set {FolderVariable} to a folder that can be written; users of one group can share a folder with chmod g+ws, given before its first run.";

    private static IOException CannotOpen(string run, string folder, Exception cause) => new(
        $"The run {run} in {folder} could not be opened: {cause.Message} Free some disk space, or allow reading and writing there. {Sharing}",
        cause);

    internal static string RequireName(string name) => RunPaths.IsName(name) && name != Quarantine.FolderName
        ? name
        : throw new ArgumentException(
            $"'{name}' cannot name a file of the store: expected 1 to 200 letters, digits and . _ + = @ -, the first a letter or digit.",
            nameof(name));
}
