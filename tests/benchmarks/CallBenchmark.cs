using System.Diagnostics;
using RepDynamics.Numerics;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>What one call into libtorch costs: the sum of two tensors of 4 elements, the result freed. Twin: calls.py.</summary>
internal static class CallBenchmark
{
    private const int Calls = 200_000;
    private const int Repetitions = 15;

    public static void Run()
    {
        CanonicalNumerics.Apply();
        using torch.Tensor a = torch.tensor([1f, 2f, 3f, 4f], [4]), b = torch.tensor([5f, 6f, 7f, 8f], [4]);
        Time(a, b); // compiled
        double[] times = [.. Enumerable.Range(0, Repetitions).Select(_ => Time(a, b)).Order()];
        Console.WriteLine($"add-and-free {times[times.Length / 2]:f3} us");
    }

    private static double Time(torch.Tensor a, torch.Tensor b)
    {
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < Calls; i++) a.add(b).Dispose();
        return clock.Elapsed.TotalMicroseconds / Calls;
    }
}
