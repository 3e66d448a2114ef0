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
    /// <summary>Returns a training that reads stored runs only: a run that is not stored fails.</summary>
    public virtual RunTraining StoredOnly => new(store, storedOnly: true);

    /// <summary>Trains recipes, or reads their stored runs.</summary>
    /// <param name="recipes">Distinct recipes, costliest first.</param>
    public virtual Trained Run(
        IReadOnlyList<Recipe> recipes, RegionChoice regions, CkaEstimator estimator, string device, Action<RunEvent> report, CancellationToken cancellation)
    {
        RunScheduler scheduler = new(Devices(device), report)
        {
            Store = store(),
            Regions = regions.Options,
            WantsRegions = regions.Wants,
            DrawsPlane = regions.Draws,
            Estimator = estimator,
            Sensitivity = true,
            StoredOnly = storedOnly,
        };
        return new(scheduler.Run(recipes, cancellation), scheduler.Stages);
    }

    /// <summary>
    /// Returns the hashes of the recipes whose runs are stored with all that is asked for, as a decision by <see cref="StoredOnly"/> finds them. Without
    /// a GPU nothing is known of runs on one, whose key has its model: none is returned.
    /// </summary>
    public virtual IReadOnlySet<string> Stored(IReadOnlyList<Recipe> recipes, RegionChoice regions, CkaEstimator estimator, string device)
    {
        if (device != "cpu" && Gpus.Usable().Count == 0) return ImmutableHashSet<string>.Empty;
        return StoredOnly.Run(recipes, regions, estimator, device, _ => { }, CancellationToken.None).Outcomes
            .Where(outcome => outcome.Record is { } record && (record is not { DrawnPlane: null, Regions.Mislabelled: not null } || !regions.Draws(outcome.Recipe)))
            .Select(outcome => outcome.Recipe.Hash()).ToHashSet();
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
