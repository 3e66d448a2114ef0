using RepDynamics.IO;

namespace RepDynamics.Runs;

/// <summary>Lets runs start only while their estimated needs fit together. Safe for use by several threads.</summary>
/// <param name="bytes">What all runs together may need.</param>
internal sealed class MemoryBudget(long bytes)
{
    private readonly object gate = new();
    private readonly long whole = bytes;
    private long free = bytes;

    /// <summary>Takes a share until the result is disposed; waits while other runs hold too much.</summary>
    /// <param name="share">The bytes one run needs.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="InsufficientMemoryException">The share alone is more than the whole budget.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public IDisposable Reserve(long share, CancellationToken cancellation)
    {
        if (share > whole)
        {
            throw new InsufficientMemoryException(
                $"It needs about {ByteSize.Text(share)} of memory, and {ByteSize.Text(whole)} may be used here. "
                + "Lower BatchSize or the size of the network, or free memory.");
        }
        using CancellationTokenRegistration wake = cancellation.Register(() =>
        {
            lock (gate) Monitor.PulseAll(gate);
        });
        lock (gate)
        {
            while (share > free)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(gate);
            }
            free -= share;
        }
        return new Reservation(this, share);
    }

    private sealed class Reservation(MemoryBudget budget, long share) : IDisposable
    {
        public void Dispose()
        {
            lock (budget.gate)
            {
                budget.free += share;
                Monitor.PulseAll(budget.gate);
            }
        }
    }
}
