using System.Security.Cryptography;
using RepDynamics.Store;

namespace RepDynamics.Tests.Store;

/// <summary>A store in an empty folder for each test.</summary>
public abstract class StoreFixture : FolderFixture
{
    internal List<string> Report { get; } = [];

    internal string Root => Folder;

    internal RunStore Store { get; private set; } = null!;

    internal string RunPath => Path.Combine(Root, SmallRun.Name);

    [SetUp]
    public void MakeStore()
    {
        Report.Clear();
        Store = new(Root) { Disk = new QuickDisk() };
    }

    /// <summary>Starts over with an empty store.</summary>
    internal void Clear()
    {
        Directory.Delete(Root, recursive: true);
        Directory.CreateDirectory(Root);
    }

    /// <summary>Opens the run, does something, and gives the lock back.</summary>
    internal T With<T>(Func<RunFolder, T> what, RunStore? store = null)
    {
        store ??= Store;
        using RunLock held = store.TryLock(SmallRun.Name)!;
        return what(store.Open(SmallRun.Identity, held, Report.Add));
    }

    internal void With(Action<RunFolder> what, RunStore? store = null) => With(
        folder =>
        {
            what(folder);
            return 0;
        },
        store);

    internal static bool Crashes(Action what) => !Succeeds<CrashException>(what);

    internal void MakeCompleteRun() => With(folder => SmallRun.Finish(folder));

    /// <summary>A run that stopped after the second of its snapshots.</summary>
    internal void MakeUnfinishedRun() => With(folder =>
    {
        foreach (int epoch in SmallRun.Epochs.Take(2)) folder.CommitEpoch(epoch);
        folder.WriteMeasure(SmallRun.MeasureName, SmallRun.Writing(SmallRun.Measure(1)));
    });

    /// <summary>Every file below a folder with its hash.</summary>
    internal static string[] Hashes(string folder) => !Directory.Exists(folder) ? [] : [.. Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => $"{Path.GetRelativePath(folder, file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}")
        .Order(StringComparer.Ordinal)];

    /// <summary>What is in quarantine, without the folders named by the time; links are not followed.</summary>
    internal string[] Quarantined()
    {
        DirectoryInfo quarantine = new(Path.Combine(Root, "quarantine", SmallRun.Name));
        return !quarantine.Exists ? [] : [.. quarantine.EnumerateDirectories()
            .SelectMany(taken => Below(taken).Select(file => Path.GetRelativePath(taken.FullName, file))).Order(StringComparer.Ordinal)];

        static IEnumerable<string> Below(DirectoryInfo folder) => folder.EnumerateFileSystemInfos().SelectMany(
            entry => entry is DirectoryInfo inner && inner.LinkTarget is null ? Below(inner) : [entry.FullName]);
    }
}
