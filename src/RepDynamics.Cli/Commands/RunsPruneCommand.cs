using System.CommandLine;
using RepDynamics.IO;
using RepDynamics.Runs;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics runs prune</c>.</summary>
internal static class RunsPruneCommand
{
    /// <summary>The command.</summary>
    public static Command Build(CommandContext context)
    {
        Option<string?> olderThan = new("--older-than")
        {
            Description = "Runs that nobody used for so long: 36h, 30d, 8w. With --quarantine, what was set aside so long ago.",
            HelpName = "AGE",
        };
        Option<bool> unreferenced = new("--unreferenced") { Description = "Runs of recipes that no claim refers to; with an age, those of that age." };
        Option<bool> quarantine = new("--quarantine") { Description = "What was set aside as damaged or unexpected, too." };
        Option<bool> yes = new("--yes", "-y") { Description = "Remove it; without this, nothing is removed." };
        Option<bool> json = CommonOptions.Json();
        Command command = new("prune", "Show which runs would be removed, by age or because no claim refers to them; with --yes, remove them.")
        {
            olderThan, unreferenced, quarantine, yes, json,
        };
        command.SetAction(parsed => (int)Prune(
            context, new(parsed.GetValue(olderThan), parsed.GetValue(unreferenced), parsed.GetValue(quarantine)), parsed.GetValue(yes),
            parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Prune(CommandContext context, Asked asked, bool yes, bool json)
    {
        if (asked is { OlderThan: null, Unreferenced: false, Quarantine: false })
        {
            throw new CommandException(
                ExitCode.Usage, "What is to be removed?", "Give --older-than 30d, --unreferenced or --quarantine; without --yes it is only shown.");
        }
        TimeSpan? age = asked.OlderThan is { } text ? Age.Parse(text) : null;
        RunStore store = context.Store();
        ILookup<string, string> claims = ClaimReferences.Of(context.Claims);
        // What a run with a damaged manifest was asked for is not known: it is not taken for unwanted.
        Func<RunSummary, bool>? unreferenced = asked.Unreferenced ? run => run.RecipeHash is { } hash && !claims[hash].Any() : null;
        PrunePlan plan = store.Plan(age, unreferenced, asked.Quarantine);
        string[] wanted = Wanted(store, plan, claims);
        PruneOutcome? outcome = yes ? store.Apply(plan) : null;
        if (json)
        {
            JsonOutput.Write(context.Out, new
            {
                store.Root,
                DryRun = outcome is null,
                Items = outcome?.Removed ?? plan.Items,
                Bytes = outcome?.Bytes ?? plan.Bytes,
                Skipped = outcome?.Skipped ?? [],
                Referenced = wanted,
            });
        }
        else if (outcome is null)
        {
            WritePlan(context.Out, store.Root, plan, wanted.Length);
        }
        else
        {
            WriteOutcome(context.Out, store.Root, outcome);
        }
        return outcome?.Skipped.Count > 0 ? ExitCode.Attention : ExitCode.Ok;
    }

    // Runs that a claim would train again.
    private static string[] Wanted(RunStore store, PrunePlan plan, ILookup<string, string> claims)
    {
        HashSet<string> planned = [.. plan.Items.Where(i => i.Kind == PruneKind.Run).Select(i => i.Run)];
        return [.. store.List().Where(run => planned.Contains(run.Name) && run.RecipeHash is { } hash && claims[hash].Any()).Select(run => run.Name)];
    }

    private static void WritePlan(TextWriter output, string root, PrunePlan plan, int wanted)
    {
        WriteItems(output, plan.Items);
        if (wanted > 0) output.WriteLine($"Claims refer to {wanted} of these runs: they would train them again. --unreferenced leaves them.");
        output.WriteLine(plan.Items.Count == 0
            ? $"There is nothing to remove in {root}."
            : $"{Sum(plan.Items, plan.Bytes)} in {root}. Nothing was removed: with --yes they are.");
    }

    private static void WriteOutcome(TextWriter output, string root, PruneOutcome outcome)
    {
        WriteItems(output, outcome.Removed);
        output.WriteLine(outcome.Removed.Count == 0 ? $"Nothing was removed in {root}." : $"{Sum(outcome.Removed, outcome.Bytes)} removed in {root}.");
        foreach (PruneSkip skip in outcome.Skipped) output.WriteLine($"{skip.Item.Path} stays: {skip.Why}");
    }

    private static void WriteItems(TextWriter output, IReadOnlyList<PruneItem> items)
    {
        string[][] rows = [.. items.Select(i => (string[])[i.Path, ByteSize.Text(i.Bytes), i.Why])];
        foreach (string line in Columns.Lines(rows, 1)) output.WriteLine(line);
    }

    private static string Sum(IReadOnlyList<PruneItem> items, long bytes) => $"{RunsCommand.Count(items.Count, "folder")}, {ByteSize.Text(bytes)},";

    private sealed record Asked(string? OlderThan, bool Unreferenced, bool Quarantine);
}
