using System.Diagnostics;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>How fast this machine multiplies large matrices: the bound of everything that is made of matrix products.</summary>
internal static class MatrixProducts
{
    private const int Repetitions = 9;
    private const int Size = 2048;

    /// <summary>One product a core, each with one thread, pinned.</summary>
    public static void RunOurs()
    {
        int cores = Environment.ProcessorCount;
        Measurement.Print("products", Measurement.Ours, Rate(cores, Size) / 1e9, "Gflop/s", $"matrix products, {Size} x {Size}, {cores} side by side");
    }

    /// <summary>One product at a time, with libtorch's default threads and kernels.</summary>
    public static void RunReference() => Measurement.Print(
        "products", Measurement.Reference, Rate(1, Size) / 1e9, "Gflop/s", $"TorchSharp, one at a time, {Measurement.Threads(torch.get_num_threads())}");

    /// <summary>Floating-point operations a second of square matrix products, so many side by side; the median of several.</summary>
    public static double Rate(int sideBySide, int size)
    {
        double[] rates = new double[Repetitions];
        using Barrier start = new(sideBySide + 1);
        Thread[] workers = [.. Enumerable.Range(0, sideBySide).Select(_ => new Thread(Work))];
        foreach (Thread worker in workers) worker.Start();
        for (int i = 0; i < rates.Length; i++)
        {
            start.SignalAndWait();
            var clock = Stopwatch.StartNew();
            start.SignalAndWait();
            rates[i] = sideBySide * 2.0 * size * size * size / clock.Elapsed.TotalSeconds;
        }
        foreach (Thread worker in workers) worker.Join();
        return Measurement.Median(rates);

        void Work()
        {
            using torch.Tensor a = torch.randn(size, size), b = torch.randn(size, size);
            for (int i = 0; i < rates.Length; i++)
            {
                start.SignalAndWait();
                a.mm(b).Dispose();
                start.SignalAndWait();
            }
        }
    }
}
