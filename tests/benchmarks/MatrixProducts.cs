using System.Diagnostics;
using RepDynamics.Numerics;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>How fast this machine multiplies large matrices: the bound of everything that is made of matrix products.</summary>
internal static class MatrixProducts
{
    private const int N = 1024;

    /// <summary>Floating-point operations a second, with so many threads side by side, one thread a product; the median of several.</summary>
    public static double Rate(int threads)
    {
        double[] rates = new double[15];
        using Barrier start = new(threads + 1);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        foreach (Thread worker in workers) worker.Start();
        for (int i = 0; i < rates.Length; i++)
        {
            start.SignalAndWait();
            var clock = Stopwatch.StartNew();
            start.SignalAndWait();
            rates[i] = threads * 2.0 * N * N * N / clock.Elapsed.TotalSeconds;
        }
        foreach (Thread worker in workers) worker.Join();
        return rates.Order().ElementAt(rates.Length / 2);

        void Work()
        {
            SeededRandom random = new(0, "matrix products");
            using torch.Tensor a = Noise(random, N, N), b = Noise(random, N, N);
            for (int i = 0; i < rates.Length; i++)
            {
                start.SignalAndWait();
                a.mm(b).Dispose();
                start.SignalAndWait();
            }
        }
    }

    /// <summary>A matrix of normal numbers.</summary>
    public static torch.Tensor Noise(SeededRandom random, int rows, int columns) =>
        torch.tensor([.. Enumerable.Range(0, rows * columns).Select(_ => (float)random.Normal())], [rows, columns]);
}
