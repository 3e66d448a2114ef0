using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>
/// Estimates how long all runs of a plan still train, from run events: epochs left at the pace of their condition or, where that has not trained yet,
/// at the pace of the others by operations an epoch; divided by the concurrent runs. Measures of decision regions are not counted.
/// </summary>
/// <param name="stored">The hashes of recipes that are complete in the store.</param>
internal sealed class RemainingTime(IEnumerable<Recipe> runs, IReadOnlySet<string> stored)
{
    private readonly Dictionary<Recipe, int> epochs = runs.Distinct().Where(run => !stored.Contains(run.HashOrNull() ?? "")).ToDictionary(run => run, run => run.Epochs);
    private readonly Dictionary<string, (TimeSpan Time, double Operations)> pace = [];
    private readonly HashSet<Recipe> training = [];
    private readonly bool counted = runs.All(run => run.Network.MultiplyAccumulates(imageSize: 16, channels: 3, classes: 10) is not null);
    private int concurrent = 1;

    /// <summary>The time left; null before the first epoch, and when nothing is left to train.</summary>
    public TimeSpan? Left
    {
        get
        {
            if (pace.Count == 0 || epochs.Values.All(left => left == 0)) return null;
            // An operation takes less than a TimeSpan can hold.
            double secondsAnOperation = pace.Values.Sum(epoch => epoch.Time.TotalSeconds) / pace.Values.Sum(epoch => epoch.Operations);
            TimeSpan[] left = [.. epochs.Select(run => run.Value * Epoch(run.Key))];
            TimeSpan shared = left.Aggregate(TimeSpan.Zero, (sum, time) => sum + time) / concurrent;
            return shared > left.Max() ? shared : left.Max();

            TimeSpan Epoch(Recipe run) =>
                pace.TryGetValue(run.ConditionName(), out (TimeSpan Time, double Operations) known) ? known.Time : TimeSpan.FromSeconds(Operations(run) * secondsAnOperation);
        }
    }

    /// <summary>Takes one event; those of runs outside the plan are ignored.</summary>
    public void Take(RunEvent what)
    {
        if (what is RunNote || !epochs.ContainsKey(what.Recipe)) return;
        if (what is RunStarted or RunAdvanced) training.Add(what.Recipe);
        else training.Remove(what.Recipe);
        concurrent = Math.Max(concurrent, training.Count);
        int left = what switch
        {
            RunStarted started => what.Recipe.Epochs - started.FromEpoch,
            RunAdvanced { Progress: var progress } => what.Recipe.Epochs - progress.Epoch,
            // A run that waits is trained elsewhere, or along with a longer one.
            _ => 0,
        };
        epochs[what.Recipe] = left;
        if (what is RunAdvanced { Progress.Remaining: var remaining } && left > 0 && remaining < TimeSpan.MaxValue)
            pace[what.Recipe.ConditionName()] = (remaining / left, Operations(what.Recipe));
    }

    // Of one image of the small profiles' size, because only the ratio between networks matters; if a network does not count them, all count as equal.
    private double Operations(Recipe run) => (counted ? run.Network.MultiplyAccumulates(imageSize: 16, channels: 3, classes: 10)!.Value : 1.0) * run.Data.TrainImages;
}
