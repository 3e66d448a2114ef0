using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using RepDynamics.IO;
using RepDynamics.Store;

namespace RepDynamics.Cli.Commands;

internal static class RunsListCommand
{
    public static Command Build(CommandContext context)
    {
        Option<bool> json = CommonOptions.Json();
        Command command = new("list", "List stored runs: state, size, last use, and the claims that need them.")
        {
            json,
        };
        command.SetAction(parsed => (int)List(context, parsed.GetValue(json)));
        return command;
    }

    private static ExitCode List(CommandContext context, bool json)
    {
        RunStore store = context.Store();
        ILookup<string, string> claims = context.Claims.References();
        List<string> notes = [];
        ListedRun[] runs = [.. store.List(notes.Add).Select(run => ListedRun.Of(run, claims))];
        if (json) Output.Json(context.Out, new { store.Root, Runs = runs, Notes = notes });
        else Write(context.Out, store.Root, runs, notes);
        return runs.Any(r => r.Problem is not null) ? ExitCode.Attention : ExitCode.Ok;
    }

    private static void Write(TextWriter output, string root, ListedRun[] runs, List<string> notes)
    {
        string[][] rows =
        [
            ["run", "state", "size", "last used (UTC)", "claims"],
            .. runs.Select(run => (string[])
            [
                run.Name, State(run), ByteSize.Text(run.Bytes),
                run.LastUsed.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                run.Claims.IsEmpty ? "none" : string.Join(", ", run.Claims),
            ]),
        ];
        if (runs.Length > 0) Output.Columns(output, rows, 2);
        output.WriteLine(runs.Length == 0
            ? $"No runs are stored in {root}."
            : $"{Output.Count(runs.Length, "run")}, {ByteSize.Text(runs.Sum(r => r.Bytes))}, in {root}");
        foreach (ListedRun run in runs.Where(r => r.Problem is not null)) output.WriteLine($"{run.Name}: {run.Problem}");
        foreach (string note in notes) output.WriteLine(note);
    }

    private static string State(ListedRun run) => run switch
    {
        { Problem: not null } => "damaged",
        { Complete: true } => "complete",
        { LastEpoch: { } epoch } => string.Create(CultureInfo.InvariantCulture, $"to epoch {epoch}"),
        _ => "begun",
    };

    private sealed record ListedRun(
        string Name, string? Recipe, bool Complete, int Snapshots, int? LastEpoch, long Bytes, DateTimeOffset LastUsed,
        ImmutableArray<string> Claims, string? Problem)
    {
        public static ListedRun Of(RunSummary run, ILookup<string, string> claims) => new(
            run.Name, run.RecipeHash, run.Complete, run.Snapshots, run.LastEpoch, run.Bytes, run.LastUsed,
            run.RecipeHash is { } hash ? [.. claims[hash]] : [], run.Problem);
    }
}
