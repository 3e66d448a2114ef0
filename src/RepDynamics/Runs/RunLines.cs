using System.Globalization;
using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>
/// Turns the events of many runs into lines for a log: each run is told by its place and name, and its progress every few seconds
/// only, which is enough to see that, and how, it goes on.
/// </summary>
/// <param name="runs">How many runs were asked for, when that is known; places then read <c>[3/16]</c>.</param>
/// <param name="write">Takes one line.</param>
public sealed class RunLines(int? runs, Action<string> write)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<Recipe, int> places = [];
    private readonly Dictionary<Recipe, long> told = [];

    /// <summary>Takes one event; called from one thread at a time.</summary>
    public void Take(RunEvent what)
    {
        ArgumentNullException.ThrowIfNull(what);
        if (what is RunAdvanced advanced && !Due(advanced)) return;
        if (!places.TryGetValue(what.Recipe, out int place)) places[what.Recipe] = place = places.Count + 1;
        string of = runs is { } all ? $"[{place}/{all}] " : "";
        write($"{of}{what.Recipe.Name()}{Text(what)}");
    }

    private bool Due(RunAdvanced advanced)
    {
        bool last = advanced.Progress.Epoch == advanced.Recipe.Epochs;
        long now = Environment.TickCount64;
        if (!last && told.TryGetValue(advanced.Recipe, out long before) && now - before < Interval.TotalMilliseconds) return false;
        told[advanced.Recipe] = now;
        return true;
    }

    private static string Text(RunEvent what) => what switch
    {
        RunKept => ": kept from an earlier time",
        RunWaiting waiting => $": waits, {waiting.Why}",
        RunStarted { FromEpoch: 0 } => ": starts",
        RunStarted started => string.Create(CultureInfo.InvariantCulture, $": goes on after epoch {started.FromEpoch}"),
        RunAdvanced advanced => ": " + Progress(advanced.Progress),
        RunNote note => $": {note.Text}",
        RunFinished => ": done",
        RunFailed failed => $" failed: {failed.Error.Message}",
        RunStopped => ": stopped, to be resumed",
        _ => throw new ArgumentException($"There is no line for a {what.GetType().Name}.", nameof(what)),
    };

    private static string Progress(TrainingProgress p)
    {
        string accuracy = p.Latest is { } m
            ? string.Create(CultureInfo.InvariantCulture, $"train {m.TrainAccuracy:p1}, test {m.TestAccuracy:p1}, ")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {p.Epoch}/{p.Recipe.Epochs}, loss {p.EpochLoss:f4}, {accuracy}{p.ImagesPerSecond:f0} images/s, {p.Remaining.TotalSeconds:f0} s left");
    }
}
