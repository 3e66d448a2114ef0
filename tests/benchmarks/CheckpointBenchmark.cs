using System.Diagnostics;
using System.Globalization;
using RepDynamics.Checkpoints;
using RepDynamics.Numerics;
using RepDynamics.Similarity;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Epoch x epoch CKA from files: 41 snapshots, 9 taps, 400 images of a small ResNet, which pairwise.py, the twin, has left in a folder. Its
/// time is that of a first call, with all that is compiled and allocated then. The numbers must be those of the twin.
/// </summary>
internal static class CheckpointBenchmark
{
    // The twin computes in single precision, too, with other sums.
    private const double Tolerance = 1e-3;

    /// <param name="folder">Where the files are, and the twin's numbers.</param>
    public static void Run(string folder)
    {
        CanonicalNumerics.Apply();
        var clock = Stopwatch.StartNew();
        CheckpointFolder checkpoints = CheckpointFolder.Open(folder);
        EpochSimilarity[] layers = [.. checkpoints.Layers.Select(l => checkpoints.Similarity(l.Name, new() { Estimator = CkaEstimator.Debiased }))];
        clock.Stop();
        Compare(folder, layers);
        Console.WriteLine($"checkpoints {clock.Elapsed.TotalSeconds:f3} s");
    }

    private static void Compare(string folder, EpochSimilarity[] layers)
    {
        string[][] lines = [.. File.ReadLines(Path.Combine(folder, "pairs")).Select(line => line.Split(' '))];
        foreach (string[] line in lines)
        {
            EpochSimilarity layer = layers.Single(l => l.Tap == line[2]);
            double theirs = double.Parse(line[3], CultureInfo.InvariantCulture), ours = layer[Position(layer, line[0]), Position(layer, line[1])];
            if (Math.Abs(ours - theirs) > Tolerance)
                throw new InvalidOperationException($"{layer.Tap}, epochs {line[0]} and {line[1]}: {ours}, where pairwise.py has {theirs}.");
        }

        static int Position(EpochSimilarity layer, string epoch) => layer.Epochs.IndexOf(int.Parse(epoch, CultureInfo.InvariantCulture));
    }
}
