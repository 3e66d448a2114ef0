using System.Runtime.InteropServices;

namespace RepDynamics.Cli;

/// <summary>
/// Ctrl-C and its like while runs train: the first cancels, so that runs write where they are; the second ends the process as if nobody
/// listened.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private int signals;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>How a command that was interrupted ends.</summary>
    public ExitCode Code { get; private set; } = ExitCode.Interrupted;

    /// <summary>Listens to this process's signals until it is disposed.</summary>
    public static Interruption OfProcess()
    {
        Interruption interruption = new();
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            interruption.registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = interruption.Signal(context.Signal)));
        return interruption;
    }

    /// <summary>Takes a signal.</summary>
    /// <returns>Whether the process lives on for now.</returns>
    public bool Signal(PosixSignal signal)
    {
        if (Interlocked.Increment(ref signals) > 1) return false;
        Code = signal == PosixSignal.SIGINT ? ExitCode.Interrupted : ExitCode.Terminated;
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
