using RepDynamics.Similarity;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Runs;

/// <summary>
/// One run and its folder, while the folder's lock is held: trains what is missing of it, measures it, and tells what came out. What is
/// there and whole is never made again.
/// </summary>
/// <param name="recipe">What was asked.</param>
/// <param name="data">The images it reads.</param>
/// <param name="folder">Its folder.</param>
/// <param name="cka">What to measure.</param>
/// <param name="device">Where to train.</param>
/// <param name="report">Told what happens.</param>
/// <param name="stages">Told what takes how long.</param>
internal sealed class StoredRun(
    Recipe recipe, TrainingData data, RunFolder folder, CkaMeasure cka, Device device, Action<RunEvent> report, StageTimes stages)
{
    private readonly int[] epochs = [.. recipe.Snapshots.Epochs(recipe.Epochs)];

    private int Images => Math.Min(cka.Images, data.Test.Count);

    private int[] Missing => [.. epochs.Where(epoch => !folder.Snapshots.Contains(epoch))];

    /// <summary>Completes the run.</summary>
    /// <returns>The record, and whether nothing had to be trained.</returns>
    public (RunRecord Record, bool Kept) Complete(CancellationToken cancellation)
    {
        bool kept = folder.Complete && Missing.Length == 0;
        if (kept && folder.Metrics.Count == epochs.Length && Measured() is { } found) return (Record(found), true);
        using SnapshotReader snapshots = new(recipe, data, folder, device);
        using CkaRecorder recorder = new(recipe.Name(), snapshots.Taps, epochs, Images, cka.Estimator, device);
        HashSet<int> recorded = [];
        if (!kept) Train((epoch, features) => Take(recorder, recorded, epoch, features), cancellation);
        CompleteMetrics(snapshots, cancellation);
        if (!folder.Complete) folder.MarkComplete();
        return (Record(Measured() ?? Measure(recorder, recorded, snapshots, cancellation)), kept);
    }

    private void Train(Action<int, IReadOnlyDictionary<string, Tensor>> take, CancellationToken cancellation)
    {
        byte[]? resumeFile = folder.HasResumePoint ? folder.ReadResumePoint() : null;
        using TrainingState? resume = resumeFile is null ? null : StateFile.ReadResumePoint(resumeFile, $"{recipe.Name()}, resume point", device);
        // A snapshot lost to damage lies before the point to go on from; training as far as the last of them makes the same bits again.
        int[] lost = [.. Missing.Where(epoch => epoch <= resume?.Epoch)];
        if (lost.Length > 0)
        {
            report(new RunNote(recipe, $"trains again as far as epoch {lost[^1]}: snapshots were lost"));
            Train(take, from: null, lost[^1], resumeFile, cancellation);
        }
        if (Missing.Length == 0) return;
        report(new RunStarted(recipe, resume?.Epoch ?? 0));
        Train(take, resume, Missing[^1], null, cancellation);
    }

    private void Train(
        Action<int, IReadOnlyDictionary<string, Tensor>> take, TrainingState? from, int lastEpoch, byte[]? laterResumePoint,
        CancellationToken cancellation)
    {
        using IDisposable _ = stages.Measure(Stage.Training);
        new Trainer(recipe, data, device).Run(
            new TrainingHooks
            {
                ResumeFrom = from,
                LastEpoch = lastEpoch,
                FeatureImages = Images,
                Snapshot = snapshot =>
                {
                    using (stages.Measure(Stage.Measuring)) take(snapshot.Metrics.Epoch, snapshot.Features);
                    using (stages.Measure(Stage.Keeping)) Keep(snapshot);
                },
                ResumePoint = state =>
                {
                    using TrainingState given = state;
                    using (stages.Measure(Stage.Keeping)) folder.Commit(stream => Write(stream, given));
                },
                Progress = progress => report(new RunAdvanced(recipe, progress)),
            },
            cancellation);

        void Write(Stream stream, TrainingState state)
        {
            // A point before the lost snapshots would hide the one that lies further on.
            if (laterResumePoint is not null) stream.Write(laterResumePoint);
            else StateFile.WriteResumePoint(stream, state, recipe);
        }
    }

    private void Keep(Snapshot snapshot)
    {
        int epoch = snapshot.Metrics.Epoch;
        if (folder.Snapshots.Contains(epoch)) return;
        folder.WriteSnapshot(epoch, stream => StateFile.WriteSnapshot(stream, snapshot.State, recipe, epoch), snapshot.Metrics);
    }

    // Metrics lost to damage are computed from the snapshots, which takes no training.
    private void CompleteMetrics(SnapshotReader snapshots, CancellationToken cancellation)
    {
        Dictionary<int, SnapshotMetrics> known = folder.Metrics.ToDictionary(m => m.Epoch);
        int[] unknown = [.. epochs.Where(epoch => !known.ContainsKey(epoch))];
        if (unknown.Length == 0) return;
        report(new RunNote(recipe, $"computes the metrics of {unknown.Length} snapshots again"));
        foreach (int epoch in unknown)
        {
            cancellation.ThrowIfCancellationRequested();
            known[epoch] = snapshots.Metrics(epoch);
        }
        folder.ReplaceMetrics([.. epochs.Select(epoch => known[epoch])]);
    }

    private IReadOnlyList<EpochSimilarity>? Measured() =>
        folder.ReadMeasure(cka.Name) is { } file ? SimilarityFile.Read(file, cka.Identity) : null;

    private IReadOnlyList<EpochSimilarity> Measure(
        CkaRecorder recorder, HashSet<int> recorded, SnapshotReader snapshots, CancellationToken cancellation)
    {
        using IDisposable _ = stages.Measure(Stage.Measuring);
        foreach (int epoch in epochs.Where(epoch => !recorded.Contains(epoch)))
        {
            cancellation.ThrowIfCancellationRequested();
            snapshots.Features(epoch, Images, features => Take(recorder, recorded, epoch, features));
        }
        IReadOnlyList<EpochSimilarity> similarities = [.. snapshots.Taps.Select(recorder.Similarity)];
        folder.WriteMeasure(cka.Name, stream => SimilarityFile.Write(stream, cka.Identity, similarities));
        return similarities;
    }

    private static void Take(CkaRecorder recorder, HashSet<int> recorded, int epoch, IReadOnlyDictionary<string, Tensor> features)
    {
        foreach ((string tap, Tensor output) in features) recorder.Record(epoch, tap, output);
        recorded.Add(epoch);
    }

    private RunRecord Record(IReadOnlyList<EpochSimilarity> similarities) => new()
    {
        Name = recipe.Name(),
        RecipeHash = recipe.Hash(),
        TrainFingerprint = data.Train.Fingerprint,
        TestFingerprint = data.Test.Fingerprint,
        Environment = folder.Environment.Where(fact => fact.Key is not (RunIdentities.TrainImages or RunIdentities.TestImages)).ToDictionary(),
        Metrics = folder.Metrics,
        Similarities = similarities,
    };
}
