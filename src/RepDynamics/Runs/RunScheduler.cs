using System.Collections.Concurrent;
using RepDynamics.Data;
using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Regions;
using RepDynamics.Similarity;
using RepDynamics.Store;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Runs;

/// <summary>The result of one run: a record, or an error, which does not stop the other runs.</summary>
/// <param name="Record">The results; null if the run failed.</param>
/// <param name="Error">The error; null if the run succeeded.</param>
/// <param name="WasStored">Whether the run was complete in the store, so that nothing was trained.</param>
public sealed record RunOutcome(Recipe Recipe, RunRecord? Record, Exception? Error, bool WasStored);

/// <summary>
/// Trains recipes and measures them, several at a time, each on one thread: on a CPU this is both reproducible and the fastest way to use all
/// cores; on a GPU the number that is measured to be fastest share one. Every run is written to a <see cref="RunStore"/>: stored runs are not
/// trained again, and interrupted ones continue.
/// </summary>
public sealed class RunScheduler
{
    /// <summary>The environment variable that sets <see cref="MaxParallelRuns"/>.</summary>
    public const string ParallelRunsVariable = "REPDYNAMICS_SIDE_BY_SIDE";

    // A trial of how many runs share a GPU takes a second or less.
    private const int SharingSteps = 40;

    private readonly ImmutableArray<torch.Device> devices;
    private readonly Action<RunEvent> report;
    private readonly int? requested = ParseParallelRuns(Environment.GetEnvironmentVariable(ParallelRunsVariable));
    private readonly ConcurrentDictionary<(Type, string), Lazy<TrainingData>> images = new();
    private GpuSharing? sharing;

    /// <param name="device">Where to train. On the CPU numerics are pinned (<see cref="CanonicalNumerics"/>).</param>
    /// <param name="report">Receives run events, one at a time, from any thread. An <see cref="IOException"/> that it throws is ignored.</param>
    public RunScheduler(torch.Device device, Action<RunEvent> report) : this([device], report)
    {
    }

    /// <param name="devices">Where to train: concurrent runs are assigned to them in turn. All of one type.</param>
    /// <exception cref="ArgumentException">There is no device, or they are of several types.</exception>
    /// <exception cref="InvalidOperationException"><see cref="ParallelRunsVariable"/> is not a number of runs.</exception>
    public RunScheduler(IReadOnlyCollection<torch.Device> devices, Action<RunEvent> report)
    {
        ArgumentNullException.ThrowIfNull(devices);
        ArgumentNullException.ThrowIfNull(report);
        this.devices = [.. devices];
        if (this.devices.Select(device => device.type).Distinct().Count() != 1)
            throw new ArgumentException($"Devices of one type are needed, found {(devices.Count == 0 ? "none" : string.Join(", ", devices))}.", nameof(devices));
        if (!OnGpu)
        {
            CanonicalNumerics.Apply();
            NativeHeap.KeepFreedMemory();
        }
        else
        {
            // Also if nothing is trained and only stored snapshots are measured.
            ProductPrecision.AllowTf32(false);
        }
        TriesSharing = OnGpu;
        Lock gate = new();
        this.report = what =>
        {
            lock (gate)
            {
                try
                {
                    report(what);
                }
                catch (Exception e) when (e is IOException or ObjectDisposedException)
                {
                    // A log that cannot be written (disk full, terminal closed) does not stop a run.
                }
            }
        };
    }

    /// <summary>Where runs are stored; the default is the folder that <c>REPDYNAMICS_RUNS</c> names, or one in the user's cache folder.</summary>
    public RunStore Store { get; init; } = new(RunStore.DefaultRoot);

