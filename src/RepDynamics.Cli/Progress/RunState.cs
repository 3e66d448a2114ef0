using RepDynamics.Runs;

namespace RepDynamics.Cli.Progress;

/// <summary>Where a run is between being asked for and its end.</summary>
internal enum RunStatus
{
    /// <summary>Not begun.</summary>
    Queued,

    /// <summary>It cannot start yet.</summary>
    Waiting,

    /// <summary>Under way.</summary>
    Training,

    /// <summary>Trained, and measured.</summary>
    Measuring,

    /// <summary>Stopped from outside; it goes on another time.</summary>
    Stopped,

    /// <summary>Trained now.</summary>
    Finished,

    /// <summary>Nothing had to be trained for it.</summary>
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

    /// <summary>Why it waits or failed, in one line; else empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>The state after something happened to the run.</summary>
    public RunState After(RunEvent what) => what switch
    {
        RunWaiting waiting => In(RunStatus.Waiting, waiting.Why),
        RunStarted started => In(RunStatus.Training) with { Epoch = started.FromEpoch },
        // Epochs that are trained again, for snapshots that were lost, come before the start is told.
        RunAdvanced { Progress: var progress } => In(RunStatus.Training) with
        {
            Epoch = progress.Epoch,
            Loss = progress.EpochLoss,
            TrainAccuracy = progress.Latest?.TrainAccuracy ?? TrainAccuracy,
            TestAccuracy = progress.Latest?.TestAccuracy ?? TestAccuracy,
            ImagesPerSecond = progress.ImagesPerSecond,
            Remaining = progress.Remaining,
        },
        RunMeasuring m => In(RunStatus.Measuring, $"{m.What}: {m.Done} of {m.Of} snapshots") with { Epoch = Epochs },
        RunAlreadyStored => In(RunStatus.Kept) with { Epoch = Epochs },
        RunFinished => In(RunStatus.Finished) with { Epoch = Epochs },
        RunFailed failed => In(RunStatus.Failed, failed.Error.Message),
        RunStopped => In(RunStatus.Stopped),
        RunNote => this,
        _ => throw new ArgumentException($"There is no state after a {what.GetType().Name}.", nameof(what)),
    };

    // Whatever it waited or hoped for is over. libtorch's messages have a stack below their first line.
    private RunState In(RunStatus status, string note = "") =>
        this with { Status = status, Note = note.Split('\n')[0].Trim(), Remaining = null };
}
