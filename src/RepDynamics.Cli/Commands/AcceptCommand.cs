using System.CommandLine;
using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Studies;

namespace RepDynamics.Cli.Commands;

internal static class AcceptCommand
{
    public static Command Build(CommandContext context, CommonOptions common)
    {
        Argument<string> claim = new("CLAIM") { Description = "The claim's id; repdynamics claims lists them." };
        Option<bool> yes = new("--yes", "-y") { Description = "Accept without asking." };
        return new ActionCommand(
            "accept", "Show how the latest numbers and figures of a claim differ from its baseline, and make them the baseline.",
            [claim, common.Profile, yes],
            parsed => Accept(context, parsed.GetRequiredValue(claim), parsed.GetRequiredValue(common.Profile), parsed.GetValue(yes)));
    }

    private static ExitCode Accept(CommandContext context, string claim, string profile, bool yes)
    {
        Registration registration = context.Claims.Registration(claim);
        ClaimCatalogue.ProfileNamed(profile);
        string baseline = context.ProjectLayout.Baselines(profile, claim) ?? throw CommandException.NoCheckout("baselines");
        string results = context.ProjectLayout.Results(profile, claim);
        Verdict verdict = Received(claim, profile, results, registration);

        ImmutableArray<BaselineMismatch> changes = BaselineComparison.Files(results, baseline);
        if (changes.IsEmpty)
        {
            // Missing where an earlier acceptance was interrupted.
            CopyValues(context, verdict, results, baseline);
            context.Out.WriteLine($"{claim} on {profile}: the baseline already has these results.");
            return ExitCode.Ok;
        }
        context.Prose($"{claim} on {profile}, decided {verdict.Date:yyyy-MM-dd HH:mm} UTC. Accepting changes in {baseline}:");
        foreach (BaselineMismatch change in changes)
            context.Out.WriteLine($"  {change.Kind,-7}  {change.Name}{(change.Detail.Length == 0 ? "" : $": {change.Detail}")}");
        if (VerdictFile.Try(Path.Combine(baseline, AcceptedVerdict.FileName), out _) is { } accepted && new AcceptedVerdict(accepted).WhyNotExact(verdict) is { } why)
            context.Prose($"Note: the results were made by other numerics: {why}.");
        context.Out.WriteLine($"Page: {DiffCommand.WritePage(context, [new(claim, profile, "What accept changes in the baseline.", changes)])}");
        if (!yes && !Agreed(context)) return ExitCode.Attention;
        // A run can change the results while the question waits for its answer.
        if (!yes && (Received(claim, profile, results, registration).Date != verdict.Date || !BaselineComparison.Files(results, baseline).SequenceEqual(changes)))
            throw new CommandException(ExitCode.Attention, $"The results of {claim} on {profile} have changed since they were shown. Nothing was accepted.", "Accept again.");
        Acceptance.Carry(changes, baseline);
        CopyValues(context, verdict, results, baseline);
        context.Out.WriteLine("Accepted. Commit the folder with the reason for the change.");
        return ExitCode.Ok;
    }

    private static void CopyValues(CommandContext context, Verdict verdict, string results, string baseline)
    {
        IReadOnlyList<string> replaced = RunValues.Copy(verdict, Path.GetDirectoryName(results)!, Path.GetDirectoryName(baseline)!);
        if (Sharing(context, verdict, replaced) is { Length: > 0 } others)
            context.Prose($"Values of runs changed that other accepted verdicts rest on, too. Run and accept them: {string.Join(", ", others)}.");
    }

    // The other claims whose accepted verdicts have one of some runs of a verdict. A damaged verdict is reported where it is compared.
    private static string[] Sharing(CommandContext context, Verdict verdict, IReadOnlyList<string> titles) => titles.Count == 0 ? [] :
    [
        .. context.Claims.Ids.Where(id => id != verdict.Claim
            && VerdictFile.Try(Path.Combine(context.ProjectLayout.Baselines(verdict.Profile, id)!, AcceptedVerdict.FileName), out _) is { RecipeHashes: var runs }
            && titles.Any(title => runs.GetValueOrDefault(title) == verdict.RecipeHashes[title])),
    ];

    // Returns the verdict of complete results of the current registration.
    private static Verdict Received(string claim, string profile, string results, Registration registration)
    {
        string again = $"Run it: repdynamics run {claim} --profile {profile}";
        string file = Path.Combine(results, ClaimResults.VerdictFileName);
        if (!File.Exists(file)) throw new CommandException(ExitCode.Usage, $"There are no results of {claim} on {profile}.", again);
        Verdict verdict = VerdictFile.Read(file);
        if ((verdict.Claim, verdict.Profile) != (claim, profile))
            throw new CommandException(ExitCode.Attention, $"{file} is of {verdict.Claim} on {verdict.Profile}, not of {claim} on {profile}.", again);
        if (verdict.Revision != registration.Revision)
        {
            throw new CommandException(
                ExitCode.Attention, $"The latest results are of revision {verdict.Revision}; {claim} is registered in revision {registration.Revision}.", again);
        }
        if (!ClaimResults.IsWhole(results))
            throw new CommandException(ExitCode.Attention, $"The latest results of {claim} on {profile} are incomplete: a run failed or was stopped, or an older version made them.", again);
        return RunValues.Replaced(verdict, Path.GetDirectoryName(results)!) is not { } replaced ? verdict : throw new CommandException(
            ExitCode.Attention, $"The verdict rests on other values than those in {Path.GetDirectoryName(results)}: {replaced} was replaced or removed since, as by a run of another claim.", again);
    }

    private static bool Agreed(CommandContext context)
    {
        if (!context.InIsTerminal)
            throw new CommandException(ExitCode.Usage, "Nothing was accepted: there is no terminal to ask.", "Pass --yes to accept.");
        context.Out.Write("Accept? [y/N] ");
        context.Out.Flush();
        if (context.In.ReadLine()?.Trim() is "y" or "Y" or "yes") return true;
        context.Out.WriteLine("Nothing was changed.");
        return false;
    }
}
