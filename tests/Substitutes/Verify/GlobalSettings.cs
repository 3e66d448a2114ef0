using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using VerifyTests;

namespace RepDynamics.Tests.Substitutes.VerifyContract;

/// <summary>Verify's global settings may only be made before the first verification of the process: for these tests they are made here.</summary>
internal static class GlobalSettings
{
    /// <summary>Files of this extension count as equal when they have the same length.</summary>
    public const string ComparedByLength = "bylength";

    public static ConcurrentBag<string> FirstVerified { get; } = [];

    public static ConcurrentBag<string> Mismatched { get; } = [];

    [ModuleInitializer]
    public static void Set()
    {
        VerifierSettings.RegisterStreamComparer(ComparedByLength, (received, verified, _) => Task.FromResult(
            received.Length == verified.Length ? CompareResult.Equal : CompareResult.NotEqual($"{received.Length} bytes, not {verified.Length}")));
        VerifierSettings.OnFirstVerify((pair, _, _) => Note(FirstVerified, pair));
        VerifierSettings.OnVerifyMismatch((pair, _, _) => Note(Mismatched, pair));
    }

    private static Task Note(ConcurrentBag<string> bag, FilePair pair)
    {
        bag.Add(pair.ReceivedPath);
        return Task.CompletedTask;
    }
}
