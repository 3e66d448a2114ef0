using System.CommandLine;
using System.Text;
using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Cli.Progress;
using RepDynamics.IO;
using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Studies;
using RepDynamics.Training;
using Spectre.Console;
using static System.FormattableString;
using Profile = RepDynamics.Profiles.Profile;

namespace RepDynamics.Cli.Commands;

internal static class RunCommand
{
    public static Command Build(CommandContext context, CommonOptions common)
    {
        Argument<string[]> claims = CommonOptions.Claims();
        Option<string?> seeds = new("--seeds")
        {
            Description = "Other seeds than the registered ones, to explore: the verdict decides nothing and goes to another folder.",
            HelpName = "A,B,...",
        };
        Option<bool> stored = new("--stored") { Description = "Decide by stored runs: nothing is trained, and runs that are missing or in training fail." };
        return new ActionCommand(
            "run", "Train the runs of claims that are not stored yet, decide, draw, and compare with the baseline.",
            [claims, common.Profile, seeds, common.Device, stored, common.Json], parsed => Run(
                parsed.GetValue(stored) ? context with { Training = context.Training.StoredOnly } : context,
                [.. parsed.GetRequiredValue(claims).Distinct()],
                ClaimCatalogue.ProfileNamed(parsed.GetRequiredValue(common.Profile)),
                parsed.GetValue(seeds) is { } list ? Exploration.Parse(list) : null,
                parsed.GetRequiredValue(common.Device),
                parsed.GetValue(common.Json)));
    }

    internal static ExitCode Run(CommandContext context, ImmutableArray<string> ids, Profile profile, ImmutableArray<long>? seeds, string device, bool json)
    {
        long start = context.Time.GetTimestamp();
        ImmutableArray<PlannedClaim> claims = [.. ids.Select(id => PlannedClaim.Of(context, id, profile, seeds))];
        foreach (PlannedClaim claim in claims) AtomicFile.RequireWritable(Path.GetDirectoryName(claim.Folder)!);
        ClaimStudy[] planned = [.. claims.Select(claim => claim.Study)];
        Recipe[] recipes = [.. ClaimStudy.RecipesOf(planned)];
        RegionChoice regions = ClaimCatalogue.RegionsOf(planned);
        Trained trained = Train(context, planned, recipes, regions, profile.Estimator, device, live: context.OutIsTerminal && !json);
        var outcomes = trained.Outcomes.ToDictionary(o => o.Recipe.Hash());
        List<(string Claim, Exception Error)> faults = [];
        ImmutableArray<RunReport> reports = trained.Stages.Measure<ImmutableArray<RunReport>>(
            "deciding, writing numbers, drawing figures", () => [.. claims.Select(claim => TryReport(claim)).OfType<RunReport>()]);
        TimeSpan elapsed = context.Time.GetElapsedTime(start);
        ExitCode code = faults.Count > 0 ? ExitCode.Attention : RunReport.Worst(reports);
        if (json)
        {
            Output.Json(context.Out, new
            {
                Profile = profile.Name,
                Device = device,
                Runs = new
                {
                    Trained = outcomes.Values.Count(o => o is { WasStored: false, Record: not null }),
                    Kept = outcomes.Values.Count(o => o.WasStored),
                    Failed = outcomes.Values.Count(o => o.Error is not null),
                },
                Claims = reports,
                Seconds = Seconds(elapsed),
                Stages = trained.Stages.Times.ToDictionary(s => s.Stage.Trim(), s => Seconds(s.Time)),
                ExitCode = (int)code,
            });
        }
        else
        {
            context.Out.WriteLine($"Elapsed: {RunLines.Clock(elapsed)}. Time by stage, summed over runs:");
            context.Out.WriteLine(trained.Stages.Table());
            foreach (RunReport report in reports) report.Write(context);
            BaselineComparison[] departing = [.. reports.Select(report => report.Baseline).OfType<BaselineComparison>().Where(comparison => comparison.State == BaselineState.Departs)];
            if (departing.Length > 0) context.Out.WriteLine($"Page of the differences: {DiffCommand.WritePage(context, departing)}");
            context.Out.WriteLine();
            foreach (string next in RunReport.Next(reports, context)) context.Prose($"Next: {next}");
        }
        return faults.Count == 0 ? code : throw new CommandException(
            code, string.Join(" ", faults.Select(fault => $"{fault.Claim} on {profile.Name} cannot be decided: {fault.Error.GetType().Name}: {fault.Error.Message}")),
            "Mend the claim's class or its registration; its runs are stored. --verbose shows the stack trace.", faults[0].Error);

        // An error of one claim's own code leaves the others their verdicts.
        RunReport? TryReport(PlannedClaim claim)
        {
            try
            {
                return Report(context, claim, profile, outcomes);
            }
            catch (Exception e) when (e is not (IOException or UnauthorizedAccessException))
            {
                faults.Add((claim.Study.Claim, e));
                return null;
            }
        }
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);

