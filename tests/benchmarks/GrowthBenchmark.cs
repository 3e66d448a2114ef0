using System.Diagnostics;
using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Store;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>
/// How time and memory grow: CKA with the number of snapshots, images and features, training and measuring with the number of runs, and the
/// commands that read the run store with the runs in it. Each line has the time; the next, the largest resident memory meanwhile.
/// </summary>
internal static class GrowthBenchmark
{
    private const int Images = 400, Features = 1024, Snapshots = 10;

    // proc(5): writing 5 to clear_refs resets VmHWM, the largest resident memory, of a process.
    private const string ClearReferences = "/proc/self/clear_refs";

    public static void Run(string folder)
    {
        Compare(Images, Features, Snapshots); // compiled and allocated once
        foreach (int snapshots in Sizes(10, 25, 50, 100, 200)) Print($"CKA of {snapshots} snapshots, {Images} images of {Features} features", () => Compare(Images, Features, snapshots));
        foreach (int images in Sizes(400, 1000, 2500, 5000, 10_000)) Print($"CKA of {Snapshots} snapshots, {images} images of {Features} features", () => Compare(images, Features, Snapshots));
        foreach (int features in Sizes(1024, 4096, 16_384, 65_536)) Print($"CKA of {Snapshots} snapshots, {Images} images of {features} features", () => Compare(Images, features, Snapshots));

        string root = Path.Combine(folder, "growth");
        foreach (int runs in Sizes(1, 4, 16, 64)) Print($"{runs} tiny runs trained and measured", () => Train(Path.Combine(root, $"{runs}"), runs, Environment.ProcessorCount));

        int stored = Options.Scaled(5000, 50);
        string store = Path.Combine(root, "store");
        Train(store, stored, threads: 1);
        foreach (string[] command in (string[][])[["--help"], ["claims"], ["runs", "list"], ["runs", "verify"]])
            Print($"repdynamics {string.Join(' ', command)}, {stored} runs stored", () => Start(store, command), ofThisProcess: false);
        Directory.Delete(root, recursive: true);

        static IEnumerable<int> Sizes(params int[] sizes) => Options.Quick ? sizes.Take(2) : sizes;
    }

    private static TimeSpan Compare(int images, int features, int snapshots)
    {
        // Drawn once and shifted by a row a snapshot: drawing takes longer than comparing.
        var random = new Random(0);
        float[] drawn = new float[(images + snapshots) * features];
        for (int i = 0; i < drawn.Length; i++) drawn[i] = random.NextSingle();
        IFeatures[] rows = [.. Enumerable.Range(0, snapshots).Select(s => new Shifted($"snapshot {s}", drawn, s, images, features))];
        var clock = Stopwatch.StartNew();
        StreamedCka.Of("layer", [.. Enumerable.Range(0, snapshots)], rows);
        return clock.Elapsed;
    }

    private static TimeSpan Train(string root, int runs, int threads)
    {
        RunScheduler scheduler = new(torch.CPU, _ => { }) { Store = new RunStore(root), MaxParallelRuns = threads };
        Recipe[] recipes =
        [
            .. Enumerable.Range(0, runs).Select(seed => new Recipe
            {
                Network = new VisionTransformerRecipe { Dimension = 16, Depth = 2 },
                Data = new OrientedTexturesRecipe { TrainImages = 64, TestImages = 64 },
                Optimizer = new SgdRecipe { LearningRate = 0.02 },
                Seed = seed,
                Epochs = 4,
                Snapshots = new SnapshotSchedule { Logarithmic = 4, Linear = 4 },
            }),
        ];
        var clock = Stopwatch.StartNew();
        if (scheduler.Run(recipes).FirstOrDefault(outcome => outcome.Error is not null) is { } failed) throw failed.Error!;
        return clock.Elapsed;
    }

    private static TimeSpan Start(string store, string[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "RepDynamics.Cli"), arguments) { RedirectStandardOutput = true };
        start.Environment[RunStore.FolderVariable] = store;
        var clock = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        TimeSpan elapsed = clock.Elapsed;
        return process.ExitCode == 0 ? elapsed : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
    }

    private static void Print(string text, Func<TimeSpan> measured, bool ofThisProcess = true)
    {
        GC.Collect();
        ResetPeak();
        Measurement.Print("growth", Measurement.Ours, measured().TotalSeconds, "s", text);
        if (ofThisProcess && Peak() is { } peak) Measurement.Print("growth", Measurement.Ours, peak, "MiB", $"{text}, resident");
    }

    private static void ResetPeak()
    {
        if (File.Exists(ClearReferences)) File.WriteAllText(ClearReferences, "5");
    }

    private static double? Peak() => !File.Exists(ClearReferences)
        ? null
        : double.Parse(
            File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture) / 1024;

    private sealed class Shifted(string name, float[] values, int row, int images, int width) : IFeatures
    {
        public string Name => name;

        public int Images => images;

        public int Width => width;

        public void Read(int firstImage, int firstFeature, int features, Span<double> destination)
        {
            for (int i = 0; i * features < destination.Length; i++)
            {
                ReadOnlySpan<float> source = values.AsSpan((row + firstImage + i) * width + firstFeature, features);
                Span<double> target = destination.Slice(i * features, features);
                for (int j = 0; j < features; j++) target[j] = source[j];
            }
        }
    }
}
