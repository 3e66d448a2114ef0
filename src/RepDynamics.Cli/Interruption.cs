using System.Runtime.InteropServices;

namespace RepDynamics.Cli;

/// <summary>
/// Ctrl-C and SIGTERM: the first cancels, so that runs write where they are; the second ends the process as if nobody listened.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly Action<string> say;
    private readonly PosixSignalRegistration[] registrations = [];
    private int signals;

    /// <summary>Listens to nothing; a test interrupts by <see cref="Signal"/>.</summary>
    /// <param name="say">Told what is happening.</param>
    public Interruption(Action<string> say) => this.say = say;

    private Interruption(Action<string> say, params ReadOnlySpan<PosixSignal> listened)
        : this(say)
    {
        registrations = new PosixSignalRegistration[listened.Length];
        for (int i = 0; i < listened.Length; i++)
            registrations[i] = PosixSignalRegistration.Create(listened[i], context => context.Cancel = Signal(context.Signal));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>How a command that was interrupted ends.</summary>
    public ExitCode Code { get; private set; } = ExitCode.Interrupted;

    /// <summary>Listens to this process's signals.</summary>
    public static Interruption OfProcess(Action<string> say) => new(say, PosixSignal.SIGINT, PosixSignal.SIGTERM);

    /// <summary>Takes a signal.</summary>
    /// <returns>Whether the process lives on for now.</returns>
    public bool Signal(PosixSignal signal)
    {
        if (Interlocked.Increment(ref signals) > 1) return false;
        Code = signal == PosixSignal.SIGTERM ? ExitCode.Terminated : ExitCode.Interrupted;
        say("Stopping: every run writes where it is. Once more ends at once.");
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
