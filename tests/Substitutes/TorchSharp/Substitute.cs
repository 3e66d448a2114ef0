using TorchSharp;

namespace RepDynamics.Tests.Substitutes.TorchContract;

/// <summary>The contract holds for the published package, too, but for the few tests that say why not.</summary>
internal static class Substitute
{
    internal static void Only(string reason)
    {
        if (typeof(torch).Assembly.GetType("TorchSharp.Interop.Door") is null)
            Assert.Ignore($"Not promised by the published package: {reason}.");
    }

    /// <summary>Frees what earlier tests forgot, so that counts move only by what this test does.</summary>
    internal static void CollectForgotten()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
