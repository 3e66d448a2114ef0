using System.Collections.Immutable;
using System.CommandLine;
using RepDynamics.Cli.Sweep;
using RepDynamics.Profiles;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics sweep</c>: what claims need, trained by a cluster.</summary>
internal static class SweepCommand
{
    private const string Slurm = "slurm", Local = "local";

    /// <summary>The command with its subcommands.</summary>
    public static Command Build(CommandContext context)
    {
        Argument<string[]> claims = new("CLAIM")
        {
            Description = "Ids of claims; repdynamics claims lists them.",
            Arity = ArgumentArity.OneOrMore,
        };
        CommonOptions.RefuseOptions(claims);
        Option<string> profile = CommonOptions.Profile();
        Option<string> device = CommonOptions.Device();
        Option<string> engine = new("--engine") { Description = "Who trains: slurm, a job array, or this machine.", DefaultValueFactory = _ => Local };
        engine.AcceptOnlyFromAmong(Slurm, Local);
        Option<bool> dryRun = new("--dry-run") { Description = "Show what would be trained, and with slurm the scripts; submit and train nothing." };
        Option<bool> again = new("--resubmit-failed") { Description = "Submit what is missing and no longer in the queue, beside a sweep that is under way." };
        SweepOptions cluster = new();
        Command command = new(
            "sweep",
            $"Train what claims need and is not kept yet, a job a run, and decide when all have ended. {SweepSettings.FileName} says what the cluster wants to know.")
        {
            claims, profile, device, engine, dryRun, again, SweepStatusCommand.Build(context), SweepTaskCommand.Build(context),
        };
        foreach (Option option in cluster.All) command.Add(option);
        command.SetAction(parsed =>
        {
            ImmutableArray<string> ids = [.. parsed.GetRequiredValue(claims).Distinct()];
            Profile scale = ClaimCatalogue.ProfileNamed(parsed.GetRequiredValue(profile));
            string where = parsed.GetRequiredValue(device);
            if (parsed.GetRequiredValue(engine) == Slurm)
            {
                SweepSettings settings = cluster.Read(parsed, context.CurrentFolder);
                PlannedSweep sweep = SweepPlanner.Plan(context, ids, scale, where);
                return (int)SlurmEngine.Run(context, sweep, settings, parsed.GetValue(dryRun), parsed.GetValue(again));
            }
            if ((cluster.Given(parsed) ?? (parsed.GetValue(again) ? again.Name : null)) is { } idle)
                throw new CommandException(ExitCode.Usage, $"{idle} says nothing to this machine.", "Pass --engine slurm with it, or leave it out.");
            return (int)(parsed.GetValue(dryRun)
                ? Tell(context, SweepPlanner.Plan(context, ids, scale, where))
                : RunCommand.Run(context, ids, scale, seeds: null, where, json: false));
        });
        return command;
    }

    private static ExitCode Tell(CommandContext context, PlannedSweep sweep)
    {
        foreach (SweepTask task in sweep.Plan.Tasks) context.Out.WriteLine($"{task.Name}  {task.Hash[..12]}");
        context.Out.WriteLine($"{RunsCommand.Count(sweep.Plan.Tasks.Length, "run")} to train, {sweep.Kept} kept in {context.Store().Root}");
        return ExitCode.Ok;
    }
}
