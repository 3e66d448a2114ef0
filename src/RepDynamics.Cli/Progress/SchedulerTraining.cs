using RepDynamics.Numerics;
using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Studies;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Cli.Progress;

/// <summary>Trains with a <see cref="RunScheduler"/>.</summary>
/// <param name="store">Opens the store of runs.</param>
/// <param name="storedOnly">Whether runs that are not stored fail instead of being trained.</param>
internal sealed class SchedulerTraining(Func<RunStore> store, bool storedOnly = false) : ITraining
{
    /// <inheritdoc/>
    public ITraining StoredOnly => new SchedulerTraining(store, storedOnly: true);

    /// <inheritdoc/>
    public Trained Run(
        IReadOnlyList<Recipe> recipes, RegionChoice regions, string device, Action<RunEvent> report, CancellationToken cancellation)
    {
        RunScheduler scheduler = new(Devices(device), report) { Store = store(), Regions = regions.Options, WantsRegions = regions.Wants, Sensitivity = true, StoredOnly = storedOnly };
        return new(scheduler.Run(recipes, cancellation), scheduler.Stages);
    }

    /// <inheritdoc/>
    public Func<Recipe, bool, Prospect> Foresight(RegionChoice regions, string device)
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
                ExitCode.Usage,
                $"--device {name}: {Gpus.WhyNone()}.",
                "repdynamics doctor --device cuda shows what is missing; --device cpu trains on this machine's processor.",
                e);
        }
    }
}
