using System.Runtime.CompilerServices;
using RepDynamics.Numerics;
using TorchSharp;

namespace RepDynamics.RunHost;

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