    private static Trained Train(
        CommandContext context, ClaimStudy[] planned, Recipe[] recipes, RegionChoice regions, CkaEstimator estimator, string device, bool live)
    {
        IReadOnlySet<string> stored = context.Store().CompleteRecipes(recipes);
        RunBoard board = new(recipes, stored);
        RunLines lines = new(recipes, context.Error.WriteLine, context.Time, stored);
        return context.Stoppable("Every unfinished run wrote a resume point; the same command continues from there.", stop =>
        {
            using CancellationTokenRegistration stopping = stop.Register(ReportStop);
            return live ? RunTable.Show(AnsiConsole.Console, board, () => Work(board.Take, board.Note, stop)) : Work(lines.Take, context.Error.WriteLine, stop);
        });

        Trained Work(Action<RunEvent> report, Action<string> note, CancellationToken stop) => context.Training.Run(recipes, regions, estimator, device, what =>
        {
            report(what);
            foreach (string soFar in planned.Select(claim => claim.SoFar(what)).OfType<string>()) note(soFar);
        }, stop);

        void ReportStop()
        {
            const string what = "Stopping: every unfinished run writes a resume point. A second signal ends the process at once.";
            try
            {
                if (live) board.Note(what);
                else context.Error.WriteLine(what);
                // A second signal ends the process without cleanup.
                if (live) AnsiConsole.Cursor.Show();
            }
            catch (IOException)
            {
                // The terminal is closed, which may have caused the signal.
            }
        }
    }

    private static RunReport Report(CommandContext context, PlannedClaim claim, Profile profile, Dictionary<string, RunOutcome> outcomes)
    {
        ClaimStudy study = claim.Study;
        using ClaimResults results = study.Decide([.. study.Recipes.Select(r => outcomes[r.Hash()])], claim.Folder);
        BaselineComparison? comparison = null;
        if (results.Complete)
        {
            study.WriteNumbers();
            study.WriteFigures();
            if (!claim.Explores)
                comparison = BaselineComparison.Of(study.Claim, profile.Name, results.Folder, context.ProjectLayout.Baselines(profile.Name, study.Claim));
        }
        return RunReport.Of(results, claim.Explores, comparison);
    }

    private sealed record PlannedClaim(ClaimStudy Study, string Folder, bool Explores)
    {
        public static PlannedClaim Of(CommandContext context, string id, Profile profile, ImmutableArray<long>? seeds)
        {
            Registration registration = context.Claims.Registration(id);
            bool explores = seeds is { } given && !Exploration.IsRegistered(registration, profile.Name, given);
            if (!explores) ClaimCatalogue.RequireSeeds(registration, profile, " --seeds explores it on any profile.");
            string results = context.ProjectLayout.Results(profile.Name, id);
            ClaimStudy study = ClaimCatalogue.Planned(
                context.Claims.StudyOf(id), explores ? Exploration.Of(registration, profile.Name, seeds!.Value) : registration, profile);
            if (study.MissingDataMessage is { } remedy)
                throw new CommandException(ExitCode.Attention, $"{id} on {profile.Name} cannot be run: its data is missing.", remedy);
            return new(study, explores ? Exploration.Folder(results, seeds!.Value) : results, explores);
        }
    }
}

