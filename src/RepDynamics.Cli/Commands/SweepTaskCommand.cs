using System.CommandLine;
using RepDynamics.Cli.Progress;
using RepDynamics.Cli.Sweep;
using RepDynamics.Studies;
using RepDynamics.Runs;
using RepDynamics.Training;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics sweep task</c>: one run of a sweep, as a job of a cluster calls it.</summary>
internal static class SweepTaskCommand
{
    /// <summary>The command.</summary>
    public static Command Build(CommandContext context)
    {
        Option<string> plan = new("--plan") { Description = "The sweep's plan.", HelpName = "FILE", Required = true };
        Option<int> index = new("--index") { Description = "Which of its runs, from 0.", HelpName = "I", Required = true };
        Command command = new("task", "Train one run of a sweep; a job of the cluster calls this. SIGTERM and SIGUSR1 let it write a resume point.")
        {
            plan, index,
        };
        command.SetAction(parsed => (int)Train(context, parsed.GetRequiredValue(plan), parsed.GetRequiredValue(index)));
        return command;
    }

    private static ExitCode Train(CommandContext context, string file, int index)
    {
        // From the first moment on: a signal may come before the training does.
        using StopSignals signals = context.ListenAsJob();
        SweepPlan plan = SweepPlan.Read(file);
        Recipe recipe = plan.Recipe(context.Claims, index, file);
        RegionChoice regions = RegionChoice.Of(plan.Tasks[index].Regions ? plan.Regions : null, recipe);
        RunLines lines = new([recipe], context.Error.WriteLine, context.Time);
        try
        {
            Trained trained = context.Training.Run([recipe], regions, plan.Device, lines.Take, signals.Token);
            return trained.Outcomes[0].Error is null ? ExitCode.Ok : ExitCode.RunFailed;
        }
        catch (OperationCanceledException e)
        {
            throw new CommandException(
                ExitCodes.Of(signals.First), $"{plan.Tasks[index].Name}: stopped.", "A resume point was written; the same task goes on from there.", e);
        }
    }
}
