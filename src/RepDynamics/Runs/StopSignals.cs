using System.Runtime.InteropServices;

namespace RepDynamics.Runs;

/// <summary>Handles Ctrl-C and termination signals while runs train: the first signal cancels, so that each run writes a resume point; the second one ends the process.</summary>
/// <param name="patient">Whether the process continues after any number of signals.</param>
public sealed class StopSignals(bool patient = false) : IDisposable
{
    // Slurm's usual warning before the time limit. .NET has no name for it and accepts the system's number (signal(7), x86 and ARM).
    private const PosixSignal Sigusr1 = (PosixSignal)10;

    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private int signals;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The first signal; null if there was none.</summary>
    public PosixSignal? First { get; private set; }

    /// <summary>Listens to SIGINT, SIGTERM and SIGHUP of this process until it is disposed.</summary>
    public static StopSignals Listen() => new StopSignals().To([]);

    /// <summary>
    /// Listens as a job of a cluster: also to SIGUSR1 on Linux, and to any number of signals, because a scheduler, a script and a container may
    /// each forward the same one. SIGKILL ends the job.
    /// </summary>
    public static StopSignals ListenAsJob() => new StopSignals(patient: true).To(OperatingSystem.IsLinux() ? [Sigusr1] : []);

    private StopSignals To(PosixSignal[] others)
    {
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, .. others])
            registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = Take(context.Signal)));
        return this;
    }

    /// <summary>Handles a signal.</summary>
    public bool Take(PosixSignal signal)
    {
        if (Interlocked.Increment(ref signals) > 1) return patient;
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
