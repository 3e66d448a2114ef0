using RepDynamics.Numerics;
using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Store;
using RepDynamics.Studies;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Cli.Progress;

internal sealed record Trained(IReadOnlyList<RunOutcome> Outcomes, StageTimes Stages);

/// <summary>The expected cost of a run.</summary>
/// <param name="ImagesPerSecond">The speed, measured with all concurrent runs; null if not timed.</param>
internal sealed record Prospect(RunCost Cost, double? ImagesPerSecond, int MaxParallelRuns);

/// <summary>Trains runs for the command, with a <see cref="RunScheduler"/>. Tests replace it.</summary>
/// <param name="storedOnly">Whether runs that are not stored fail instead of being trained.</param>
internal class RunTraining(Func<RunStore> store, bool storedOnly = false)
{
    public bool IsStoredOnly => storedOnly;

    /// <summary>Returns a training that reads stored runs only: a run that is not stored fails.</summary>
    public virtual RunTraining StoredOnly => new(store, storedOnly: true);

    /// <summary>Trains recipes, or reads their stored runs.</summary>
    /// <param name="recipes">Distinct recipes, costliest first.</param>
    public virtual Trained Run(
        IReadOnlyList<Recipe> recipes, RegionChoice regions, CkaEstimator estimator, string device, Action<RunEvent> report, CancellationToken cancellation)
    {
        RunScheduler scheduler = Scheduler(regions, estimator, device, report);
        return new(scheduler.Run(recipes, cancellation), scheduler.Stages);
    }

    private RunScheduler Scheduler(RegionChoice regions, CkaEstimator estimator, string device, Action<RunEvent> report) => new(Devices(device), report)
    {
        Store = store(),
        Regions = regions.Options,
        WantsRegions = regions.Wants,
        DrawsPlane = regions.Draws,
        Estimator = estimator,
        Sensitivity = true,
        StoredOnly = storedOnly,
    };

    /// <summary>
    /// Returns the hashes of the recipes whose runs are stored with all that is asked for, so that a decision by <see cref="StoredOnly"/> finds them. Locks
    /// and changes nothing. Where the key of a run cannot be told, without the GPU or the data, a complete run of the same recipe counts.
    /// </summary>
    public virtual IReadOnlySet<string> Stored(IReadOnlyList<Recipe> recipes, RegionChoice regions, CkaEstimator estimator, string device)
    {
        IReadOnlySet<string> complete = store().CompleteRecipes(recipes);
        if (complete.Count == 0 || (device != "cpu" && Gpus.Usable().Count == 0)) return complete;
        RunScheduler scheduler = Scheduler(regions, estimator, device, _ => { });
        return recipes.Where(recipe => complete.Contains(recipe.Hash()) && scheduler.IsStored(recipe)).Select(recipe => recipe.Hash()).ToHashSet();
    }

    /// <summary>Returns a function that estimates the cost of a recipe and, if its second argument is true, times some steps.</summary>
    public virtual Func<Recipe, bool, Prospect> Foresight(RegionChoice regions, string device)
    {
        RunScheduler scheduler = new(Devices(device), _ => { }) { Regions = regions.Options, WantsRegions = regions.Wants };
        return (recipe, timed) => new(scheduler.Cost(recipe), timed ? scheduler.Speed(recipe) : null, scheduler.MaxParallelRuns);
    }

    private static IReadOnlyList<torch.Device> Devices(string name)
    {
        try
        {
            return ProjectLayout.Devices(name);
        }
        catch (InvalidOperationException e) when (name != "cpu" && e is not LibtorchException)
        {
            throw new CommandException(
                ExitCode.Usage, $"--device {name}: {Gpus.WhyNone()}.",
                "repdynamics doctor --device cuda shows what is missing; --device cpu trains on this machine's processor.", e);
        }
    }
}
