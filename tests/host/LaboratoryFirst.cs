using RepDynamics.Numerics;
using RepDynamics.Runs;
using TorchSharp;

namespace RepDynamics.RunHost;

/// <summary>A program whose first statement names TorchSharp and RepDynamics at once.</summary>
internal static class LaboratoryFirst
{
    /// <summary>Prints whether the numerics are pinned, and the threads of an operation.</summary>
    public static int Run()
    {
        Laboratory laboratory = new(torch.CPU, _ => { });
        Console.WriteLine($"{CanonicalNumerics.Applied} {torch.get_num_threads()} {laboratory.SideBySide > 0}");
        return 0;
    }
}
