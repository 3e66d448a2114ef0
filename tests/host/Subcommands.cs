using System.Runtime.CompilerServices;
using RepDynamics.Numerics;
using RepDynamics.Runs;
using TorchSharp;

namespace RepDynamics.RunHost;

/// <summary>Shows where the libraries come from.</summary>
internal static class LoadedLibraries
{
    /// <summary>Prints the paths of all libtorch libraries in this process, after a first computation.</summary>
    public static int Run()
    {
        CanonicalNumerics.Apply();
        using torch.Tensor one = torch.ones([1]), two = one + one;
        if (two.ToSingle() is not 2f) throw new InvalidOperationException("1 + 1 is not 2.");
        IEnumerable<string> files = File.ReadLines("/proc/self/maps").Select(line => line.IndexOf('/') is var at and >= 0 ? line[at..] : "");
        foreach (string file in files.Where(file => Path.GetFileName(file) is "libtorch_cpu.so" or "libc10.so" or "libtorch.so").Distinct().Order())
            Console.WriteLine(file);
        return 0;
    }
}

/// <summary>A program whose first statement names TorchSharp and RepDynamics at once.</summary>
internal static class SchedulerFirst
{
    /// <summary>Prints whether the numerics are pinned, and the threads of an operation.</summary>
    public static int Run()
    {
        RunScheduler scheduler = new(torch.CPU, _ => { });
        Console.WriteLine($"{CanonicalNumerics.Applied} {torch.get_num_threads()} {scheduler.MaxParallelRuns > 0}");
        return 0;
    }
}

/// <summary>A program that computes before RepDynamics is loaded.</summary>
internal static class TorchSharpFirst
{
    /// <summary>Computes, then asks for canonical numerics, which fails.</summary>
    public static int Run()
    {
        Compute();
        Apply();
        return 0;
    }

    // Apart, so that compiling one does not run the module initializer of RepDynamics.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Compute() => torch.ones([1]).Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Apply() => CanonicalNumerics.Apply();
}
