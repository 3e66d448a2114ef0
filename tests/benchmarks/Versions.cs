using System.Reflection;
using System.Runtime.InteropServices;
using RepDynamics.Numerics;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>What our side runs on, for the line above the table.</summary>
internal static class Versions
{
    public static void Print()
    {
        string torchSharp = typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        Console.WriteLine(
            $"TorchSharp {torchSharp}, libtorch {Libtorch.RequiredVersion}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}; "
            + $"ours pinned to {CanonicalNumerics.InstructionSet}, one thread a run");
    }
}
