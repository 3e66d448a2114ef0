using RepDynamics.Studies;
using RepDynamics.Numerics;
using RepDynamics.Runs;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Cli.Progress;

/// <summary>Trains in a <see cref="Laboratory"/>: the only place of the command that knows one.</summary>
/// <param name="store">Where runs are kept.</param>
/// <param name="keptOnly">Whether what is not kept fails instead of being trained.</param>
internal sealed class LaboratoryTraining(Func<RunStore> store, bool keptOnly = false) : ITraining
{
    /// <inheritdoc/>
    public ITraining KeptOnly => new LaboratoryTraining(store, keptOnly: true);

    /// <inheritdoc/>
    public Trained Run(
        IReadOnlyList<Recipe> recipes, RegionChoice regions, string device, Action<RunEvent> report, CancellationToken cancellation)
    {
        Laboratory laboratory = new(Devices(device), report) { Store = store(), Regions = regions.Options, WantsRegions = regions.Wants, Sensitivity = true, KeptOnly = keptOnly };
        return new(laboratory.Run(recipes, cancellation), laboratory.Stages);
    }

    /// <inheritdoc/>
    public Func<Recipe, bool, Prospect> Foresight(RegionChoice regions, string device)
    {
        Laboratory laboratory = new(Devices(device), _ => { }) { Regions = regions.Options, WantsRegions = regions.Wants };
        return (recipe, timed) => new(laboratory.Cost(recipe), timed ? laboratory.Speed(recipe) : null, laboratory.SideBySide);
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
                "repdynamics doctor --device cuda tells what is needed; --device cpu trains here.",
                e);
        }
    }
}
