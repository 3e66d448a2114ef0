using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace VerifyTests;

/// <summary>
/// Settings of every verification in the process. They must be set before the first one runs, in a module initializer as a rule:
/// tests run in any order and side by side, so a later change would reach some of them only.
/// </summary>
public static class VerifierSettings
{
    private static readonly ConcurrentDictionary<string, StreamCompare> StreamComparers = new();
    private static volatile bool _verifyHasRun;

    internal static FirstVerify? FirstVerifyCallbacks { get; private set; }

    internal static VerifyMismatch? VerifyMismatchCallbacks { get; private set; }

    public static void RegisterStreamComparer(string extension, StreamCompare compare)
    {
        ThrowIfVerifyHasRun();
        StreamComparers[Guards.Extension(extension)] = compare;
    }

    public static void OnFirstVerify(FirstVerify firstVerify)
    {
        ThrowIfVerifyHasRun();
        FirstVerifyCallbacks += firstVerify;
    }

    public static void OnVerifyMismatch(VerifyMismatch verifyMismatch)
    {
        ThrowIfVerifyHasRun();
        VerifyMismatchCallbacks += verifyMismatch;
    }

    internal static StreamCompare? StreamComparer(string extension) => StreamComparers.GetValueOrDefault(extension);

    internal static void VerifyRuns() => _verifyHasRun = true;

    private static void ThrowIfVerifyHasRun([CallerMemberName] string caller = "")
    {
        if (_verifyHasRun)
            throw new InvalidOperationException(
                $"{nameof(VerifierSettings)}.{caller} must be called before the first Verify of the process; call it in a [ModuleInitializer].");
    }
}
