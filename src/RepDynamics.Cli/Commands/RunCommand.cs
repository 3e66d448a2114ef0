using System.Collections.Immutable;
using System.CommandLine;
using RepDynamics.Claims;
using RepDynamics.Cli.Baselines;
using RepDynamics.Cli.Progress;
using RepDynamics.Experiments.Harness;
using RepDynamics.Runs;
using RepDynamics.Training;
using Spectre.Console;
using LiveDisplay = RepDynamics.Cli.Progress.LiveDisplay;
using Profile = RepDynamics.Profiles.Profile;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics run</c>.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Build(Surroundings surroundings)
    {
        Argument<string[]> claims = new("CLAIM")
        {
            Description = "Ids of claims; repdynamics claims lists them.",
            Arity = ArgumentArity.OneOrMore,
        };
        claims.Validators.Add(given =>
        {
            if (given.Tokens.FirstOrDefault(t => t.Value.StartsWith('-')) is { } option) given.AddError($"There is no option {option.Value}.");
        });
        Option<string> profile = CommonOptions.Profile();
        Option<string> device = CommonOptions.Device();
        Option<string?> seeds = new("--seeds")
        {
            Description = "Other seeds than the registered ones, to explore: such a verdict decides nothing, and is kept apart.",
            HelpName = "A,B,...",
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new("run", "Train what claims need and is not kept yet, decide, draw, and compare with the baseline.")
        {
            claims, profile, seeds, device, json,
        };
        command.SetAction(parsed => (int)Run(
            surroundings,
            [.. parsed.GetRequiredValue(claims).Distinct()],
            ClaimCatalogue.ProfileNamed(parsed.GetRequiredValue(profile)),
            parsed.GetValue(seeds) is { } list ? Exploration.Parse(list) : null,
            parsed.GetRequiredValue(device),
            parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Run(
        Surroundings surroundings, ImmutableArray<string> ids, Profile profile, ImmutableArray<long>? seeds, string device, bool json)
    {
        ImmutableArray<Asked> asked = [.. ids.Select(id => Asked.Of(surroundings, id, profile, seeds))];
        // Claims share runs: each recipe is trained once.
        Recipe[] recipes = [.. asked.SelectMany(a => a.Investigation.Recipes).DistinctBy(r => r.Hash())];
        Dictionary<string, RunOutcome> outcomes = Train(surroundings, recipes, device, json).ToDictionary(o => o.Recipe.Hash());
        ImmutableArray<RunReport> reports = [.. asked.Select(a => Report(surroundings, a, profile, outcomes))];
        ExitCode code = RunReport.Worst(reports);
        if (json)
        {
            JsonOutput.Write(surroundings.Out, new
            {
                Profile = profile.Name,
                Device = device,
                Runs = new
                {
                    Trained = outcomes.Values.Count(o => o is { Kept: false, Record: not null }),
                    Kept = outcomes.Values.Count(o => o.Kept),
                    Failed = outcomes.Values.Count(o => o.Error is not null),
                },
                Claims = reports,
                ExitCode = (int)code,
            });
        }
        else
        {
            foreach (RunReport report in reports) report.Write(surroundings.Out);
        }
        return code;
    }

    private static IReadOnlyList<RunOutcome> Train(Surroundings surroundings, Recipe[] recipes, string device, bool json)
    {
        RunBoard board = new(recipes);
        using Interruption interruption = surroundings.Listen();
        using CancellationTokenRegistration stopping = interruption.Token.Register(
            () => board.Note("Stopping: every run writes where it is. Once more ends at once."));
        try
        {
            if (surroundings.OutIsTerminal && !json) return LiveDisplay.Show(AnsiConsole.Console, board, Work);
            using PlainLines lines = new(board, surroundings.Error, TimeProvider.System);
            return Work();
        }
        catch (OperationCanceledException e)
        {
            throw new CommandException(interruption.Code, "Interrupted.", "The same command goes on from where the runs were.", e);
        }

        IReadOnlyList<RunOutcome> Work() => surroundings.Training.Run(recipes, device, board, interruption.Token);
    }

    private static RunReport Report(Surroundings surroundings, Asked asked, Profile profile, Dictionary<string, RunOutcome> outcomes)
    {
        Investigation investigation = asked.Investigation;
        Findings findings = investigation.Decide([.. investigation.Recipes.Select(r => outcomes[r.Hash()])], asked.Folder);
        BaselineCheck? check = null;
        if (findings.Complete)
        {
            investigation.WriteNumbers();
            investigation.WriteFigures();
            if (!asked.Explores) check = BaselineCheck.Of(findings, surroundings.Workplace.Baselines(profile.Name, investigation.Claim));
        }
        return RunReport.Of(findings, asked.Explores, check);
    }

    /// <summary>One claim of the command line, planned.</summary>
    private sealed record Asked(Investigation Investigation, string Folder, bool Explores)
    {
        public static Asked Of(Surroundings surroundings, string id, Profile profile, ImmutableArray<long>? seeds)
        {
            Registration registration = surroundings.Claims.Registration(id);
            bool explores = seeds is { } given && !Exploration.IsRegistered(registration, profile.Name, given);
            if (!explores && !registration.Profiles.ContainsKey(profile.Name))
            {
                throw new CommandException(
                    ExitCode.Usage,
                    $"{id} has no seeds for profile {profile.Name}.",
                    $"It is registered for: {string.Join(", ", registration.Profiles.Keys)}. With --seeds it can be explored on any profile.");
            }
            string results = surroundings.Workplace.Results(profile.Name, id);
            Investigation investigation = surroundings.Claims.Investigate(id);
            investigation.Plan(explores ? Exploration.Of(registration, profile.Name, seeds!.Value) : registration, profile);
            return new(investigation, explores ? Exploration.Folder(results, seeds!.Value) : results, explores);
        }
    }
}
