using RepDynamics.IO;
using RepDynamics.Training;

namespace RepDynamics.Store;

/// <summary>
/// One run on disk, while its lock is held; by one thread at a time. Everything here survives a kill: each commit takes the folder from
/// one whole state to the next.
/// </summary>
/// <remarks>
/// When a write fails (<see cref="IOException"/>: the disk is full, ...), what was committed before stays, the rest is discarded, and
/// later writes to this object throw: open the run again. Reading a file that was damaged since the run was opened throws
/// <see cref="InvalidDataException"/>; training in a complete run, <see cref="InvalidOperationException"/>.
/// </remarks>
internal sealed class RunFolder
{
    private readonly Disk disk;
    private readonly RunLock held;
    private readonly RunCommit commit;
    private readonly Dictionary<int, EpochMetrics> pendingMetrics = [];
    private RunManifest manifest;
    private byte[] metricsText = [];
    private bool failed;

    internal RunFolder(Disk disk, string path, RunManifest manifest, RunLock held)
    {
        (this.disk, Path, this.manifest, this.held, commit) = (disk, path, manifest, held, new(disk, path));
        if (manifest.Files.ContainsKey(RunPaths.Metrics)) metricsText = Read(RunPaths.Metrics);
        Metrics = MetricsFile.Read(metricsText);
        Snapshots = SnapshotsOf(manifest);
    }

    public string Name => manifest.Run;

    public string Path { get; }

    /// <summary>Whether the run was marked complete and has lost neither a snapshot nor its metrics since.</summary>
    public bool Complete => manifest.Complete;

    /// <summary>The epochs whose snapshots are committed and sound.</summary>
    public IReadOnlySet<int> Snapshots { get; private set; }

    /// <summary>The metrics that are committed, epochs increasing; empty when their file was damaged.</summary>
    public IReadOnlyList<EpochMetrics> Metrics { get; private set; }

    /// <summary>What trained the run, as it was when the run was first opened.</summary>
    public IReadOnlyDictionary<string, string> Environment => RunKey.ReadEnvironment(Read(RunPaths.Environment));

    /// <summary>Whether there is a resume point; false in a complete run.</summary>
    public bool HasResumePoint => manifest.Files.ContainsKey(RunPaths.Resume);

    public byte[] ReadResumePoint() => Read(RunPaths.Resume);

    public byte[] ReadSnapshot(int epoch) => Read(RunPaths.Snapshot(epoch));

    /// <summary>Whether a snapshot that was made again equals the stored one, to the byte. Nothing is written.</summary>
    public bool IsSnapshot(int epoch, Action<Stream> write)
    {
        using HashingStream hashed = new(Stream.Null);
        write(hashed);
        return hashed.Finish() == manifest.Files[RunPaths.Snapshot(epoch)];
    }

    /// <summary>A measure, as it was written; null when there is none of that name.</summary>
    public byte[]? ReadMeasure(string name) => RunPaths.Measure(name) is var path && manifest.Files.ContainsKey(path) ? Read(path) : null;

