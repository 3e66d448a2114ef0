using System.Collections.Concurrent;
using System.Collections.Immutable;
using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Regions;
using RepDynamics.Similarity;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Runs;

/// <summary>How one run ended: with a record, or with an error that did not stop the others.</summary>
/// <param name="Recipe">What was asked.</param>
/// <param name="Record">What came out; null when the run failed.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="Kept">Whether nothing had to be trained.</param>
public sealed record RunOutcome(Recipe Recipe, RunRecord? Record, Exception? Error, bool Kept);

/// <summary>
/// Trains recipes and measures them, many side by side, one thread each: on a CPU that is both the reproducible and the fast way to
/// fill a machine. On GPUs as many share one as is found to be worth it. Every run is kept in a <see cref="RunStore"/>: what was trained
/// once is not trained again, and what was interrupted goes on.
/// </summary>
public sealed partial class RunScheduler
{
    private readonly ImmutableArray<torch.Device> devices;
    private readonly Action<RunEvent> report;
    private readonly int? asked = RunsSideBySide.Asked();
    private readonly ConcurrentDictionary<(Type, string), Lazy<TrainingData>> images = new();
    private GpuSharing? sharing;

    /// <param name="device">Where to train. On the CPU numerics are pinned (<see cref="CanonicalNumerics"/>).</param>
    /// <param name="report">Told what happens to each run; called from several threads, one at a time. If it cannot write, nobody hears.</param>
    public RunScheduler(torch.Device device, Action<RunEvent> report) : this([device], report)
    {
    }

