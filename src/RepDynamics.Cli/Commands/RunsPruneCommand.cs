using System.CommandLine;
using System.Globalization;
using RepDynamics.IO;
using RepDynamics.Store;

namespace RepDynamics.Cli.Commands;

internal static class RunsPruneCommand
{
    private const int MostDays = 100_000;

    public static Command Build(CommandContext context)
    {
        Option<string?> olderThan = new("--older-than")
        {
            Description = "Runs unused for this time: 36h, 30d, 8w. With --quarantine, what was set aside before it.",
            HelpName = "AGE",
        };
        Option<bool> unreferenced = new("--unreferenced") { Description = "Runs of recipes that no claim needs; with an age, only those of that age." };
        Option<bool> quarantine = new("--quarantine") { Description = "Also what was set aside as damaged or unexpected." };
        Option<bool> yes = new("--yes", "-y") { Description = "Remove; without this option nothing is removed." };
        Option<bool> json = CommonOptions.Json();
        Command command = new("prune", "Show which runs would be removed, by age or because no claim needs them; with --yes, remove them.")
        {
            olderThan, unreferenced, quarantine, yes, json,
        };
        command.SetAction(parsed => (int)Prune(
            context, new(parsed.GetValue(olderThan), parsed.GetValue(unreferenced), parsed.GetValue(quarantine)), parsed.GetValue(yes),
            parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Prune(CommandContext context, Selection selection, bool yes, bool json)
    {
        if (selection is { OlderThan: null, Unreferenced: false, Quarantine: false })
        {
            throw new CommandException(
                ExitCode.Usage, "No runs are selected.", "Give --older-than 30d, --unreferenced or --quarantine; without --yes they are only shown.");
        }
        TimeSpan? age = selection.OlderThan is { } text ? Age(text) : null;
        RunStore store = context.Store();
        ILookup<string, string> claims = context.Claims.References();
        // The recipe of a run with a damaged manifest is unknown: such a run is not unreferenced.
        Func<RunSummary, bool>? unreferenced = selection.Unreferenced ? run => run.RecipeHash is { } hash && !claims[hash].Any() : null;
        PrunePlan plan = store.Plan(age, unreferenced, selection.Quarantine);
        string[] wanted = Wanted(store, plan, claims);
        PruneOutcome? outcome = yes ? store.Apply(plan) : null;
        if (json)
        {
            Output.Json(context.Out, new
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

    // Runs that claims would train again.
    private static string[] Wanted(RunStore store, PrunePlan plan, ILookup<string, string> claims)
    {
        HashSet<string> planned = [.. plan.Items.Where(i => i.Kind == PruneKind.Run).Select(i => i.Run)];
        return [.. store.List().Where(run => planned.Contains(run.Name) && run.RecipeHash is { } hash && claims[hash].Any()).Select(run => run.Name)];
    }

    private static void WritePlan(TextWriter output, string root, PrunePlan plan, int wanted)
    {
        WriteItems(output, plan.Items);
        if (wanted > 0) output.WriteLine($"Claims need {wanted} of these runs and would train them again; --unreferenced excludes them.");
        output.WriteLine(plan.Items.Count == 0
            ? $"There is nothing to remove in {root}."
            : $"{Sum(plan.Items, plan.Bytes)} in {root}. Nothing was removed; --yes removes them.");
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
        Output.Columns(output, rows, 1);
    }

    private static string Sum(IReadOnlyList<PruneItem> items, long bytes) => $"{Output.Count(items.Count, "folder")}, {ByteSize.Text(bytes)},";

    // A whole number of hours (h), days (d) or weeks (w), such as 30d.
    private static TimeSpan Age(string text)
    {
        int hours = text.Length == 0 ? 0 : text[^1] switch { 'h' => 1, 'd' => 24, 'w' => 7 * 24, _ => 0 };
        return hours > 0
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && (long)count * hours <= MostDays * 24L
            ? TimeSpan.FromHours((long)count * hours)
            : throw new CommandException(
                ExitCode.Usage, $"--older-than {text}: '{text}' is no age.", "Give hours, days or weeks in whole numbers: 36h, 30d, 8w.");
    }

    private sealed record Selection(string? OlderThan, bool Unreferenced, bool Quarantine);
}
