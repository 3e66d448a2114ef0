using System.CommandLine;
using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Studies;

namespace RepDynamics.Cli.Commands;

internal static class ClaimsCommand
{
    public static Command Build(CommandContext context, CommonOptions common)
    {
        Argument<string[]> claims = CommonOptions.Claims(orAll: true);
        claims.Description = "Claims to describe, with sentence, seeds and last verdict; by default a matrix of all outcomes.";
        Option<string[]> markdown = new("--markdown")
        {
            Description = "Write the accepted verdicts in Markdown: as a table, or into each FILE between its lines <!-- verdicts --> and <!-- /verdicts --> "
                + "(table) and <!-- outcomes --> and <!-- /outcomes --> (matrix of outcomes).",
            HelpName = "FILE...",
            Arity = ArgumentArity.ZeroOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        ActionCommand command = new(
            "claims", "Show the last outcome of every claim on every profile that decides.",
            [claims, common.Json, markdown], parsed => parsed.GetResult(markdown) is null
                ? List(context, parsed.GetValue(claims) ?? [], parsed.GetValue(common.Json))
                : WriteTable(context, parsed.GetValue(markdown) ?? []));
        command.Validators.Add(given =>
        {
            if (given.GetResult(markdown) is not null && given.GetValue(common.Json)) given.AddError("--markdown and --json exclude each other: give one.");
        });
        return command;
    }

    private static ExitCode WriteTable(CommandContext context, string[] files)
    {
        if (context.ProjectLayout.Root is null) throw CommandException.NoCheckout("accepted verdicts");
        if (files.Length == 0) context.Out.Write(VerdictTable.Of(context.Claims, context.ProjectLayout));
        foreach (string file in files)
            context.Out.WriteLine($"{file}: {(VerdictTable.Update(file, context.Claims, context.ProjectLayout) ? "updated" : "up to date")}.");
        return ExitCode.Ok;
    }

    private static ExitCode List(CommandContext context, string[] ids, bool json)
    {
        ListedClaim[] claims = [.. (ids.Length > 0 ? ids : [.. context.Claims.Ids]).Select(id => ListedClaim.Of(context, id))];
        if (json) Output.Json(context.Out, claims);
        else if (ids.Length > 0) Describe(context.Out, claims, context.Width);
        else WriteMatrix(context.Out, claims, context.Width);
        return claims.Any(c => c.Profiles.Any(p => p.LastVerdict?.Fault is not null)) ? ExitCode.Attention : ExitCode.Ok;
    }

    private static void WriteMatrix(TextWriter output, ListedClaim[] claims, int width)
    {
        string[] profiles = [.. ClaimCatalogue.Profiles.Where(name => claims.Any(claim => claim.Profiles.Any(profile => profile.Decides && profile.Name == name)))];
        Output.Columns(output, [["claim", .. profiles], .. claims.Select(claim => (string[])[claim.Id, .. profiles.Select(claim.OutcomeOn)])]);
        foreach ((string id, ListedProfile profile) in claims.SelectMany(claim => claim.Profiles.Select(profile => (claim.Id, profile))))
            if (profile.LastVerdict?.Fault is { } fault) Output.Prose(output, $"{id} on {profile.Name}: unreadable, run it again ({fault})", width);
        if (claims.Any(claim => claim.Profiles.Any(profile => profile is { Decides: true, LastVerdict: { Source: "run", Fault: null } })))
            output.WriteLine("* of the latest run here; without the mark, of the accepted baseline");
        output.WriteLine("repdynamics claims CLAIM shows what a claim says, with seeds and dates.");
    }

    private static void Describe(TextWriter output, ListedClaim[] claims, int width)
    {
        foreach (ListedClaim claim in claims)
        {
            output.WriteLine(claim.Id);
            Output.Row(output, "  ", width, claim.Sentence);
            int column = claim.Profiles.Max(p => p.Name.Length);
            foreach (ListedProfile profile in claim.Profiles)
            {
                string seeds = profile.Decides ? $"{profile.Seeds.Length} seeds" : $"{profile.Seeds.Length} seeds, does not decide";
                output.WriteLine($"  {profile.Name.PadRight(column)}  {seeds}: {Describe(profile, claim.Revision)}");
            }
        }
    }

    private static string Describe(ListedProfile profile, int revision) => profile.LastVerdict switch
    {
        null => "not run yet",
        { Fault: { } fault } => $"unreadable, run it again ({fault})",
        var last => $"{OnDay(last)}{(last.Source == "baseline" ? " (baseline)" : "")}{Superseded(last, revision)}",
    };

    // Returns an empty text for a verdict of the current revision.
    private static string Superseded(LastVerdict last, int revision) => last.Revision == revision ? "" : $" (revision {last.Revision})";

    private static string OnDay(LastVerdict last) => string.Create(CultureInfo.InvariantCulture, $"{last.Outcome?.Words()} on {last.Date:yyyy-MM-dd}");

    private sealed record ListedProfile(string Name, bool Decides, ImmutableArray<long> Seeds, LastVerdict? LastVerdict);

    private sealed record ListedClaim(string Id, string Sentence, string Paper, int Revision, ListedProfile[] Profiles)
    {
        public string OutcomeOn(string profile) => Profiles.FirstOrDefault(listed => listed.Name == profile)?.LastVerdict switch
        {
            null => "-",
            { Outcome: { } outcome } last => $"{outcome.Words()}{(last.Source == "run" ? "*" : "")}{Superseded(last, Revision)}",
            _ => "unreadable",
        };

        public static ListedClaim Of(CommandContext context, string id)
        {
            Registration registration = context.Claims.Registration(id);
            return new(id, registration.Sentence, registration.Paper, registration.Revision, [
                .. registration.Profiles.Select(p => new ListedProfile(p.Key, p.Value.Decides, p.Value.Seeds, LastVerdict.Of(context.ProjectLayout, id, p.Key))),
            ]);
        }
    }
}

/// <summary>The latest verdict on a claim: that of the latest run on this machine, or the accepted one if that is later or there was no run.</summary>
/// <param name="Outcome">The decision; null, as the date, when the file is damaged.</param>
/// <param name="Source"><c>run</c> or <c>baseline</c>.</param>
internal sealed record LastVerdict(Outcome? Outcome, int? Revision, DateTimeOffset? Date, string Source, string File, string? Fault)
{
    public static LastVerdict? Of(ProjectLayout layout, string claim, string profile)
    {
        string run = Path.Combine(layout.Results(profile, claim), ClaimResults.VerdictFileName);
        string? accepted = layout.Baselines(profile, claim) is { } folder ? Path.Combine(folder, AcceptedVerdict.FileName) : null;
        LastVerdict? here = System.IO.File.Exists(run) ? Read(run, "run") : null, there = System.IO.File.Exists(accepted) ? Read(accepted, "baseline") : null;
        return here is null || here.Date < there?.Date ? there : here;
    }

    private static LastVerdict Read(string file, string source)
    {
        Verdict? verdict = VerdictFile.Try(file, out string? fault);
        return new(verdict?.Outcome, verdict?.Revision, verdict?.Date, source, file, fault);
    }
}
