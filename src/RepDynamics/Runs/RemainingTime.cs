using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>
/// Estimates how long all runs of a plan still train, from run events: epochs left at the pace of their condition, or at the mean pace where the
/// condition has not trained yet, divided by the concurrent runs. Measures of decision regions are not counted.
/// </summary>
/// <param name="runs">The runs of the plan.</param>
/// <param name="stored">The hashes of recipes that are complete in the store.</param>
internal sealed class RemainingTime(IEnumerable<Recipe> runs, IReadOnlySet<string> stored)
{
    private readonly Dictionary<Recipe, int> epochs = runs.Distinct().Where(run => !Stored(run, stored)).ToDictionary(run => run, run => run.Epochs);
    private readonly Dictionary<string, TimeSpan> pace = [];
    private readonly HashSet<Recipe> training = [];
    private int concurrent = 1;

    /// <summary>The time left; null before the first epoch, and when nothing is left to train.</summary>
    public TimeSpan? Left
    {
        get
        {
            if (pace.Count == 0 || epochs.Values.All(left => left == 0)) return null;
            TimeSpan mean = pace.Values.Aggregate(TimeSpan.Zero, (sum, time) => sum + time) / pace.Count;
            TimeSpan[] left = [.. epochs.Select(run => run.Value * pace.GetValueOrDefault(run.Key.ConditionName(), mean))];
            TimeSpan shared = left.Aggregate(TimeSpan.Zero, (sum, time) => sum + time) / concurrent;
            return shared > left.Max() ? shared : left.Max();
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
            pace[what.Recipe.ConditionName()] = remaining / left;
    }

    private static bool Stored(Recipe run, IReadOnlySet<string> stored)
    {
        try
        {
            return stored.Count > 0 && stored.Contains(run.Hash());
        }
        catch (ArgumentException)
        {
            // A number that is not finite: the run fails when it is attempted.
            return false;
        }
    }
}
