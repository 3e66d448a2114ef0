namespace RepDynamics.Training;

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