    /// <param name="devices">Where to train: the runs side by side are dealt to them in turn. All of one type.</param>
    /// <param name="report">As above.</param>
    /// <exception cref="ArgumentException">There is no device, or they are of several types.</exception>
    /// <exception cref="InvalidOperationException"><c>REPDYNAMICS_SIDE_BY_SIDE</c> is no number of runs.</exception>
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
            // Also where nothing is trained and only kept snapshots are looked at.
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
                    // A log that can no longer be written, its disk full or its terminal gone, stops no run.
                }
            }
        };
    }

    /// <summary>Where runs are kept; by default what <c>REPDYNAMICS_RUNS</c> names, or else the user's cache folder.</summary>
    public RunStore Store { get; init; } = new(RunStore.DefaultRoot);

    /// <summary>
    /// How many runs go side by side at most; by default what <c>REPDYNAMICS_SIDE_BY_SIDE</c> says, or else one a core, or on GPUs one each until
    /// it is tried out, before the first of more runs, how many share one best. Fewer do where memory is short.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int MaxParallelRuns
    {
        get => asked ?? (sharing is { } found ? found.Runs * devices.Length : OnGpu ? devices.Length : Environment.ProcessorCount);
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            asked = value;
        }
    }

    /// <summary>Whether it is tried out how many runs share a device, where nobody says how many go side by side; by default on GPUs.</summary>
    internal bool TriesSharing { get; init; }

    /// <summary>The bytes that all runs together may need, as <see cref="RunMemory"/> estimates them.</summary>
    public long Memory { get; init; } = RunMemory.Available();

    /// <summary>Which estimator of CKA to record.</summary>
    public CkaEstimator Estimator { get; init; } = CkaEstimator.Biased;

    /// <summary>On how many held-out images, from the first, similarity is measured (docs/design.md#training: 400); fewer where there are fewer.</summary>
    public int SimilarityImages { get; init; } = 400;

    /// <summary>
    /// Whether to record, beside <see cref="Estimator"/>, what shows how much hangs on it: debiased CKA, and biased CKA of the class token
    /// alone (by default not).
    /// </summary>
    public bool Sensitivity { get; init; }

    /// <summary>Whether a run that is not kept whole fails instead of being trained; by default it is trained.</summary>
    public bool StoredOnly { get; init; }

    /// <summary>How decision regions are measured, after training; null: they are not (default).</summary>
    public RegionOptions? Regions { get; init; }

    /// <summary>On which runs they are measured; by default on all. Ignored where they are not measured at all.</summary>
    public Func<Recipe, bool> WantsRegions { get; init; } = _ => true;

    /// <summary>Where the time went, so far.</summary>
    public StageTimes Stages { get; } = new();

    /// <summary>Runs all recipes, or finds what is kept of them. A recipe that is asked for twice is one run.</summary>
    /// <param name="recipes">Started in this order: put the longest first, and no core waits at the end.</param>
    /// <param name="cancellation">Stops all runs, each after it wrote a resume point.</param>
    /// <returns>One outcome a recipe, in the order given.</returns>
    /// <exception cref="ArgumentException">A recipe asks for TF32, a setting of the whole process, and several runs go side by side on GPUs.</exception>
    /// <exception cref="IOException">The store cannot be written; nothing was trained.</exception>
    /// <exception cref="OperationCanceledException">The runs were stopped; the next time they go on from there.</exception>
    public IReadOnlyList<RunOutcome> Run(IReadOnlyList<Recipe> recipes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recipes);
        RequireOnePrecision(recipes);
        Store.RequireWritable();
        // It is said once; the first run stands for all.
        if (recipes.Count > 0 && !Store.LocksWork(out string? why)) report(new RunNote(recipes[0], why));
        TrySharing(recipes);
        // Asked for twice, run once: the outcome is shared.
        ImmutableArray<QueuedRun> runs = QueuedRun.Of(recipes.DistinctBy(Key));
        ConcurrentDictionary<object, RunOutcome> outcomes = new();
        RunQueue queue = new(runs);
        MemoryBudget memory = new(Memory);
        Thread[] workers = [.. Enumerable.Range(0, Math.Min(MaxParallelRuns, runs.Length)).Select(i => new Thread(() => Work(DeviceOf(i))) { IsBackground = true })];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        cancellation.ThrowIfCancellationRequested();
        return [.. recipes.Select(recipe => outcomes[Key(recipe)] with { Recipe = recipe })];

        void Work(torch.Device device)
        {
            while (queue.Take(cancellation) is { } run)
            {
                if (Attempt(run, device, memory, cancellation) is { } outcome) outcomes[Key(run.Recipe)] = outcome;
                else queue.Postpone(run);
            }
        }
    }

    private RegionOptions? RegionsOf(Recipe recipe) => WantsRegions(recipe) ? Regions : null;

    private bool OnGpu => devices[0].type == DeviceType.CUDA;

    private void RequireOnePrecision(IReadOnlyList<Recipe> recipes)
    {
        if (!OnGpu || MaxParallelRuns == 1 || recipes.Count <= 1 || recipes.FirstOrDefault(r => r.Precision == Precision.Tf32) is not { } recipe) return;
        throw new ArgumentException(
            $"{recipe.Name()} has Precision {recipe.Precision}, a setting of the whole process that would touch what is measured on the other runs: "
            + "let one run go at a time (REPDYNAMICS_SIDE_BY_SIDE=1), a process a GPU (CUDA_VISIBLE_DEVICES).",
            nameof(recipes));
    }

    // A recipe without a canonical text (a NaN in it) fails by itself, when it is validated.
    private static object Key(Recipe recipe)
    {
        try
        {
            return RunKeys.Key(recipe);
        }
        catch (ArgumentException)
        {
            return recipe;
        }
    }

    private CkaMeasure[] Measures
    {
        get
        {
            CkaMeasure deciding = new(Estimator, SimilarityImages);
            return Sensitivity
                ? [.. new[] { deciding, deciding with { Estimator = CkaEstimator.Debiased }, deciding with { ClassToken = true } }.Distinct()]
                : [deciding];
        }
    }

    private TrainingData Load(Recipe recipe) => Stages.Measure(Stage.Data, () => recipe.Data.Label(Images(recipe.Data), recipe.Seed));

    // Runs that differ in their seeds see the same images: read once, they are held once.
    private TrainingData Images(DataRecipe data) =>
        images.GetOrAdd((data.GetType(), CanonicalJson.Hash(data)), _ => new Lazy<TrainingData>(data.Images)).Value;
}
