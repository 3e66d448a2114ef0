using RepDynamics.Experiments.Harness;
using RepDynamics.Runs;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Cli.Progress;

/// <summary>Trains in a <see cref="Laboratory"/>: the only place of the command that knows one.</summary>
internal sealed class LaboratoryTraining : ITraining
{
    /// <summary>Where it keeps runs.</summary>
    public static string RunsFolder => new Laboratory(Workplace.Device("cpu"), _ => { }).Folder;

    /// <inheritdoc/>
    public IReadOnlyList<RunOutcome> Run(IReadOnlyList<Recipe> recipes, string device, RunBoard board, CancellationToken cancellation)
    {
        IReadOnlyList<RunOutcome> outcomes = new Laboratory(Device(device), board.Note).Run(recipes, cancellation);
        foreach (RunOutcome outcome in outcomes)
        {
            board.Update(outcome.Recipe, state => state with
            {
                Status = outcome switch { { Error: not null } => RunStatus.Failed, { Kept: true } => RunStatus.Kept, _ => RunStatus.Finished },
                Epoch = outcome.Record is null ? state.Epoch : state.Epochs,
                Loss = outcome.Record?.Metrics[^1].Loss,
                TrainAccuracy = outcome.Record?.Metrics[^1].TrainAccuracy,
                TestAccuracy = outcome.Record?.Metrics[^1].TestAccuracy,
                Note = outcome.Error?.Message ?? "",
            });
        }
        return outcomes;
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