    /// <summary>Writes a snapshot, which becomes part of the run with the next commit.</summary>
    /// <param name="epoch">The epochs trained, 0 or more. A snapshot of that epoch that is there already is replaced.</param>
    public void WriteSnapshot(int epoch, Action<Stream> write)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        RequireUnfinished();
        string path = RunPaths.Snapshot(epoch);
        Attempt(path, () => commit.Write(path, write));
    }

    /// <summary>Remembers the metrics of an epoch, which become part of the run with the next commit.</summary>
    /// <param name="metrics">All finite. Metrics of that epoch that are there already are replaced.</param>
    /// <exception cref="ArgumentException">They are not finite, or the epoch is negative.</exception>
    public void WriteMetrics(EpochMetrics metrics)
    {
        MetricsFile.Require(metrics);
        RequireUnfinished();
        pendingMetrics[metrics.Epoch] = metrics;
    }

    /// <summary>Commits what was written since the last commit, together with a resume point.</summary>
    public void Commit(Action<Stream> writeResumePoint)
    {
        RequireUnfinished();
        Attempt(RunPaths.Resume, () => commit.Write(RunPaths.Resume, writeResumePoint));
        Attempt("a commit", () => CommitPending(complete: false));
    }

    /// <summary>Commits what was written since the last commit, and that nothing is missing; the resume point is deleted.</summary>
    public void MarkComplete()
    {
        RequireUsable();
        if (Complete) return;
        Attempt("a commit", () => CommitPending(complete: true));
    }

    /// <summary>Marks a complete run as incomplete, so that it can be trained again. Does nothing if the run is incomplete.</summary>
    public void Reopen()
    {
        RequireUsable();
        if (Complete) Attempt("a commit", () => manifest = commit.Run(manifest with { Complete = false }));
    }

    /// <summary>Writes a measure and commits it alone, at once; one of that name is replaced.</summary>
    /// <param name="name">1 to 200 letters, digits and <c>. _ + = @ -</c>, the first a letter or digit.</param>
    public void WriteMeasure(string name, Action<Stream> write)
    {
        string path = RunPaths.Measure(RunStore.RequireName(name));
        RequireUsable();
        Attempt(path, () =>
        {
            commit.Write(path, write);
            manifest = commit.Run(manifest, only: path);
        });
    }

    /// <summary>Discards what was not committed; called when the lock is released.</summary>
    internal void Close()
    {
        failed = true;
        commit.Discard();
    }

    private void CommitPending(bool complete)
    {
        string? removed = complete && HasResumePoint ? RunPaths.Resume : null;
        EpochMetrics[] merged = [.. pendingMetrics.Values.UnionBy(Metrics, m => m.Epoch).OrderBy(m => m.Epoch)];
        byte[] text = MetricsFile.Write(merged);
        bool same = text.AsSpan().SequenceEqual(metricsText);
        bool grown = !same && metricsText.Length > 0 && text.AsSpan().StartsWith(metricsText);
        using Stream? appended = grown ? disk.OpenAt(Full(RunPaths.Metrics), metricsText.Length) : null;
        appended?.Write(text.AsSpan(metricsText.Length));
        if (!same && !grown) commit.Write(RunPaths.Metrics, stream => stream.Write(text));

        RunManifest next = manifest with
        {
            Complete = complete,
            Files = (removed is null ? manifest.Files : manifest.Files.Remove(removed))
                .SetItems(text.Length > 0 ? [KeyValuePair.Create(RunPaths.Metrics, FileDigest.Of(text))] : []),
        };
        manifest = commit.Run(next, appended: appended, removed: removed);
        pendingMetrics.Clear();
        (metricsText, Metrics, Snapshots) = (text, merged, SnapshotsOf(manifest));
    }

    // An error of the disk is reported with the file and the remedy; what was not committed is discarded.
    private void Attempt(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Close();
            throw new IOException(
                $"The run {Name} could not be kept, writing {what} in {Path}: {e.Message} What was committed before is whole. Free some disk "
                + $"space or allow writing there, or set {RunStore.FolderVariable} to a folder with room, and start again.",
                e);
        }
    }

    private void RequireUnfinished()
    {
        RequireUsable();
        if (Complete) throw new InvalidOperationException($"The run {Name} is complete: nothing is trained in it any more.");
    }

    private void RequireUsable()
    {
        ObjectDisposedException.ThrowIf(!held.Held, held);
        if (failed) throw new InvalidOperationException($"The run {Name} was closed, or a write failed: open it again.");
    }

    // Checked each time: what is damaged after the opening must not be taken for sound.
    private byte[] Read(string path)
    {
        ObjectDisposedException.ThrowIf(!held.Held, held);
        byte[] content = File.ReadAllBytes(Full(path));
        return FileDigest.Of(content) == manifest.Files[path]
            ? content
            : throw new InvalidDataException(
                $"{Full(path)} was changed while the run was open: its SHA-256 is not the manifest's any more. Open the run again; what is "
                + "damaged is then set aside and made anew.");
    }

    private static ImmutableSortedSet<int> SnapshotsOf(RunManifest manifest) => [.. manifest.Files.Keys.Select(RunPaths.EpochOf).OfType<int>()];

    private string Full(string path) => System.IO.Path.Combine(Path, path);
}
