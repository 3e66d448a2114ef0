using RepDynamics.Numerics;
using RepDynamics.Runs;
using TorchSharp;

namespace RepDynamics.RunHost;

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
