using System.Collections.Immutable;
using System.CommandLine;
using RepDynamics.Cli.Sweep;
using RepDynamics.Profiles;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics sweep</c>: trains the runs of claims on a cluster.</summary>
internal static class SweepCommand
{
    private const string Slurm = "slurm", Local = "local";

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
        Option<string> engine = new("--engine") { Description = "Where to train: slurm (a job array) or local (this machine).", DefaultValueFactory = _ => Local };
        engine.AcceptOnlyFromAmong(Slurm, Local);
        Option<bool> dryRun = new("--dry-run") { Description = "Show the runs to train or, with slurm, the scripts; submit and train nothing." };
        Option<bool> again = new("--resubmit-failed") { Description = "Submit the missing runs that are not in the queue, also while another sweep runs." };
        SweepOptions cluster = new();
        Command command = new(
            "sweep",
            $"Train the runs of claims that are not stored yet, one job per run, and decide when all have ended. {SweepSettings.FileName} has the settings of the cluster.")
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
                throw new CommandException(ExitCode.Usage, $"{idle} needs --engine slurm.", "Give --engine slurm, or leave it out.");
            return (int)(parsed.GetValue(dryRun)
                ? Write(context, SweepPlanner.Plan(context, ids, scale, where))
                : RunCommand.Run(context, ids, scale, seeds: null, where, json: false));
        });
        return command;
    }

    private static ExitCode Write(CommandContext context, PlannedSweep sweep)
    {
        foreach (SweepTask task in sweep.Plan.Tasks) context.Out.WriteLine($"{task.Name}  {task.Hash[..12]}");
        context.Out.WriteLine($"{Output.Count(sweep.Plan.Tasks.Length, "run")} to train, {sweep.Stored} stored in {context.Store().Root}");
        return ExitCode.Ok;
    }
}
