namespace RepDynamics.Training;

/// <summary>
/// The callbacks of a trainer, and where the run starts and stops. All hooks are called on the training thread,
/// which waits for them; an exception from one ends the run. None of it changes what the run computes.
/// </summary>
internal sealed record TrainingHooks
{
    /// <summary>Called at every snapshot of the recipe's schedule that this call reaches.</summary>
    public required Action<Snapshot> Snapshot { get; init; }

    /// <summary>Called after every epoch and before the first, after <see cref="Snapshot"/> and before <see cref="ResumePoint"/>.</summary>
    public Action<EpochMetrics>? Epoch { get; init; }

    /// <summary>Epochs at which <see cref="Snapshot"/> is called beside those of the recipe's schedule (default: none).</summary>
    public IReadOnlySet<int> AlsoAt { get; init; } = ImmutableHashSet<int>.Empty;

    /// <summary>
    /// Given a resume point after every snapshot, whenever <see cref="ResumeInterval"/> has gone by without one, after the last epoch, and
    /// when the run is cancelled; not twice at the same step. The receiver owns it, and disposes it. Null: none are made.
    /// </summary>
    public Action<TrainingState>? ResumePoint { get; init; }

    /// <summary>The longest time between two resume points, to the next step, at least 0 (default 30 s; zero: after every step).</summary>
    public TimeSpan ResumeInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Called after every epoch, its snapshot and resume point included; not at epoch 0.</summary>
    public Action<TrainingProgress>? Progress { get; init; }

    /// <summary>The number of held-out images, from the first, whose features at every tap are given to <see cref="Snapshot"/> (default 0).</summary>
    public int FeatureImages { get; init; }

    /// <summary>
    /// The resume point; null: from the start (default). The trainer copies what it needs, and does not dispose it. The snapshot of its
    /// <see cref="TrainingState.Epoch"/> is not taken again.
    /// </summary>
    public TrainingState? ResumeFrom { get; init; }

    /// <summary>The epoch to stop after, its snapshot included; null: the recipe's last (default).</summary>
    public int? LastEpoch { get; init; }

    /// <summary>The clock for <see cref="ResumeInterval"/> and the speed (default: the system's).</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>How far a run is, after an epoch.</summary>
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
