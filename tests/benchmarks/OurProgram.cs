using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using RepDynamics.Numerics;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>The processes that measure RepDynamics, pinned but for that of a GPU.</summary>
internal static class OurProgram
{
    public static void Run(string name, string folder)
    {
        if (name != "gpu") CanonicalNumerics.Apply();
        if (name is "training" or "regions" or "probes" or "cka" or "checkpoints" or "layout") NativeHeap.KeepFreedMemory();
        switch (name)
        {
            case "versions": PrintVersions(); break;
            case "products": MatrixProducts.RunOurs(); break;
            case "training": TrainingBenchmark.Run(folder); break;
            case "storing": StoringBenchmark.Run(folder); break;
            case "regions": RegionBenchmark.Run(folder); break;
            case "probes": ProbeBenchmark.Run(folder); break;
            case "cka": CkaBenchmark.Run(); break;
            case "checkpoints": CheckpointBenchmark.Run(folder); break;
            case "layout": LayoutBenchmark.Run(); break;
            case "device": DeviceBenchmark.Run("cpu"); break;
            case "gpu": DeviceBenchmark.Run("cuda"); break;
            default: throw new ArgumentException($"There is no benchmark '{name}'.", nameof(name));
        }
    }

    /// <summary>Works on so many threads at once; returns the seconds until all have ended.</summary>
    public static double SideBySide(int threads, Action<int> work)
    {
        Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() => work(i)))];
        var clock = Stopwatch.StartNew();
        foreach (Thread thread in all) thread.Start();
        foreach (Thread thread in all) thread.Join();
        return clock.Elapsed.TotalSeconds;
    }

    // For the line above the table.
    private static void PrintVersions()
    {
        string torchSharp = typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        Console.WriteLine(
            $"TorchSharp {torchSharp}, libtorch {Libtorch.RequiredVersion}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}; "
            + $"ours pinned to {CanonicalNumerics.InstructionSet}, one thread a run");
    }
}
