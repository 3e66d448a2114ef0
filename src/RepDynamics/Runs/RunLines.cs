using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>Writes the events of many runs as lines of a log. Each line begins with the run's place and name; progress is written every few seconds only.</summary>
/// <param name="runs">The requested runs: the third of 16 has the place <c>[3/16]</c>; other runs have none.</param>
/// <param name="time">Measures the time between two lines of one run; the default is the system's.</param>
/// <param name="stored">The hashes of recipes that are complete in the store, for the time that all runs still take; the default is none.</param>
public sealed class RunLines(IEnumerable<Recipe> runs, Action<string> write, TimeProvider? time = null, IReadOnlySet<string>? stored = null)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<Recipe, int> places =
        (runs ?? throw new ArgumentNullException(nameof(runs))).Distinct().Index().ToDictionary(run => run.Item, run => run.Index + 1);
    private readonly Action<string> write = write ?? throw new ArgumentNullException(nameof(write));
    private readonly TimeProvider time = time ?? TimeProvider.System;
    private readonly Func<Recipe, string> name = RunNames.Among(runs);
    private readonly RemainingTime remaining = new(runs, stored ?? ImmutableHashSet<string>.Empty);
    private readonly Dictionary<Recipe, long> written = [];
    private readonly Dictionary<Recipe, TrainingProgress> latest = [];

    /// <summary>Takes one event; called from one thread at a time.</summary>
    public void Take(RunEvent what)
    {
        ArgumentNullException.ThrowIfNull(what);
        remaining.Take(what);
        if (what is RunStarted or RunMeasuring { Done: 0 }) written[what.Recipe] = time.GetTimestamp();
        if (what is RunAdvanced { Progress: var progress }) latest[what.Recipe] = progress;
        if (what is RunAdvanced or RunMeasuring { Done: > 0 } && !Due(what.Recipe)) return;
        string place = places.TryGetValue(what.Recipe, out int found) ? $"[{found}/{places.Count}] " : "";
        write($"{place}{name(what.Recipe)}{Text(what)}");
    }

    /// <summary>Formats a time as <c>0:45</c> or <c>1:02:03</c>; a negative time as zero.</summary>
    public static string Clock(TimeSpan time)
    {
        var whole = TimeSpan.FromSeconds(Math.Max(0, Math.Round(time.TotalSeconds)));
        return whole.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(long)whole.TotalHours}:{whole.Minutes:00}:{whole.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole.Minutes}:{whole.Seconds:00}");
    }

    private bool Due(Recipe run)
    {
        if (written.TryGetValue(run, out long before) && time.GetElapsedTime(before) < Interval) return false;
        written[run] = time.GetTimestamp();
        return true;
    }

    private string Text(RunEvent what) => what switch
    {
        RunAlreadyStored => ": stored already",
        RunWaiting waiting => $": waits, {waiting.Why}",
        RunStarted { FromEpoch: 0 } => $": training, {what.Recipe.Epochs} epochs",
        RunStarted started => $": goes on after epoch {started.FromEpoch} of {what.Recipe.Epochs}",
        RunAdvanced { Progress: var p } => $": epoch {p.Epoch}/{p.Recipe.Epochs}, {Numbers(p)}, {Clock(p.Remaining)} left{AllRuns()}",
        RunMeasuring { Done: 0 } m => $": measures {m.What} of {m.Of} snapshots",
        RunMeasuring m => $": measures {m.What}, {m.Done} of {m.Of} snapshots",
        RunNote note => $": {note.Text}",
        RunFinished => latest.TryGetValue(what.Recipe, out TrainingProgress? last) ? $": done, {Numbers(last)}" : ": done",
        RunFailed failed => $" failed: {failed.Error.Message}",
        RunStopped => ": stopped, to be resumed",
        _ => throw new ArgumentException($"There is no line for a {what.GetType().Name}.", nameof(what)),
    };

    private string AllRuns() => places.Count > 1 && remaining.Left is { } left ? $"; all runs: about {Clock(left)}" : "";

    private static string Numbers(TrainingProgress p)
    {
        string accuracy = p.Latest is { } m
            ? string.Create(CultureInfo.InvariantCulture, $"train {100 * m.TrainAccuracy:f1}%, test {100 * m.TestAccuracy:f1}%, ")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"loss {p.EpochLoss:f4}, {accuracy}{p.ImagesPerSecond:f0} images/s");
    }
}
