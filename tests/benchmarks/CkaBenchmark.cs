using System.Diagnostics;
using RepDynamics.Similarity;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Epoch x epoch CKA as a run records it: 41 snapshots, 400 images of 1088 features (a ViT's 17 tokens of 64), as a share of the rate at which
/// this machine multiplies large matrices, both on one thread.
/// </summary>
internal static class CkaBenchmark
{
    private const int Taps = 4;
    private const int Snapshots = 41;
    private const int Images = 400;
    private const int Features = 1088;
    private const int Repetitions = 3;

    public static void Run()
    {
        using torch.Tensor features = torch.randn(Images, Features);
        Measure(features);
        double products = Taps * ((2.0 * Images * Images * Features * Snapshots) + (2.0 * Snapshots * Snapshots * Images * (Images + 1) / 2));
        (double Cka, double Products)[] rates =
            [.. Enumerable.Range(0, Repetitions).Select(_ => (products / Measure(features).TotalSeconds / 1e9, MatrixProducts.Rate(1, 1024) / 1e9))];
        Measurement.Print(
            "cka", Measurement.Ours, Measurement.Median(rates.Select(r => r.Cka)), "Gflop/s", $"matrix products of CKA, as a run records it: {Snapshots} snapshots, {Images} images");
        Measurement.Print("cka", Measurement.Reference, Measurement.Median(rates.Select(r => r.Products)), "Gflop/s", "the machine: matrices of 1024 x 1024, one thread");
    }

    private static TimeSpan Measure(torch.Tensor features)
    {
        string[] taps = [.. Enumerable.Range(0, Taps).Select(i => $"tap{i}")];
        var clock = Stopwatch.StartNew();
        using CkaRecorder recorder = new("benchmark", taps, [.. Enumerable.Range(0, Snapshots)], Images, CkaEstimator.Biased, torch.CPU);
        foreach (string tap in taps)
        {
            for (int epoch = 0; epoch < Snapshots; epoch++) CkaRecorder.Record([recorder], epoch, new Dictionary<string, torch.Tensor> { [tap] = features });
            recorder.Similarity(tap);
        }
        return clock.Elapsed;
    }
}
