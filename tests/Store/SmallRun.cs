using System.Text;
using RepDynamics.Store;
using RepDynamics.Training;

namespace RepDynamics.Tests.Store;

/// <summary>A run of a few bytes, made the way a scheduler makes one, from wherever its folder stands.</summary>
internal static class SmallRun
{
    internal const string Name = "ViT-SGD-textures-seed10-0123456789ab-01234567";
    internal const string MeasureName = "cka-biased-400";

    internal static readonly int[] Epochs = [0, 3, 12];

    internal static readonly RunKey Identity = new(
        Name, """{"epochs":12,"seed":10}""", new string('a', 64), new string('b', 64),
        new Dictionary<string, string> { ["threads"] = "1", ["cpu"] = "avx2 \"x\"" });

    internal static EpochMetrics Metrics(int epoch) => new(epoch, 1 / (epoch + 3.0), 0.1 + 0.2, 0.5, 0.75, epoch == 3 ? null : 1e-17, 1.0 / 3);

    internal static byte[] Snapshot(int epoch) => Encoding.UTF8.GetBytes($"the network after {epoch} epochs");

    internal static byte[] ResumePoint(int epoch) => Encoding.UTF8.GetBytes($"{epoch} and its optimizer");

    internal static byte[] Measure(int version) => Encoding.UTF8.GetBytes($$"""{"version":{{version}}}""");

    // In two pieces, so that a stop may come between them.
    internal static Action<Stream> Writing(byte[] content) => stream =>
    {
        stream.Write(content.AsSpan(0, content.Length / 2));
        stream.Flush();
        stream.Write(content.AsSpan(content.Length / 2));
    };

    /// <summary>Writes a snapshot with its metrics; by default those of this run.</summary>
    internal static void WriteEpoch(this RunFolder folder, int epoch, Action<Stream>? write = null)
    {
        folder.WriteSnapshot(epoch, write ?? Writing(Snapshot(epoch)));
        folder.WriteMetrics(Metrics(epoch));
    }

    /// <summary>Writes an epoch and commits it with a resume point.</summary>
    internal static void CommitEpoch(this RunFolder folder, int epoch)
    {
        folder.WriteEpoch(epoch);
        folder.Commit(Writing(ResumePoint(epoch)));
    }

    /// <summary>Continues from the resume point to the end; reports after each commit.</summary>
    internal static void Finish(RunFolder folder, Action? committed = null)
    {
        if (!folder.Complete)
        {
            int done = folder.HasResumePoint ? int.Parse(Encoding.UTF8.GetString(folder.ReadResumePoint()).Split(' ')[0]) : -1;
            foreach (int epoch in Epochs.Where(e => e > done))
            {
                folder.CommitEpoch(epoch);
                committed?.Invoke();
            }
            if (folder.ReadMeasure(MeasureName) is null)
            {
                folder.WriteMeasure(MeasureName, Writing(Measure(1)));
                committed?.Invoke();
            }
            folder.MarkComplete();
            committed?.Invoke();
        }
        if (folder.ReadMeasure(MeasureName)?.SequenceEqual(Measure(2)) != true)
        {
            folder.WriteMeasure(MeasureName, Writing(Measure(2)));
            committed?.Invoke();
        }
    }

    /// <summary>Stores a run of this kind under a name and the hash of a recipe.</summary>
    internal static void Make(RunStore store, string name, string recipeHash, bool complete = true)
    {
        using RunLock held = store.TryLock(name)!;
        RunFolder folder = store.Open(new(name, Identity.RecipeJson, recipeHash, Identity.Identity, Identity.Environment), held, _ => { });
        if (complete) Finish(folder);
        else folder.CommitEpoch(0);
    }

    /// <summary>The same under a name that has the hash, as those of real runs do.</summary>
    internal static void Make(RunStore store, string recipeHash, bool complete = true) => Make(store, $"ViT-SGD-textures-seed0-{recipeHash[..12]}-00000000", recipeHash, complete);

    /// <summary>All that a caller can see of a run.</summary>
    internal static string State(RunFolder folder) => string.Join(
        '|',
        folder.Complete,
        string.Join(',', folder.Snapshots.Select(e => Encoding.UTF8.GetString(folder.ReadSnapshot(e)))),
        string.Join(',', folder.Metrics),
        folder.HasResumePoint ? Encoding.UTF8.GetString(folder.ReadResumePoint()) : "no resume point",
        folder.ReadMeasure(MeasureName) is { } measure ? Encoding.UTF8.GetString(measure) : "no measure");
}
