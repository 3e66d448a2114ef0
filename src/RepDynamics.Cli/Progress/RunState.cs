using RepDynamics.Runs;

namespace RepDynamics.Cli.Progress;

/// <summary>The status of a run.</summary>
internal enum RunStatus
{
    /// <summary>Not started.</summary>
    Queued,

    /// <summary>Waits for another process.</summary>
    Waiting,
    Training,
    Measuring,

    /// <summary>Stopped by a signal; it can be resumed.</summary>
    Stopped,
    Finished,

    /// <summary>Complete in the store before the command started.</summary>
    Stored,
    Failed,
}

/// <summary>The state of one run, for display.</summary>
/// <param name="Name">A short name.</param>
/// <param name="Epochs">Epochs of the recipe.</param>
internal sealed record RunState(string Name, int Epochs)
{
    public RunStatus Status { get; init; }
    public int Epoch { get; init; }

    /// <summary>Mean loss of the latest epoch, in nats; null before the first.</summary>
    public double? Loss { get; init; }

    /// <summary>Accuracy on the training images at the latest snapshot.</summary>
    public double? TrainAccuracy { get; init; }

    /// <summary>Accuracy on the held-out images at the latest snapshot.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>Training images a second.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Remaining time at this speed; null if unknown.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Why it waits or failed, in one line; otherwise empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>Returns the state after an event.</summary>
    public RunState After(RunEvent what) => what switch
    {
        RunWaiting waiting => In(RunStatus.Waiting, waiting.Why),
        RunStarted started => In(RunStatus.Training) with { Epoch = started.FromEpoch },
        // Epochs that are trained again for lost snapshots advance before RunStarted.
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
        RunAlreadyStored => In(RunStatus.Stored) with { Epoch = Epochs },
        RunFinished => In(RunStatus.Finished) with { Epoch = Epochs },
        RunFailed failed => In(RunStatus.Failed, failed.Error.Message),
        RunStopped => In(RunStatus.Stopped),
        RunNote => this,
        _ => throw new ArgumentException($"There is no state after a {what.GetType().Name}.", nameof(what)),
    };

    // Only the first line: libtorch's messages contain a stack trace.
    private RunState In(RunStatus status, string note = "") =>
        this with { Status = status, Note = note.Split('\n')[0].Trim(), Remaining = null };
}
