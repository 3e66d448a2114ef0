namespace RepDynamics.Claims;

/// <summary>Which of a run's snapshots a statistic reads: the grids of <see cref="Training.SnapshotSchedule"/>.</summary>
public enum EpochGrid
{
    /// <summary>Epochs in equal ratios: the fast beginning counts as much as the long rest.</summary>
    Logarithmic,

    /// <summary>Epochs in equal steps.</summary>
    Linear,
}