    /// <summary>
    /// The number of concurrent runs, at most; fewer run if memory is short. The default is the value of <see cref="ParallelRunsVariable"/>, or
    /// else one a core on CPUs, and on GPUs the number that a trial before the first run finds fastest.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxParallelRuns
    {
        get => requested ?? (sharing is { } found ? found.Runs * devices.Length : OnGpu ? devices.Length : Environment.ProcessorCount);
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            requested = value;
        }
    }

    /// <summary>Whether the best number of concurrent runs per device is still to be measured: by default on GPUs, if none is set.</summary>
    internal bool TriesSharing { get => field && requested is null && sharing is null; init; }

    /// <summary>The bytes that all concurrent runs together may need, by the estimate of <see cref="RunMemory"/>.</summary>
    public long Memory { get; init; } = RunMemory.Available();

    /// <summary>The estimator of CKA that decides.</summary>
    public CkaEstimator Estimator { get; init; } = CkaEstimator.Biased;

    /// <summary>The number of held-out images, from the first, on which similarity is measured (docs/design.md#training: 400); at most all.</summary>
    public int SimilarityImages { get; init; } = 400;

    /// <summary>Whether to record debiased CKA and biased CKA of the class token as well, for <c>sensitivity.json</c> (default false).</summary>
    public bool Sensitivity { get; init; }

    /// <summary>Whether a run that is not complete in the store fails instead of being trained (default false).</summary>
    public bool StoredOnly { get; init; }

    /// <summary>How decision regions are measured, after training; null: not at all (default).</summary>
    public RegionOptions? Regions { get; init; }

    /// <summary>The runs on which decision regions are measured, if <see cref="Regions"/> is set (default: all).</summary>
    public Func<Recipe, bool> WantsRegions { get; init; } = _ => true;

    /// <summary>The runs whose plane for figures (<see cref="RunRecord.DrawnPlane"/>) is measured, if their regions are (default: none).</summary>
    public Func<Recipe, bool> DrawsPlane { get; init; } = _ => false;

    /// <summary>The time each stage took so far.</summary>
    public StageTimes Stages { get; } = new();

    /// <summary>Reads or trains all recipes. Equal recipes are one run.</summary>
    /// <param name="recipes">Started in this order; with the longest first, no core is idle at the end.</param>
    /// <param name="cancellation">Stops all runs, each after it has written a resume point.</param>
    /// <returns>One outcome a recipe, in the given order.</returns>
    /// <exception cref="ArgumentException">A recipe needs TF32, a setting of the whole process, and several runs would be concurrent on GPUs.</exception>
    /// <exception cref="IOException">The store cannot be written; nothing was trained.</exception>
    /// <exception cref="OperationCanceledException">The runs were stopped; they continue the next time.</exception>
    public IReadOnlyList<RunOutcome> Run(IReadOnlyList<Recipe> recipes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recipes);
        RequireOnePrecision(recipes);
        if (!StoredOnly) Store.RequireWritable();
        // Reported once, with the first run.
        if (recipes.Count > 0 && !StoredOnly && Store.WhyNoLocks() is { } why) report(new RunNote(recipes[0], why));
        TrySharing(recipes);
        ImmutableArray<QueuedRun> runs = QueuedRun.Of(recipes.DistinctBy(RunKeys.SchedulingKey));
        ConcurrentDictionary<object, RunOutcome> outcomes = new();
        RunQueue queue = new(runs);
        MemoryBudget memory = new(Memory);
        Thread[] workers = [.. Enumerable.Range(0, Math.Min(MaxParallelRuns, runs.Length)).Select(i => new Thread(() => Work(DeviceOf(i))) { IsBackground = true })];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        cancellation.ThrowIfCancellationRequested();
        return [.. recipes.Select(recipe => outcomes[recipe.SchedulingKey()] with { Recipe = recipe })];

        void Work(torch.Device device)
        {
            while (queue.Take(cancellation) is { } run)
            {
                if (Attempt(run, device, memory, cancellation) is { } outcome) outcomes[run.Recipe.SchedulingKey()] = outcome;
                else queue.Postpone(run);
            }
        }
    }

    /// <summary>
    /// Whether a run is complete in the store with all measures of similarity and, where they are asked for, regions and the drawn plane. Reads the
    /// manifest and these measures; locks and changes nothing. True where the data is not here, so that the run's key is unknown.
    /// </summary>
    internal bool IsStored(Recipe recipe)
    {
        TrainingData data;
        try
        {
            data = Load(recipe.Validated());
        }
        catch (DataFileException)
        {
            return true;
        }
        string name = RunKey.Of(recipe, data, devices[0]).Name;
        return Store.IsComplete(name)
            && RunExecution.OfNetwork(Measures, recipe, data).All(cka => Read(cka.Name, file => SimilarityFile.Read(file, cka.Identity)) is not null)
            && (RegionsOf(recipe) is not { } options
                || (Stored(new(options)) is { } found && (!DrawsPlane(recipe) || found.Mislabelled is null || Stored(new(DrawnPlane.Options(options))) is not null)));

        RunRegions? Stored(RegionMeasure measure) => Read(measure.Name, file => RegionFile.Read(file, measure.Identity));

        T? Read<T>(string measure, Func<byte[], T?> read) where T : class =>
            Path.Combine(Store.Root, name, RunPaths.Measure(measure)) is var file && File.Exists(file) ? read(File.ReadAllBytes(file)) : null;
    }

    /// <summary>What a run costs.</summary>
    /// <exception cref="ArgumentException">The network cannot run, or the data set gives other images than asked; the message says why.</exception>
    internal RunCost Cost(Recipe recipe)
    {
        TrainingData data = Load(recipe.Validated());
        NetworkCheck.Require(recipe, data);
        return RunCost.Of(recipe, data, MemoryOf(recipe, data));
    }

    /// <summary>Measures the speed of one run among as many concurrent ones as there would be, in training images a second, by some steps that are discarded.</summary>
    /// <param name="steps">The number of steps to time, at least 1.</param>
    internal double Speed(Recipe recipe, int steps = 12)
    {
        TrySharing(recipe, int.MaxValue);
        TrainingData data = Load(recipe.Validated());
        try
        {
            return Throughput(recipe, data, MaxParallelRuns, steps) / MaxParallelRuns;
        }
        catch (Exception e) when (MaxParallelRuns > devices.Length && TrainingMemoryException.IsMeantBy(e))
        {
            // The number that share a GPU was measured with a smaller network.
            return Throughput(recipe, data, devices.Length, steps) / devices.Length;
        }
    }

    // Returns null if the run cannot start yet.
    private RunOutcome? Attempt(QueuedRun run, torch.Device device, MemoryBudget memory, CancellationToken cancellation)
    {
        Recipe recipe = run.Recipe;
        try
        {
            QueuedRun? longer = run.Longer is { Attempted: false } waitedFor ? waitedFor : null;
            string prefix = $"for {longer?.Recipe.Title()} ({longer?.Recipe.Epochs} epochs), of which it is a prefix";
            // A prefix run is looked up once, because it may be stored; then it waits for the longer run.
            if (longer is not null && run.Postponed) return null;
            TrainingData data = Load(recipe.Validated());
            run.Key ??= RunKey.Of(recipe, data, device);
            // Checked before a folder is made, and only where it matters: it lists the store.
            if ((longer is not null || StoredOnly) && !Store.Names().Contains(run.Key.Name))
                return longer is not null ? Wait(run, prefix) : throw NotStored(run.Key);
            (RunRecord Record, bool WasStored)? found = null;
            // The worker of the longer run waits during this lookup, instead of finding the folder locked.
            lock (run)
            {
                if (!InFolder(run, data, device, execution => found = execution.Stored() is { } record && (StoredOnly || !execution.LacksDrawnPlane(record)) ? (record, true) : null)) return null;
            }
            if (found is null && StoredOnly) throw NotStored(run.Key);
            if (found is null && longer is not null) return Wait(run, prefix);
            if (found is null)
            {
                NetworkCheck.Require(recipe, data);
                // Memory is waited for without the run's lock, so that another process with free memory can train the run.
                using IDisposable share = memory.Reserve(MemoryOf(recipe, data), cancellation);
                if (!InFolder(run, data, device, execution => found = Complete(execution, run, data, device, cancellation))) return null;
            }
            (RunRecord result, bool wasStored) = found!.Value;
            wasStored &= !run.TrainedAlong;
            report(wasStored ? new RunAlreadyStored(recipe, result) : new RunFinished(recipe, result));
            return new(recipe, result, null, wasStored);
        }
        catch (Exception e)
        {
            // Any error belongs to this run; the other runs continue.
            report(e is OperationCanceledException ? new RunStopped(recipe) : new RunFailed(recipe, e));
            return new(recipe, null, e, WasStored: false);
        }
        finally
        {
            run.Attempted = true;
        }
    }

    private RunOutcome? Wait(QueuedRun run, string why)
    {
        if (!run.Postponed) report(new RunWaiting(run.Recipe, why));
        return null;
    }

    private InvalidOperationException NotStored(RunKey run) => new($"{run.Name} in {Store.Root} is not there, or lacks something that is asked for, and nothing is trained here");

    // Executes work on the run's folder under its lock; returns false if another process holds the lock.
    private bool InFolder(QueuedRun run, TrainingData data, torch.Device device, Action<RunExecution> work)
    {
        using RunLock? held = Store.TryLock(run.Key!.Name, StoredOnly);
        if (held is null)
        {
            // Waits only for a complete run, which another process measures or reads.
            if (StoredOnly && !Store.IsComplete(run.Key.Name)) throw NotStored(run.Key);
            Wait(run, run.Longer is { Attempted: false } ? "its longer run or another process works on it" : "another process works on it");
            return false;
        }
        work(Open(run, data, device, held));
        return true;
    }

    private RunExecution Open(QueuedRun run, TrainingData data, torch.Device device, RunLock held)
    {
        RunFolder folder = Stages.Measure(Stage.Store, () => Store.Open(run.Key!, held, note => report(new RunNote(run.Recipe, note))));
        RegionMeasure? regions = RegionsOf(run.Recipe) is { } options ? new RegionMeasure(options) : null;
        return new RunExecution(run.Recipe, data, folder, Measures, regions, device, report, Stages, DrawsPlane(run.Recipe));
    }

    // Trains the prefix runs along with the run.
    private (RunRecord, bool) Complete(RunExecution execution, QueuedRun run, TrainingData data, torch.Device device, CancellationToken cancellation)
    {
        List<RunLock> locks = [];
        try
        {
            List<RunExecution> prefixes = [];
            foreach (QueuedRun prefix in execution.LacksTraining ? run.Prefixes : [])
            {
                prefix.Key ??= RunKey.Of(prefix.Recipe, data, device);
                // The worker that looks this prefix up waits meanwhile, instead of finding the folder locked.
                lock (prefix)
                {
                    RunLock? held = Store.TryLock(prefix.Key.Name);
                    if (held is null) continue;
                    locks.Add(held);
                    if (Untrained(prefix, held) is { } untrained)
                    {
                        prefixes.Add(untrained);
                        prefix.TrainedAlong = true;
                    }
                    else
                    {
                        // Complete: other processes need not wait for the longer run.
                        held.Dispose();
                    }
                }
            }
            return execution.Complete(prefixes, cancellation);
        }
        finally
        {
            foreach (RunLock held in locks) held.Dispose();
        }

        RunExecution? Untrained(QueuedRun prefix, RunLock held)
        {
            try
            {
                return Open(prefix, data, device, held) is { LacksTraining: true } untrained ? untrained : null;
            }
            catch (Exception e) when (RunExecution.IsOfItsFolder(e))
            {
                // Reported when the prefix run itself is attempted.
                return null;
            }
        }
    }

    private long MemoryOf(Recipe recipe, TrainingData data) =>
        RunMemory.Estimate(recipe, data, SimilarityImages, RegionsOf(recipe), Measures.Count(measure => measure.Source == measure));

    private RegionOptions? RegionsOf(Recipe recipe) => WantsRegions(recipe) ? Regions : null;

    private bool OnGpu => devices[0].type == DeviceType.CUDA;

    private void RequireOnePrecision(IReadOnlyList<Recipe> recipes)
    {
        if (!OnGpu || MaxParallelRuns == 1 || recipes.Count <= 1 || recipes.FirstOrDefault(r => r.Precision == Precision.Tf32) is not { } recipe) return;
        throw new ArgumentException(
            $"{recipe.Title()} has Precision {recipe.Precision}, a setting of the whole process that would affect the measurements of the other runs: "
            + $"train one run at a time ({ParallelRunsVariable}=1), with one process a GPU (CUDA_VISIBLE_DEVICES).",
            nameof(recipes));
    }

    private CkaMeasure[] Measures
    {
        get
        {
            CkaMeasure deciding = new(Estimator, SimilarityImages);
            if (!Sensitivity) return [deciding];
            IEnumerable<CkaMeasure> varied = Enum.GetValues<CkaVariation>()
                .Where(variation => variation != CkaVariation.WithoutOutliers || Estimator == CkaEstimator.Biased)
                .Select(variation => deciding with { Variation = variation });
            return [.. new[] { deciding, deciding with { Estimator = CkaEstimator.Debiased } }.Concat(varied).Distinct()];
        }
    }

    private TrainingData Load(Recipe recipe) => Stages.Measure(Stage.Data, () => recipe.Data.Label(Images(recipe.Data, recipe.Seed), recipe.Seed));

    private static TrainingData Read(DataRecipe data, long seed)
    {
        TrainingData read = data.Images(seed);
        return (read.Train.Count, read.Test.Count) == (data.TrainImages, data.TestImages) ? read : throw new ArgumentException(
            $"{data.GetType().Name} gave {read.Train.Count} training and {read.Test.Count} held-out images, where {data.TrainImages} and {data.TestImages} were asked for: Read has to return as many as its argument says.");
    }

    // The runs of one seed share the images.
    private TrainingData Images(DataRecipe data, long seed) =>
        images.GetOrAdd((data.GetType(), $"{CanonicalJson.Hash(data)} {seed}"), _ => new Lazy<TrainingData>(() => Read(data, seed))).Value;

    private torch.Device DeviceOf(int run) => devices[run % devices.Length];

    private double Throughput(Recipe recipe, TrainingData data, int runs, int steps) =>
        GpuSharing.ImagesPerSecond(recipe, data, [.. Enumerable.Range(0, runs).Select(DeviceOf)], steps);

    // Stored runs need no GPU, and a run with a GPU to itself needs no trial. The trial takes the run that needs the most memory.
    private void TrySharing(IReadOnlyList<Recipe> recipes)
    {
        if (!TriesSharing || StoredOnly || recipes.Any(recipe => recipe.Precision == Precision.Tf32)) return;
        try
        {
            (Recipe Recipe, TrainingData Data)[] missing =
            [
                .. recipes.Select(recipe => (Recipe: recipe, Data: Load(recipe.Validated())))
                    .Where(run => !Store.IsComplete(RunKey.Of(run.Recipe, run.Data, devices[0]).Name)).DistinctBy(run => run.Recipe.SchedulingKey()),
            ];
            if (missing.Length > 0) TrySharing(missing.MaxBy(run => MemoryOf(run.Recipe, run.Data)).Recipe, missing.Length);
        }
        catch (Exception e)
        {
            // An error of a run is reported when that run is attempted.
            report(new RunNote(recipes[0], $"how many runs share a GPU could not be tried out: {e.Message}"));
        }
    }

    private void TrySharing(Recipe recipe, int runs)
    {
        int most = Math.Min((runs - 1) / devices.Length + 1, Environment.ProcessorCount / devices.Length);
        if (!TriesSharing || most < 2 || recipe.Precision == Precision.Tf32) return;
        TrainingData data = Load(recipe.Validated());
        sharing = GpuSharing.Find(perGpu => Throughput(recipe, data, perGpu * devices.Length, SharingSteps), most);
        report(new RunNote(recipe, $"how many runs share a GPU: {sharing}"));
    }

    internal static int? ParseParallelRuns(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int runs) && runs >= 1
            ? runs
            : throw new InvalidOperationException(
                $"{ParallelRunsVariable} is '{text}': it must be a number of runs, at least 1, or unset for one a core, or as many as a GPU trains fastest with.");
    }
}
