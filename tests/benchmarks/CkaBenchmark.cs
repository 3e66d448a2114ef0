using System.Diagnostics;
using RepDynamics.Numerics;
using RepDynamics.Similarity;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Epoch x epoch CKA of 12 taps, 41 snapshots and 400 images of 1088 features (a ViT's 17 tokens of 64), as a share of the rate at which
/// this machine multiplies large matrices, both on one thread.
/// </summary>
internal static class CkaBenchmark
{
    private const int Taps = 12;
    private const int Snapshots = 41;
    private const int Images = 400;
    private const int Features = 1088;
    private const int Repetitions = 5;

    public static void Run()
    {
        CanonicalNumerics.Apply();
        NativeHeap.KeepFreedMemory();
        SeededRandom random = new(0, "benchmark");
        using torch.Tensor features = MatrixProducts.Noise(random, Images, Features);
        Measure(features);
        double products = Taps * ((2.0 * Images * Images * Features * Snapshots) + (2.0 * Snapshots * Snapshots * Images * (Images + 1) / 2));
        (double Cka, double Gemm)[] rates = [.. Enumerable.Range(0, Repetitions).Select(_ => (products / Measure(features).TotalSeconds / 1e9, MatrixProducts.Rate(1) / 1e9))];
        double cka = Median(rates.Select(r => r.Cka)), gemm = Median(rates.Select(r => r.Gemm));
        Console.WriteLine($"cka {cka:f0} Gflop/s");
        Console.WriteLine($"gemm {gemm:f0} Gflop/s");
        Console.WriteLine($"cka-share {100 * Median(rates.Select(r => r.Cka / r.Gemm)):f0} percent-of-gemm");
        Console.WriteLine($"cka-memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:f0} MB-peak");
    }

    private static TimeSpan Measure(torch.Tensor features)
    {
        string[] taps = [.. Enumerable.Range(0, Taps).Select(i => $"tap{i}")];
        var clock = Stopwatch.StartNew();
        using CkaRecorder recorder = new("benchmark", taps, [.. Enumerable.Range(0, Snapshots)], Images, CkaEstimator.Biased, torch.CPU);
        foreach (string tap in taps)
        {
            for (int epoch = 0; epoch < Snapshots; epoch++) recorder.Record(epoch, tap, features);
            recorder.Similarity(tap);
        }
        return clock.Elapsed;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
