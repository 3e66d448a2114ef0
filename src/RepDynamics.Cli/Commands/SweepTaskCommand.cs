using System.CommandLine;
using RepDynamics.Cli.Progress;
using RepDynamics.Cli.Sweep;
using RepDynamics.Runs;
using RepDynamics.Studies;
using RepDynamics.Training;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics sweep task</c>: trains one run of a sweep in a cluster job.</summary>
internal static class SweepTaskCommand
{
    public static Command Build(CommandContext context)
    {
        Option<string> plan = new("--plan") { Description = "The sweep's plan.", HelpName = "FILE", Required = true };
        Option<int> index = new("--index") { Description = "The index of the run, from 0.", HelpName = "I", Required = true };
        Command command = new("task", "Train one run of a sweep, in a cluster job. On SIGTERM and SIGUSR1 it writes a resume point and ends.")
        {
            plan, index,
        };
        command.SetAction(parsed => (int)Train(context, parsed.GetRequiredValue(plan), parsed.GetRequiredValue(index)));
        return command;
    }

    private static ExitCode Train(CommandContext context, string file, int index)
    {
        // First: a signal may arrive before training starts.
        using StopSignals signals = context.ListenAsJob();
        var plan = SweepPlan.Read(file);
        Recipe recipe = plan.Recipe(context.Claims, index, file);
        var regions = RegionChoice.Of(plan.Tasks[index].Regions ? plan.Regions : null, recipe);
        RunLines lines = new([recipe], context.Error.WriteLine, context.Time);
        try
        {
            Trained trained = context.Training.Run([recipe], regions, plan.Device, lines.Take, signals.Token);
            return trained.Outcomes[0].Error is null ? ExitCode.Ok : ExitCode.RunFailed;
        }
        catch (OperationCanceledException e)
        {
            throw new CommandException(
                ExitCodes.Of(signals.First), $"{plan.Tasks[index].Name}: stopped.", "A resume point was written; the same task continues from there.", e);
        }
    }
}