/// <summary>Seeds given on the command line, which explore and do not decide.</summary>
internal static class Exploration
{
    /// <summary>Parses a list of seeds such as <c>10,14,15</c>.</summary>
    public static ImmutableArray<long> Parse(string list)
    {
        List<long> seeds = [];
        foreach (string word in list.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long seed))
                throw new CommandException(ExitCode.Usage, $"--seeds {list}: '{word}' is no seed.", "Give whole numbers from 0 on, with commas between: --seeds 10,14,15");
            if (seeds.Contains(seed))
                throw new CommandException(ExitCode.Usage, $"--seeds {list}: {seed} comes twice.", "Give each seed once.");
            seeds.Add(seed);
        }
        return [.. seeds];
    }

    /// <summary>Returns a registration with other seeds for one profile, which does not decide.</summary>
    public static Registration Of(Registration registration, string profile, ImmutableArray<long> seeds) => registration with
    {
        Profiles = new Dictionary<string, ProfileSeeds>
        {
            [profile] = new(seeds, Decides: false, "Seeds given on the command line: they decide nothing."),
        },
    };

    public static bool IsRegistered(Registration registration, string profile, ImmutableArray<long> seeds) =>
        registration.Profiles.TryGetValue(profile, out ProfileSeeds? registered) && registered.Seeds.Order().SequenceEqual(seeds.Order());

    /// <summary>Returns the folder of the results, inside that of the registered seeds.</summary>
    public static string Folder(string results, ImmutableArray<long> seeds)
    {
        string name = string.Join('-', seeds);
        // Limits the length of the file name.
        if (name.Length > 100) name = $"{seeds.Length}-{FileDigest.Of(Encoding.ASCII.GetBytes(name)).Sha256[..12]}";
        return Path.Combine(results, "exploration", $"seeds-{name}");
    }
}

