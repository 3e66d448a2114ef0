namespace RepDynamics.Training;

/// <summary>How far a run is, after an epoch.</summary>
/// <param name="Recipe">The run.</param>
/// <param name="Epoch">Epochs completed.</param>
/// <param name="EpochLoss">The mean of the losses before each step of that epoch, in nats; finite.</param>
/// <param name="Latest">The metrics of the latest snapshot of this call; null when it has taken none.</param>
/// <param name="ImagesPerSecond">Training images a second in this call, snapshots included; 0 when no time has passed.</param>
/// <param name="Elapsed">Time since the start of this call.</param>
/// <param name="Remaining">Time left at this speed; <see cref="TimeSpan.MaxValue"/> when the speed is not known.</param>
public sealed record TrainingProgress(
    Recipe Recipe, int Epoch, double EpochLoss, SnapshotMetrics? Latest, double ImagesPerSecond, TimeSpan Elapsed, TimeSpan Remaining);

/// <summary>How fast one call of a trainer goes, and how long it still takes.</summary>
internal sealed class Speed(TimeProvider clock, TrainingLoop loop, int last)
{
    private readonly long start = clock.GetTimestamp();
    private readonly long before = loop.ImagesSeen;

    public TrainingProgress Report(Recipe recipe, double loss, SnapshotMetrics? latest)
    {
        TimeSpan elapsed = clock.GetElapsedTime(start);
        long done = loop.ImagesSeen - before, left = (long)last * loop.Train.Set.Count - loop.ImagesSeen;
        TimeSpan remaining = left == 0 ? TimeSpan.Zero : done == 0 ? TimeSpan.MaxValue : elapsed * ((double)left / done);
        return new(recipe, loop.Epoch, loss, latest, elapsed > TimeSpan.Zero ? done / elapsed.TotalSeconds : 0, elapsed, remaining);
    }
}
