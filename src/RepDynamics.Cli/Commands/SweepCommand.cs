using System.CommandLine;
using RepDynamics.Cli.Progress;
using RepDynamics.Cli.Sweep;
using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Studies;
using RepDynamics.Training;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics sweep</c>: trains the runs of claims on a cluster.</summary>
internal static class SweepCommand
{
    private const string Slurm = "slurm", Local = "local";

    public static Command Build(CommandContext context, CommonOptions common)
    {
        Argument<string[]> claims = CommonOptions.Claims();
        Option<string> engine = CommonOptions.OneOf(["--engine"], "Where to train: slurm (a job array) or local (this machine).", Local, Slurm, Local);
        Option<bool> dryRun = new("--dry-run") { Description = "Show the runs to train or, with slurm, the scripts; submit and train nothing." };
        Option<bool> again = new("--resubmit-failed") { Description = "Submit the missing runs that are not in the queue, also while another sweep runs." };
        ImmutableArray<Option<string?>> settingsOptions = SweepSettings.CommandOptions();
        return new ActionCommand(
            "sweep",
            $"Train the runs of claims that are not stored yet, one job per run, and decide when all have ended. {SweepSettings.FileName} of the current folder has the settings of the cluster, which options override.",
            [claims, common.Profile, common.Device, engine, dryRun, again, .. settingsOptions, SweepStatusCommand.Build(context, common), Task(context)],
            parsed =>
            {
                ImmutableArray<string> ids = [.. parsed.GetRequiredValue(claims).Distinct()];
                Profile scale = ClaimCatalogue.ProfileNamed(parsed.GetRequiredValue(common.Profile));
                string where = parsed.GetRequiredValue(common.Device);
                if (parsed.GetRequiredValue(engine) == Slurm)
                {
                    SweepSettings settings = SweepSettings.Of(context.CurrentFolder).With(parsed, settingsOptions);
                    (SweepPlan plan, int stored) = SweepPlan.Of(context, ids, scale, where);
                    return SlurmEngine.Run(context, plan, stored, settings, parsed.GetValue(dryRun), parsed.GetValue(again));
                }
                if (settingsOptions.Append<Option>(again).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } only)
                    throw new CommandException(ExitCode.Usage, $"{only.Name} needs --engine slurm.", "Give --engine slurm, or leave it out.");
                return parsed.GetValue(dryRun)
                    ? Show(context, SweepPlan.Of(context, ids, scale, where))
                    : RunCommand.Run(context, ids, scale, seeds: null, where, json: false);
            });
    }

    private static ExitCode Show(CommandContext context, (SweepPlan Plan, int Stored) sweep)
    {
        foreach (SweepTask task in sweep.Plan.Tasks) context.Out.WriteLine($"{task.Name}  {task.Hash[..12]}");
        context.Out.WriteLine($"{Output.Count(sweep.Plan.Tasks.Length, "run")} to train, {sweep.Stored} stored in {context.Store().Root}");
        return ExitCode.Ok;
    }

    private static ActionCommand Task(CommandContext context)
    {
        Option<string> plan = new("--plan") { Description = "The sweep's plan.", HelpName = "FILE", Required = true };
        Option<int> index = new("--index") { Description = "The index of the run, from 0.", HelpName = "I", Required = true };
        return new ActionCommand(
            "task", "Train one run of a sweep, in a cluster job. On SIGTERM and SIGUSR1 it writes a resume point and ends.",
            [plan, index], parsed => Train(context, parsed.GetRequiredValue(plan), parsed.GetRequiredValue(index)));
    }

    private static ExitCode Train(CommandContext context, string file, int index)
    {
        // First: a signal may arrive before training starts.
        using StopSignals signals = context.ListenAsJob();
        var plan = SweepPlan.Read(file);
        Recipe recipe = plan.Recipe(context.Claims, index, file);
        var regions = RegionChoice.Of(plan.Tasks[index].Regions ? plan.Regions : null, recipe, plan.Tasks[index].Draws);
        RunLines lines = new([recipe], context.Error.WriteLine, context.Time);
        try
        {
            Trained trained = context.Training.Run([recipe], regions, Profile.Named(plan.Profile).Estimator, plan.Device, lines.Take, signals.Token);
            return trained.Outcomes[0].Error is null ? ExitCode.Ok : ExitCode.RunFailed;
        }
        catch (OperationCanceledException e)
        {
            throw new CommandException(
                ExitCodes.Of(signals.First), $"{plan.Tasks[index].Name}: stopped.", "A resume point was written; the same task continues from there.", e);
        }
    }
}
