using RepDynamics.Dynamics;
using RepDynamics.Models;
using RepDynamics.Regions;
using RepDynamics.Similarity;
using RepDynamics.Store;
using RepDynamics.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Runs;

/// <summary>
/// Executes one run while its folder's lock is held: trains and measures what the folder lacks, and returns the record. What is stored and
/// sound is never made again.
/// </summary>
/// <param name="cka">The measures of similarity: first the one that decides, then those for <c>sensitivity.json</c>.</param>
/// <param name="regions">How decision regions are measured; null: not at all.</param>
/// <param name="draws">Whether the plane that figures show is measured, too (<see cref="DrawnPlane"/>).</param>
internal sealed class RunExecution(
    Recipe recipe, TrainingData data, RunFolder folder, IReadOnlyList<CkaMeasure> cka, RegionMeasure? regions, Device device,
    Action<RunEvent> report, StageTimes stages, bool draws = false)
{
    private readonly RegionMeasure? drawn = draws && regions is not null ? new(DrawnPlane.Options(regions.Options)) : null;

    private readonly int[] epochs = [.. recipe.Snapshots.Epochs(recipe.Epochs)];

    private readonly CkaMeasure[] measures = [.. OfNetwork(cka, recipe, data)];

    private int Images => Math.Min(cka[0].Images, data.Test.Count);

    // The epochs whose snapshot or metrics training has to make.
    private int[] Missing => [.. epochs.Where(epoch => !folder.Snapshots.Contains(epoch)).Union(Enumerable.Range(0, recipe.Epochs + 1).Except(
        folder.Metrics.Where(m => m.TestAccuracy is not null || !epochs.Contains(m.Epoch)).Select(m => m.Epoch))).Order()];

    /// <summary>Returns the stored record; null if anything is missing but the plane that figures show.</summary>
    public RunRecord? Stored()
    {
        if (!folder.Complete || Missing.Length > 0 || Measured() is not { } similarities) return null;
        RunRegions? found = Measured(regions);
        return regions is null || found is not null ? Record(similarities, found) : null;
    }

    /// <summary>Whether an error concerns a run's folder, and no other run.</summary>
    public static bool IsOfItsFolder(Exception error) => error is IOException or UnauthorizedAccessException or InvalidDataException;

    /// <summary>Whether a snapshot, or the metrics of an epoch, are missing.</summary>
    public bool LacksTraining => Missing.Length > 0;

    /// <summary>Completes the run.</summary>
    /// <param name="prefixes">Prefix runs of this one: training also takes the snapshots that they lack.</param>
    /// <exception cref="InvalidDataException">A snapshot that was trained again differs from the stored one.</exception>
    public (RunRecord Record, bool WasStored) Complete(IReadOnlyList<RunExecution> prefixes, CancellationToken cancellation)
    {
        if (Stored() is { } record && !LacksDrawnPlane(record)) return (record, true);
        bool trained = Missing.Length > 0;
        using SnapshotReader snapshots = new(recipe, data, folder, device);
        var recorders = measures.Where(measure => Measured(measure) is null).Select(measure => measure.Source).Distinct()
            .ToDictionary(measure => measure, measure => measure.Recorder(recipe.Name(), snapshots, epochs, Images, device));
        try
        {
            Train((epoch, features) => CkaRecorder.Record(recorders.Values, epoch, features), prefixes, cancellation);
            if (!folder.Complete) folder.MarkComplete();
            Measure(recorders, snapshots, cancellation);
        }
        finally
        {
            foreach (CkaRecorder recorder in recorders.Values) recorder.Dispose();
        }
        IReadOnlyDictionary<CkaMeasure, IReadOnlyList<EpochSimilarity>> similarities =
            Measured() ?? throw new InvalidDataException($"{recipe.Name()}: what was just measured cannot be read back.");
        RunRecord complete = Record(similarities, regions is null ? null : Measured(regions) ?? Measure(regions, epochs, OutputEpochs(), snapshots, cancellation));
        if (LacksDrawnPlane(complete))
            complete = complete with { DrawnPlane = Measure(drawn!, [.. DrawnPlane.Epochs(complete).Keys], [], snapshots, cancellation).Mislabelled };
        return (complete, !trained);
    }

    /// <summary>The measures of a run's network. If no tap has a class token, its measure would repeat that of the whole outputs.</summary>
    public static IEnumerable<CkaMeasure> OfNetwork(IEnumerable<CkaMeasure> cka, Recipe recipe, TrainingData data)
    {
        using Network network = recipe.Network.Build(data.Train.Height, data.Train.Classes);
        bool hasTokens = network.TokenTaps.Count > 0;
        return cka.Where(measure => hasTokens || measure.Variation != CkaVariation.ClassToken);
    }

    // Training first continues from the resume point. What is missing before it was lost to damage: training from the start up to the last
    // epoch of it makes the same bits again.
    private void Train(Action<int, IReadOnlyDictionary<string, Tensor>> take, IReadOnlyList<RunExecution> prefixes, CancellationToken cancellation)
    {
        using (TrainingState? resume = ResumePoint())
        {
            int reached = resume?.Epoch ?? -1;
            if (Missing.Any(epoch => epoch > reached))
            {
                report(new RunStarted(recipe, resume?.Epoch ?? 0));
                Train(take, resume, Missing[^1], [.. prefixes.Where(run => run.Joins(reached))], cancellation);
            }
        }
        if (Missing.Length == 0) return;
        report(new RunNote(recipe, $"trains again as far as epoch {Missing[^1]}: snapshots or metrics were lost"));
        Train(take, from: null, Missing[^1], [], cancellation);
    }

    // Whether a longer run that continues from an epoch (-1: its start) takes all the snapshots that are missing here. On a GPU, where bits do
    // not repeat, stored snapshots are of another training.
    private bool Joins(int reached) =>
        Missing is [int first, ..] && first > reached && (device.type == DeviceType.CPU || (reached < 0 && folder.Snapshots.Count == 0 && !folder.HasResumePoint));

    private void Train(
        Action<int, IReadOnlyDictionary<string, Tensor>> take, TrainingState? from, int lastEpoch, IReadOnlyList<RunExecution> prefixes,
        CancellationToken cancellation)
    {
        using IDisposable _ = stages.Measure(Stage.Training);
        List<RunExecution> joined = [.. prefixes];
        // Earlier versions could mark a run as complete that lacks the test accuracy of a snapshot.
        Reopen();
        WithEach(joined, _ => true, run => run.Reopen());
        // Flushing to the disk is mostly waiting: training continues meanwhile. A kill before it is done finds the previous resume point.
        Task committing = Task.CompletedTask;
        TrainingHooks hooks = new()
        {
            ResumeFrom = from,
            LastEpoch = lastEpoch,
            FeatureImages = Images,
            // Includes epochs whose snapshots are stored: the test accuracy of their metrics is computed with the snapshot.
            AlsoAt = joined.SelectMany(run => run.epochs).ToHashSet(),
            Snapshot = snapshot =>
            {
                int epoch = snapshot.Metrics.Epoch;
                using (stages.Measure(Stage.Keeping))
                {
                    AwaitCommit();
                    if (epochs.Contains(epoch)) Keep(snapshot);
                    WithEach(joined, run => run.epochs.Contains(epoch), run => run.Keep(snapshot));
                }
                using (stages.Measure(Stage.Measuring))
                {
                    if (epochs.Contains(epoch)) take(epoch, snapshot.Features);
                }
            },
            Epoch = metrics =>
            {
                using IDisposable _ = stages.Measure(Stage.Keeping);
                AwaitCommit();
                KeepMetrics(metrics);
                WithEach(joined, run => metrics.Epoch <= run.epochs[^1], run => run.KeepMetrics(metrics));
            },
            ResumePoint = state =>
            {
                Task before = committing;
                committing = Task.Run(() =>
                {
                    using TrainingState given = state;
                    before.GetAwaiter().GetResult();
                    // A prefix run with all its snapshots is finished. After a kill in between it is ahead, and can join again.
                    WithEach(joined, run => run.LacksTraining, run => run.Commit(given));
                    Commit(given);
                }, CancellationToken.None);
            },
            Progress = progress => report(new RunAdvanced(recipe, progress)),
        };
        try
        {
            new Trainer(recipe, data, device).Run(hooks, cancellation);
        }
        finally
        {
            AwaitCommit();
        }

        void AwaitCommit() => committing.GetAwaiter().GetResult();
    }

    // A prefix run whose folder fails is dropped; its own attempt reports the error. The longer run does not need it.
    private void WithEach(List<RunExecution> joined, Func<RunExecution, bool> concerned, Action<RunExecution> keep)
    {
        foreach (RunExecution run in joined.Where(concerned).ToArray())
        {
            try
            {
                keep(run);
            }
            catch (Exception e) when (IsOfItsFolder(e))
            {
                joined.Remove(run);
                report(new RunNote(recipe, $"no longer trains its prefix run along with it: {e.Message}"));
            }
        }
    }

    private void Keep(Snapshot snapshot)
    {
        int epoch = snapshot.Metrics.Epoch;
        if (!folder.Snapshots.Contains(epoch))
        {
            folder.WriteSnapshot(epoch, Write);
        }
        else if (!folder.IsSnapshot(epoch, Write))
        {
            // One run must not mix two trainings.
            throw new InvalidDataException(
                $"{recipe.Name()}: trained again, epoch {epoch} differs from the stored snapshot. On a GPU that is expected; on a CPU something "
                + $"changed that is not part of the run's key. Move {folder.Path} away, and the run starts anew.");
        }

        void Write(Stream stream) => StateFile.WriteSnapshot(stream, snapshot.Network.state_dict(), recipe, epoch);
    }

    // Another run's snapshot, taken along with this one's, leaves no trace.
    private void KeepMetrics(EpochMetrics metrics) => folder.WriteMetrics(epochs.Contains(metrics.Epoch) ? metrics : metrics with { TestAccuracy = null });

    private void Reopen() => folder.Reopen();

    private void Commit(TrainingState state) => folder.Commit(stream => StateFile.WriteResumePoint(stream, state, recipe));

    private TrainingState? ResumePoint() =>
        folder.HasResumePoint ? StateFile.ReadResumePoint(folder.ReadResumePoint(), $"{recipe.Name()}, resume point", device) : null;

    private IReadOnlyList<EpochSimilarity>? Measured(CkaMeasure measure) =>
        folder.ReadMeasure(measure.Name) is { } file ? SimilarityFile.Read(file, measure.Identity) : null;

    // Null unless all are there.
    private Dictionary<CkaMeasure, IReadOnlyList<EpochSimilarity>>? Measured()
    {
        Dictionary<CkaMeasure, IReadOnlyList<EpochSimilarity>> found = measures.ToDictionary(measure => measure, measure => Measured(measure)!);
        return found.ContainsValue(null!) ? null : found;
    }

    private void Measure(Dictionary<CkaMeasure, CkaRecorder> recorders, SnapshotReader snapshots, CancellationToken cancellation)
    {
        using IDisposable _ = stages.Measure(Stage.Measuring);
        foreach (int epoch in epochs)
        {
            CkaRecorder[] without = [.. recorders.Values.Where(recorder => !recorder.Has(epoch))];
            if (without.Length == 0) continue;
            cancellation.ThrowIfCancellationRequested();
            snapshots.Features(epoch, Images, features => CkaRecorder.Record(without, epoch, features));
        }
        foreach (CkaMeasure measure in measures.Where(measure => Measured(measure) is null))
        {
            using DisposeScope scope = NewDisposeScope();
            IReadOnlyList<EpochSimilarity> similarities = measure.Of(recorders[measure.Source], () => snapshots.Input(Images));
            folder.WriteMeasure(measure.Name, stream => SimilarityFile.Write(stream, measure.Identity, similarities));
        }
    }

    private RunRegions? Measured(RegionMeasure? measure) =>
        measure is not null && folder.ReadMeasure(measure.Name) is { } file && RegionFile.Read(file, measure.Identity) is { } found
        && (found.Pieces is null || found.Pieces.Epochs.SequenceEqual(OutputEpochs().Order())) ? found : null;

    // In the order of the snapshots, whether trained now or earlier: each probe starts from the previous one, and another order would take
    // other steps to the same optimum.
    private RunRegions Measure(RegionMeasure measure, int[] at, int[] outputEpochs, SnapshotReader snapshots, CancellationToken cancellation)
    {
        using IDisposable _ = stages.Measure(Stage.Regions);
        using RegionRecorder recorder = snapshots.Regions(measure.Options, outputEpochs);
        foreach ((int i, int epoch) in at.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            // One plane takes a moment only.
            if (ReferenceEquals(measure, regions)) report(new RunMeasuring(recipe, "decision regions", i, at.Length));
            recorder.Record(epoch, snapshots.At(epoch));
        }
        RunRegions found = recorder.Regions();
        folder.WriteMeasure(measure.Name, stream => RegionFile.Write(stream, measure.Identity, found));
        return found;
    }

    /// <summary>Whether the plane that figures show is wanted, and a record of this run lacks it.</summary>
    public bool LacksDrawnPlane(RunRecord record) => drawn is not null && record is { DrawnPlane: null, Regions.Mislabelled: not null };

    // Its epochs follow from the phases: one of other phases is none.
    private static RunRecord WithoutOtherPlane(RunRecord record) =>
        record.DrawnPlane is { } plane && !plane.Taps[0].Maps.Select(map => map.Epoch).SequenceEqual(DrawnPlane.Epochs(record).Keys) ? record with { DrawnPlane = null } : record;

    // The snapshots nearest to multiples of t*, as far as training lasts.
    private int[] OutputEpochs() => Curves().PerfectFit is not { } fit
        ? []
        : [.. RegionOptions.OutputTimes.Select(ratio => ratio * fit).Where(time => time <= AlignedGrid.Reach * epochs[^1]).Select(time => epochs.Where(e => e > 0).MinBy(e => Math.Abs(Math.Log(e / time)))).Distinct()];

    private EpochCurves Curves()
    {
        EpochMetrics[] trained = [.. folder.Metrics.Where(m => m.Epoch > 0)];
        int wrong = data.Train.Mislabelled.Count(mislabelled => mislabelled);
        return new(
            Given: [.. trained.Select(m => m.TrainAccuracy)],
            Right: wrong < data.Train.Count ? [.. trained.Select(m => m.RightlyLabelledAccuracy!.Value)] : [],
            WrongGiven: wrong > 0 ? [.. trained.Select(m => m.MislabelledGivenAccuracy!.Value)] : [],
            WrongTrue: wrong > 0 ? [.. trained.Select(m => m.MislabelledTrueAccuracy!.Value)] : [],
            WrongImages: wrong,
            Classes: data.Train.Classes);
    }

    private RunRecord Record(IReadOnlyDictionary<CkaMeasure, IReadOnlyList<EpochSimilarity>> similarities, RunRegions? found) => WithoutOtherPlane(new()
    {
        Name = recipe.Name(),
        RecipeHash = recipe.Hash(),
        TrainFingerprint = data.Train.Fingerprint,
        TestFingerprint = data.Test.Fingerprint,
        Environment = folder.Environment.Where(fact => fact.Key is not (RunKeys.TrainImages or RunKeys.TestImages)).ToDictionary(),
        Metrics = [.. folder.Metrics.Select(m => m.AtSnapshot()).OfType<SnapshotMetrics>()],
        Curves = Curves(),
        Similarities = similarities[cka[0]],
        ByMeasure = similarities,
        Regions = found,
        DrawnPlane = Measured(drawn)?.Mislabelled,
    });
}
