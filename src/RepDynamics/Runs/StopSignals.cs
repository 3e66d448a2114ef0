using System.Runtime.InteropServices;

namespace RepDynamics.Runs;

/// <summary>
/// Ctrl-C and its like while runs train: the first signal cancels, so that each run writes a resume point; a second one ends the process
/// as if nobody listened.
/// </summary>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private int signals;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The first signal; null while there was none.</summary>
    public PosixSignal? First { get; private set; }

    /// <summary>Listens to SIGINT, SIGTERM and SIGHUP of this process until it is disposed.</summary>
    public static StopSignals Listen()
    {
        StopSignals heard = new();
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            heard.registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = heard.Take(context.Signal)));
        return heard;
    }

    /// <summary>Takes a signal.</summary>
    /// <returns>Whether the process lives on for now.</returns>
    public bool Take(PosixSignal signal)
    {
        if (Interlocked.Increment(ref signals) > 1) return false;
        First = signal;
        source.Cancel();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations) registration.Dispose();
        source.Dispose();
    }
}