/// <summary>The result of a run for one claim.</summary>
/// <param name="Decides">Whether the outcome counts: profile and seeds are registered to decide.</param>
/// <param name="Explores">Whether seeds were given on the command line.</param>
/// <param name="Baseline">The comparison with the baseline; null for seeds that are not registered, and where a run failed.</param>
internal sealed record RunReport(
    string Claim, string Profile, Outcome Outcome, bool Decides, bool Explores, ImmutableArray<RunReport.Part> Parts, ImmutableArray<string> Failures,
    BaselineComparison? Baseline, string Folder)
{
    public ExitCode Code => this switch
    {
        { Failures.Length: > 0 } => ExitCode.RunFailed,
        { Baseline.State: BaselineState.Departs } => ExitCode.Attention,
        { Decides: false } or { Outcome: Outcome.Reproduced } => ExitCode.Ok,
        { Outcome: Outcome.Contradicted or Outcome.Mixed } => ExitCode.Contradicted,
        _ => ExitCode.Inconclusive,
    };

    public static RunReport Of(ClaimResults results, bool explores, BaselineComparison? baseline) => new(
        results.Verdict.Claim,
        results.Verdict.Profile,
        results.Verdict.Outcome,
        results.Verdict.Decides,
        explores,
        [.. results.Verdict.Parts.Select(p => new Part(p.Name, p.Decides, p.Outcome, p.Interval?.Mean, p.Interval?.Lower, p.Interval?.Upper, p.Confidence, p.Delta, p.Reason))],
        results.Failures,
        baseline,
        results.Folder);

    /// <summary>Returns the exit code for several claims: a failed run comes first, then a departure, a contradiction, an inconclusive claim.</summary>
    public static ExitCode Worst(IEnumerable<RunReport> reports) =>
        reports.Select(r => r.Code).MaxBy(code => code switch
        {
            ExitCode.RunFailed => 4,
            ExitCode.Attention => 3,
            ExitCode.Contradicted => 2,
            ExitCode.Inconclusive => 1,
            _ => 0,
        });

    /// <summary>What to do after these outcomes, once for all claims with the same.</summary>
    public static IEnumerable<string> Next(IEnumerable<RunReport> reports, CommandContext context)
    {
        const string any = "CLAIM";
        return reports.GroupBy(report => report.Next(context, any)).Select(same => same.ToArray() switch
        {
            [var only] => only.Next(context, only.Claim),
            var several when same.Key.Contains(any, StringComparison.Ordinal) => $"{same.Key} {any}: {string.Join(", ", several.Select(report => report.Claim))}.",
            _ => same.Key,
        });
    }

    private string Next(CommandContext context, string claim) => this switch
    {
        { Failures.Length: > 0 } when context.Training.IsStoredOnly => "without --stored, the command trains what is missing; of a sweep, repdynamics sweep --engine slurm --resubmit-failed does.",
        { Failures.Length: > 0 } => "the same command trains the failed runs again; the others are stored.",
        { Explores: true } => $"without --seeds, the registered seeds decide {claim}.",
        { Baseline.State: BaselineState.Departs } =>
            $"look at the page of the differences; repdynamics accept {claim} --profile {Profile} makes these results the baseline.",
        { Decides: false } => $"repdynamics cost {claim} shows what a profile that decides takes; repdynamics run {claim} decides.",
        { Baseline.State: BaselineState.None } when context.ProjectLayout.Root is not null =>
            $"repdynamics report writes a page with the figures, {ReportCommand.Page(context.ProjectLayout, "report")}; repdynamics accept {claim} --profile {Profile} makes these results the baseline.",
        _ => $"repdynamics report writes a page with the figures and every number, {ReportCommand.Page(context.ProjectLayout, "report")}.",
    };

    public void Write(CommandContext context)
    {
        string caution = this switch
        {
            { Explores: true } => " (exploring other seeds than the registered ones: this decides nothing)",
            { Decides: false } => " (this profile only exercises the plumbing: it decides nothing)",
            _ => "",
        };
        context.Out.WriteLine();
        context.Prose($"{Claim} on {Profile}: {Outcome.Words()}{caution}");
        // Parts may share the reason why they are not decided.
        HashSet<string> reasons = [];
        foreach (IGrouping<bool, Part> parts in Parts.GroupBy(part => part.Decides).OrderByDescending(group => group.Key))
        {
            if (!parts.Key) context.Out.WriteLine("  reported, not deciding:");
            Write(context, [.. parts], reasons);
        }
        foreach (string failure in Failures) context.Prose(failure, indent: 2);
        if (Baseline is not null) context.Prose($"baseline: {Describe(Baseline)}", indent: 2);
        context.Out.WriteLine($"  results: {Folder}");
    }

    // The part's name is last, where it can be wrapped.
    private static void Write(CommandContext context, Part[] parts, HashSet<string> reasons)
    {
        string[][] rows =
        [
            ["outcome", "mean", Invariant($"{100 * parts[0].Confidence:0.##}% interval"), "margin", "part"],
            .. parts.Select(part => (string[])
            [
                part.Outcome.Words(),
                part.Mean is { } mean ? Invariant($"{mean:0.000}") : "-",
                part.Lower is { } lower ? Invariant($"[{lower:0.000}, {part.Upper:0.000}]") : "-",
                Invariant($"{part.Margin:0.###}"),
                part.Name,
            ]),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length - 1).Select(column => rows.Max(row => row[column].Length))];
        foreach ((int i, string[] row) in rows.Index())
        {
            string numbers = $"  {string.Join("  ", row[..^1].Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))}  ";
            Output.Row(context.Out, numbers, context.Width, row[^1]);
            // The interval that speaks against a claim is wider than the one shown.
            if (i > 0 && parts[i - 1] is { Outcome: Outcome.NotDecided or Outcome.Contradicted or Outcome.NoDifference } part && reasons.Add(part.Reason))
                context.Prose(part.Reason, indent: 4);
        }
    }

    private static string Describe(BaselineComparison comparison)
    {
        if (comparison.State != BaselineState.Departs) return comparison.State == BaselineState.None ? comparison.Rule : $"agrees. {comparison.Rule}";
        IEnumerable<string> departures = comparison.Differences.Where(d => d.Counts).Select(d => d.Kind == "departs" ? d.Detail : $"{d.Name} {d.Kind}");
        return $"departs: {string.Join("; ", departures)}. {comparison.Rule}";
    }

    internal sealed record Part(string Name, bool Decides, Outcome Outcome, double? Mean, double? Lower, double? Upper, double Confidence, double Margin, string Reason);
}
