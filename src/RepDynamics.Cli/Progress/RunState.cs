namespace RepDynamics.Cli.Progress;

/// <summary>Where a run is between being asked for and its end.</summary>
internal enum RunStatus
{
    /// <summary>Not begun.</summary>
    Queued,

    /// <summary>Another process trains it, or there is no room for it yet.</summary>
    Waiting,

    /// <summary>Under way.</summary>
    Training,

    /// <summary>Trained now.</summary>
    Finished,

    /// <summary>Trained at another time.</summary>
    Kept,

    /// <summary>Ended by an error.</summary>
    Failed,
}

/// <summary>What a display knows of one run.</summary>
/// <param name="Name">Short, for people.</param>
/// <param name="Epochs">Epochs asked for.</param>
internal sealed record RunState(string Name, int Epochs)
{
    /// <summary>Where it is.</summary>
    public RunStatus Status { get; init; }

    /// <summary>Epochs trained.</summary>
    public int Epoch { get; init; }

    /// <summary>Mean loss of the latest epoch, in nats; null before there is one.</summary>
    public double? Loss { get; init; }

    /// <summary>Accuracy on the training images at the latest snapshot.</summary>
    public double? TrainAccuracy { get; init; }

    /// <summary>Accuracy on the held-out images at the latest snapshot.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>Training images a second.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Time left at this speed; null while it is not known.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Why it waits or failed.</summary>
    public string Note { get; init; } = "";

    /// <summary>Whether nothing more will happen to it.</summary>
    public bool Ended => Status is RunStatus.Finished or RunStatus.Kept or RunStatus.Failed;
}
