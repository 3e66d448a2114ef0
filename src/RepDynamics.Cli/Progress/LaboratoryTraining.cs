using RepDynamics.Experiments.Harness;
using RepDynamics.Runs;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Cli.Progress;

/// <summary>Trains in a <see cref="Laboratory"/>: the only place of the command that knows one.</summary>
internal sealed class LaboratoryTraining : ITraining
{
    /// <inheritdoc/>
    public IReadOnlyList<RunOutcome> Run(IReadOnlyList<Recipe> recipes, string device, RunBoard board, CancellationToken cancellation) =>
        new Laboratory(Device(device), what => Tell(board, what)).Run(recipes, cancellation);

    private static void Tell(RunBoard board, RunEvent what)
    {
        if (what is RunNote note) board.Note($"{note.Recipe.Name()}: {note.Text}");
        else board.Update(what.Recipe, state => After(state, what));
    }

    private static RunState After(RunState state, RunEvent what) => what switch
    {
        RunStarted started => state with { Status = RunStatus.Training, Epoch = started.FromEpoch, Note = "" },
        RunWaiting waiting => state with { Status = RunStatus.Waiting, Note = waiting.Why },
        RunAdvanced { Progress: var progress } => state with
        {
            Status = RunStatus.Training,
            Epoch = progress.Epoch,
            Loss = progress.EpochLoss,
            TrainAccuracy = progress.Latest?.TrainAccuracy,
            TestAccuracy = progress.Latest?.TestAccuracy,
            ImagesPerSecond = progress.ImagesPerSecond,
            Remaining = progress.Remaining,
        },
        RunKept => state with { Status = RunStatus.Kept, Epoch = state.Epochs },
        RunFinished => state with { Status = RunStatus.Finished, Epoch = state.Epochs },
        RunFailed failed => state with { Status = RunStatus.Failed, Note = failed.Error.Message },
        RunStopped => state with { Status = RunStatus.Waiting, Note = "stopped; it goes on from here the next time" },
        _ => state,
    };

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
