using RepDynamics.Experiments.Harness;
using RepDynamics.Regions;
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
        IReadOnlyList<Recipe> recipes, RegionOptions? regions, string device, Action<RunEvent> report, CancellationToken cancellation)
    {
        Laboratory laboratory = new(Device(device), report) { Store = store(), Regions = regions, Sensitivity = true, KeptOnly = keptOnly };
        return new(laboratory.Run(recipes, cancellation), laboratory.Stages);
    }

    private static torch.Device Device(string name)
    {
        try
        {
            return Workplace.Device(name);
        }
        catch (InvalidOperationException e) when (name != "cpu")
        {
            throw new CommandException(
                ExitCode.Usage,
                "--device cuda: libtorch sees no GPU here.",
                "repdynamics doctor --device cuda tells what is needed; --device cpu trains here.",
                e);
        }
    }
}
