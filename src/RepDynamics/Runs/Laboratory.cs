using System.Diagnostics;
using RepDynamics.Data;
using RepDynamics.Numerics;
using RepDynamics.Similarity;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Runs;

/// <summary>How one run ended: with a record, or with an error that did not stop the others.</summary>
/// <param name="Recipe">What was asked.</param>
/// <param name="Record">What came out; null when the run failed.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
/// <param name="Kept">Whether the record was kept from an earlier time.</param>
public sealed record RunOutcome(Recipe Recipe, RunRecord? Record, Exception? Error, bool Kept);

/// <summary>
/// Trains recipes and measures them, many side by side, one thread each: on a CPU that is both the reproducible and the fast way to
/// fill a machine. What was trained once is kept and not trained again.
/// </summary>
public sealed class Laboratory
{
    /// <summary>The environment variable that names the folder of kept runs.</summary>
    public const string FolderVariable = "REPDYNAMICS_RUNS";

    private readonly torch.Device device;
    private readonly Action<string> report;

    /// <param name="device">Where to train. On the CPU numerics are pinned (<see cref="CanonicalNumerics"/>).</param>
    /// <param name="report">Told, line by line, how far runs are; called from several threads, one at a time.</param>
    public Laboratory(torch.Device device, Action<string> report)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(report);
        if (device.type == DeviceType.CPU)
        {
            CanonicalNumerics.Apply();
            NativeHeap.KeepFreedMemory();
        }
        this.device = device;
        Lock gate = new();
        this.report = line =>
        {
            lock (gate) report(line);
        };
    }

    /// <summary>Where records are kept; by default in the user's cache folder.</summary>
    public string Folder { get; init; } = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named
        ? named
        : CacheFolder.Of("runs");

    /// <summary>How many runs go side by side; by default one a core.</summary>
    public int SideBySide { get; init; } = Environment.ProcessorCount;

    /// <summary>Which estimator of CKA to record.</summary>
    public CkaEstimator Estimator { get; init; } = CkaEstimator.Biased;

    /// <summary>On how many held-out images, from the first, similarity is measured (DESIGN: 400); fewer where there are fewer.</summary>
    public int SimilarityImages { get; init; } = 400;

    /// <summary>Runs all recipes, or finds what is kept of them.</summary>
    /// <param name="recipes">Started in this order: put the longest first, and no core waits at the end.</param>
    /// <param name="cancellation">Stops all runs.</param>
    /// <returns>One outcome a recipe, in the order given.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="SideBySide"/> is below 1.</exception>
    /// <exception cref="IOException">The folder of kept runs cannot be written; nothing was trained.</exception>
    /// <exception cref="OperationCanceledException">The runs were stopped; those that had ended are kept.</exception>
    public IReadOnlyList<RunOutcome> Run(IReadOnlyList<Recipe> recipes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recipes);
        ArgumentOutOfRangeException.ThrowIfLessThan(SideBySide, 1);
        RequireFolder();
        var outcomes = new RunOutcome[recipes.Count];
        int next = -1;
        Thread[] workers = [.. Enumerable.Range(0, Math.Min(SideBySide, recipes.Count)).Select(_ => new Thread(Work) { IsBackground = true })];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        cancellation.ThrowIfCancellationRequested();
        return outcomes;

        void Work()
        {
            while (Interlocked.Increment(ref next) is int i && i < recipes.Count && !cancellation.IsCancellationRequested)
                outcomes[i] = Attempt(recipes[i], $"[{i + 1}/{recipes.Count}]", cancellation);
        }
    }

    // Rather now than after minutes of training.
    private void RequireFolder()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            string probe = Path.Combine(Folder, Path.GetRandomFileName());
            using FileStream _ = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Runs cannot be kept in {Folder}: {e.Message} Set {FolderVariable} to a folder that can be written.", e);
        }
    }

    private RunOutcome Attempt(Recipe recipe, string place, CancellationToken cancellation)
    {
        try
        {
            TrainingData data = recipe.Validated().Data.Load(recipe.Seed);
            string file = Path.Combine(Folder, FileName(recipe, data));
            if (RunRecordFile.Read(file) is { } kept)
            {
                report($"{place} {recipe.Name()}: kept from an earlier run");
                return new(recipe, kept, null, Kept: true);
            }
            RunRecord record = Train(recipe, data, place, cancellation);
            Keep(file, record, place);
            return new(recipe, record, null, Kept: false);
        }
        catch (OperationCanceledException)
        {
            return new(recipe, null, null, Kept: false);
        }
        catch (Exception e)
        {
            // Whatever it is, it is this run's error: the others go on.
            report($"{place} {recipe.Name()} failed: {e.Message}");
            return new(recipe, null, e, Kept: false);
        }
    }

    // A record that cannot be kept is still a result.
    private void Keep(string file, RunRecord record, string place)
    {
        try
        {
            RunRecordFile.Write(file, record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            report($"{place} {record.Name}: trained, but not kept for the next time: {e.Message}");
        }
    }

    private RunRecord Train(Recipe recipe, TrainingData data, string place, CancellationToken cancellation)
    {
        int images = Math.Min(SimilarityImages, data.Test.Count);
        int[] epochs = [.. recipe.Snapshots.Epochs(recipe.Epochs)];
        IReadOnlyList<string> taps;
        using (Models.Network network = recipe.Network.Build(data.Train.Height, data.Train.Classes)) taps = network.Taps;
        using CkaRecorder recorder = new(recipe.Name(), taps, epochs, images, Estimator, device);
        Trainer trainer = new(recipe, data, device);
        var sinceLine = Stopwatch.StartNew();
        List<SnapshotMetrics> metrics = [];
        TrainingHooks hooks = new()
        {
            Snapshot = snapshot =>
            {
                metrics.Add(snapshot.Metrics);
                foreach (string tap in taps) recorder.Record(snapshot.Metrics.Epoch, tap, snapshot.Features[tap]);
            },
            Progress = progress =>
            {
                // A line every few seconds is enough to see that, and how, it goes on.
                if (progress.Latest is not { } latest || latest.Epoch != progress.Epoch) return;
                if (sinceLine.Elapsed < TimeSpan.FromSeconds(10) && progress.Epoch != recipe.Epochs) return;
                sinceLine.Restart();
                report($"{place} {Line(progress, latest)}");
            },
            FeatureImages = images,
        };
        trainer.Run(hooks, cancellation);
        return new RunRecord
        {
            Name = recipe.Name(),
            RecipeHash = recipe.Hash(),
            TrainFingerprint = data.Train.Fingerprint,
            TestFingerprint = data.Test.Fingerprint,
            Environment = HostEnvironment.Describe(device),
            Metrics = metrics,
            Similarities = [.. taps.Select(recorder.Similarity)],
        };
    }

    private static string Line(TrainingProgress p, SnapshotMetrics latest) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{p.Recipe.Name()}: epoch {latest.Epoch}/{p.Recipe.Epochs}, loss {latest.Loss:f4}, "
        + $"train {latest.TrainAccuracy:p1}, test {latest.TestAccuracy:p1}, "
        + $"{p.ImagesPerSecond:f0} images/s, {Math.Max(0, p.Remaining.TotalSeconds):f0} s left");

    // A record belongs to what was asked, to the images and labels actually read, and to everything that decides its bits.
    private string FileName(Recipe recipe, TrainingData data)
    {
        IReadOnlyDictionary<string, string> host = HostEnvironment.Describe(device);
        string identity = CanonicalJson.Hash(new
        {
            Recipe = recipe.Hash(),
            Train = data.Train.Fingerprint,
            Test = data.Test.Fingerprint,
            Estimator,
            SimilarityImages,
            Sources = HostEnvironment.NumericsSources,
            Network = OwnCode(recipe.Network),
            Data = OwnCode(recipe.Data),
            Optimizer = OwnCode(recipe.Optimizer),
            Host = HostEnvironment.Deciding.ToDictionary(fact => fact, fact => host[fact]),
        });
        return $"{recipe.Network.Kind}-{recipe.Optimizer.Kind}-{recipe.Data.Kind}-seed{recipe.Seed}-{identity[..16]}.json";
    }

    // A user's network, data or optimizer lives in an assembly of its own, whose code decides the numbers, too.
    private static string OwnCode(object part) =>
        part.GetType().Assembly == typeof(Recipe).Assembly ? "" : part.GetType().Module.ModuleVersionId.ToString();
}
