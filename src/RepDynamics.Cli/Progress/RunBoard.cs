using RepDynamics.Runs;
using RepDynamics.Training;

namespace RepDynamics.Cli.Progress;

/// <summary>The states of all runs of a command, updated by run events and read by a display. Thread-safe; ignores events of other runs.</summary>
/// <param name="recipes">The distinct runs, in the order of display.</param>
/// <param name="stored">The hashes of recipes that are complete in the store.</param>
internal sealed class RunBoard(IReadOnlyList<Recipe> recipes, IReadOnlySet<string> stored)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Recipe, int> places = recipes.Index().ToDictionary(run => run.Item, run => run.Index);
    private readonly RemainingTime remaining = new(recipes, stored);

    // Read without the lock: an array never changes, and its one reference is replaced at once.
    public ImmutableArray<RunState> Runs { get; private set; } =
        [.. recipes.Select(RunNames.Among(recipes)).Zip(recipes, (name, recipe) => new RunState(name, recipe.Epochs))];

    public ImmutableArray<string> Notes { get; private set; } = [];

    /// <summary>The time that all runs still train, as <see cref="RemainingTime"/> estimates it.</summary>
    public TimeSpan? Left
    {
        get { lock (gate) return remaining.Left; }
    }

    public void Take(RunEvent what)
    {
        lock (gate)
        {
            remaining.Take(what);
            if (!places.TryGetValue(what.Recipe, out int place)) return;
            if (what is RunNote note) Notes = Notes.Add($"{Runs[place].Name}: {note.Text}");
            else Runs = Runs.SetItem(place, Runs[place].After(what));
        }
    }

    /// <summary>Adds a note that belongs to no run.</summary>
    public void Note(string text)
    {
        lock (gate) Notes = Notes.Add(text);
    }
}

internal enum RunStatus
{
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
internal sealed record RunState(string Name, int Epochs)
{
    public RunStatus Status { get; init; }
    public int Epoch { get; init; }

    /// <summary>The mean loss of the latest epoch, in nats, and the accuracies at the latest snapshot; null before the first.</summary>
    public double? Loss { get; init; }
    public double? TrainAccuracy { get; init; }
    public double? TestAccuracy { get; init; }

    /// <summary>The speed, and the remaining time at it; null if unknown.</summary>
    public double? ImagesPerSecond { get; init; }
    public TimeSpan? Remaining { get; init; }

    /// <summary>Why it waits or failed, in one line; otherwise empty.</summary>
    public string Note { get; init; } = "";

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
    private RunState In(RunStatus status, string note = "") => this with { Status = status, Note = note.Split('\n')[0].Trim(), Remaining = null };
}
