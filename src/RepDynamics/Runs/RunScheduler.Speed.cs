using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Runs;

// What runs would take, and how many of them are best made side by side.
public sealed partial class RunScheduler
{
    // Of each run, when it is tried out how many share a GPU: a second or less.
    private const int SharingSteps = 40;

    /// <summary>What a run takes.</summary>
    /// <param name="recipe">The run.</param>
    /// <exception cref="ArgumentException">The recipe has a field out of its range.</exception>
    public RunCost Cost(Recipe recipe) => RunCost.Of(recipe, Load(recipe.Validated()), SimilarityImages, RegionsOf(recipe));

    /// <summary>Training images a second of one run, with as many of the same side by side as there would be; takes some steps, keeps nothing.</summary>
    /// <param name="recipe">The run.</param>
    /// <param name="steps">Steps to time, at least 1.</param>
    /// <exception cref="ArgumentException">The recipe has a field out of its range.</exception>
    public double Speed(Recipe recipe, int steps = 12)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        TrySharing(recipe, int.MaxValue);
        TrainingData data = Load(recipe.Validated());
        try
        {
            return Together(recipe, data, MaxParallelRuns, steps) / MaxParallelRuns;
        }
        catch (Exception e) when (MaxParallelRuns > devices.Length && TrainingMemoryException.IsMeantBy(e))
        {
            // It was a smaller network that so many shared a GPU of.
            return Together(recipe, data, devices.Length, steps) / devices.Length;
        }
    }

    private torch.Device DeviceOf(int run) => devices[run % devices.Length];

    private double Together(Recipe recipe, TrainingData data, int runs, int steps) =>
        Trial.ImagesPerSecond(recipe, data, [.. Enumerable.Range(0, runs).Select(DeviceOf)], steps);

    // Kept runs take no GPU, and one that has a GPU to itself needs no trial. The run that takes the most memory stands for all.
    private void TrySharing(IReadOnlyList<Recipe> recipes)
    {
        if (!TriesSharing || asked is not null || StoredOnly || recipes.Any(recipe => recipe.Precision == Precision.Tf32)) return;
        HashSet<string> kept = [.. Store.List().Where(run => run is { Complete: true, Problem: null }).Select(run => run.Name)];
        try
        {
            (Recipe Recipe, TrainingData Data)[] missing =
            [
                .. recipes.Select(recipe => (Recipe: recipe, Data: Load(recipe.Validated())))
                    .Where(run => !kept.Contains(RunKeys.Of(run.Recipe, run.Data, devices[0]).Name)).DistinctBy(run => Key(run.Recipe)),
            ];
            if (missing.Length > 0) TrySharing(missing.MaxBy(run => RunMemory.Estimate(run.Recipe, run.Data, SimilarityImages, RegionsOf(run.Recipe))).Recipe, missing.Length);
        }
        catch (Exception e)
        {
            // Whatever it is, it is a run's error, and told when that run comes to it.
            report(new RunNote(recipes[0], $"how many runs share a GPU could not be tried out: {e.Message}"));
        }
    }

    private void TrySharing(Recipe recipe, int runs)
    {
        int most = Math.Min((runs - 1) / devices.Length + 1, Environment.ProcessorCount / devices.Length);
        if (!TriesSharing || asked is not null || sharing is not null || most < 2 || recipe.Precision == Precision.Tf32) return;
        TrainingData data = Load(recipe.Validated());
        sharing = GpuSharing.Find(perGpu => Together(recipe, data, perGpu * devices.Length, SharingSteps), most);
        report(new RunNote(recipe, $"how many runs share a GPU: {sharing}"));
    }
}
