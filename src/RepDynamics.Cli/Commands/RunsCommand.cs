using System.CommandLine;
using RepDynamics.IO;
using RepDynamics.Profiles;
using RepDynamics.Store;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics runs</c>: the stored runs.</summary>
internal static class RunsCommand
{
    private const int MostDays = 100_000;

    // Interval of progress lines: a store of gigabytes takes minutes.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public static Command Build(CommandContext context, CommonOptions common) => new("runs", "Manage stored runs.")
    {
        List(context, common),
        Size(context, common),
        Verify(context, common),
        Prune(context, common),
    };

    private static ActionCommand List(CommandContext context, CommonOptions common) => new(
        "list", "List stored runs: condition, seed, profile, state, size, time since the last use, and the claims that need them.",
        [common.Json], parsed => List(context, parsed.GetValue(common.Json)));

    private static ExitCode List(CommandContext context, bool json)
    {
        RunStore store = context.Store();
        List<string> notes = [];
        IReadOnlyList<RunSummary> stored = store.List(notes.Add);
        ILookup<string, NeededRun> needed = context.Claims.References(), explored = Explored(stored, context.Claims);
        ListedRun[] runs =
        [
            .. stored.Select(run => ListedRun.Of(run, needed, explored))
                .OrderBy(run => run.Profile is null).ThenBy(run => run.Profile, StringComparer.Ordinal).ThenBy(run => run.Condition, StringComparer.Ordinal)
                .ThenBy(run => run.Seed).ThenBy(run => run.Name, StringComparer.Ordinal),
        ];
        if (json) Output.Json(context.Out, new { store.Root, Runs = runs, Notes = notes });
        else WriteList(context, store.Root, runs, notes);
        return runs.Any(r => r.Problem is not null) ? ExitCode.Attention : ExitCode.Ok;
    }

    // The conditions of profiles, also as claims adapt them, that folders' names leave possible: what runs of other seeds than the registered ones are.
    private static ILookup<string, NeededRun> Explored(IEnumerable<RunSummary> stored, ClaimCatalogue claims)
    {
        Profile[] profiles = [.. Profile.All, .. claims.AdaptedProfiles()];
        return
        (
            from name in stored.Select(run => FolderName.Of(run.Name)).OfType<FolderName>().DistinctBy(name => (name.Condition, name.Data, name.Seed))
            from profile in profiles.Where(profile => profile.Data.Kind == name.Data)
            from condition in profile.Conditions.Where(condition => condition.Name.StartsWith(name.Condition, StringComparison.Ordinal))
            select (Hash: profile.Recipe(condition.Name, name.Seed).Hash(), Run: new NeededRun("", profile.Name, condition.Name, name.Seed))
        ).ToLookup(run => run.Hash, run => run.Run);
    }

    private static void WriteList(CommandContext context, string root, ListedRun[] runs, List<string> notes)
    {
        TextWriter output = context.Out;
        string[][] rows =
        [
            ["run", "condition", "seed", "profile", "state", "size", "unused", "claims"],
            .. runs.Select(run => (string[])
            [
                run.Id, run.Condition ?? "?", run.Seed is { } seed ? $"{seed}" : "?", run.Profile ?? "?",
                State(run.Problem, run.Complete, run.LastEpoch), ByteSize.Text(run.Bytes), Unused(context.Time.GetUtcNow() - run.LastUsed),
                run.Claims.IsEmpty ? "none" : string.Join(", ", run.Claims),
            ]),
        ];
        // Where names of claims do not fit, their number does.
        int columns = Enumerable.Range(0, rows[0].Length).Sum(column => rows.Max(row => row[column].Length) + 2) - 2;
        if (columns > context.Width)
            foreach ((string[] row, ListedRun run) in rows.Skip(1).Zip(runs)) row[^1] = run.Claims.IsEmpty ? "none" : $"{run.Claims.Length}";
        if (runs.Length > 0) Output.Columns(output, rows, 2, 5, 6);
        output.WriteLine(runs.Length == 0
            ? $"No runs are stored in {root}."
            : $"{Output.Count(runs.Length, "run")}, {ByteSize.Text(runs.Sum(r => r.Bytes))}, in {root}");
        foreach (ListedRun run in runs.Where(r => r.Problem is not null)) context.Prose($"{run.Id}: {run.Problem}");
        foreach (string note in notes) context.Prose(note);
    }

    // In the units of --older-than.
    private static string Unused(TimeSpan time) => time.TotalDays >= 2 ? $"{time.Days} d" : $"{Math.Max(0, (int)time.TotalHours)} h";

    internal static string State(string? problem, bool complete, int? lastEpoch) =>
        problem is not null ? "damaged" : complete ? "complete" : lastEpoch is { } epoch ? $"to epoch {epoch}" : "begun";

    private static ActionCommand Size(CommandContext context, CommonOptions common) => new(
        "size", "Show the size of stored runs, by kind.", [common.Json], parsed =>
        {
            RunStore store = context.Store();
            int runs = store.List().Count;
            StoreSize size = store.Size();
            if (parsed.GetValue(common.Json)) Output.Json(context.Out, new { store.Root, Runs = runs, Bytes = size });
            else WriteSize(context.Out, store.Root, runs, size);
            return ExitCode.Ok;
        });

    private static void WriteSize(TextWriter output, string root, int runs, StoreSize size)
    {
        (string Kind, long Bytes)[] kinds =
        [
            ("snapshots", size.Snapshots),
            ("measures", size.Measures),
            ("resume points", size.Resume),
            ("recipes, metrics, manifests", size.Other),
            ("quarantine", size.Quarantine),
            ("left by an interrupted prune", size.Trash),
            ("all", size.Total),
        ];
        output.WriteLine($"{Output.Count(runs, "run")} in {root}");
        Output.Columns(output, [.. kinds.Select(k => (string[])[$"  {k.Kind}", ByteSize.Text(k.Bytes)])], 1);
    }

    private static ActionCommand Verify(CommandContext context, CommonOptions common)
    {
        Argument<string[]> names = new("RUN")
        {
            Description = "Runs as listed by repdynamics runs list, or names of their folders; by default all.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        CommonOptions.RefuseOptions(names);
        return new ActionCommand(
            "verify", "Compare every file of the stored runs with its SHA-256. Changes nothing.",
            [names, common.Json], parsed => Verify(context, parsed.GetValue(names) ?? [], parsed.GetValue(common.Json)));
    }

    private static ExitCode Verify(CommandContext context, string[] selected, bool json)
    {
        RunStore store = context.Store();
        IReadOnlyList<string> known = store.Names();
        selected = [.. selected.SelectMany(given => known.Where(name => FolderName.Of(name)?.Id == given).DefaultIfEmpty(given))];
        if (selected.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new CommandException(ExitCode.Usage, $"There is no run '{unknown}' in {store.Root}.", $"{Nearest.Hint(unknown, known)}repdynamics runs list shows all.");
        List<RunCheck> checks = [];
        string[] names = selected.Length > 0 ? [.. selected.Distinct()] : [.. known];
        long reported = context.Time.GetTimestamp();
        foreach (string name in names)
        {
            if (context.Time.GetElapsedTime(reported) >= Interval)
            {
                reported = context.Time.GetTimestamp();
                context.Error.WriteLine($"{checks.Count} of {names.Length} checked, {ByteSize.Text(checks.Sum(c => c.Bytes))}");
            }
            // A run may be removed meanwhile.
            if (store.Verify(name) is { } check) checks.Add(check);
        }
        bool sound = checks.All(c => c.Sound);
        if (json) Output.Json(context.Out, new { store.Root, Sound = sound, Runs = checks });
        else WriteChecks(context, store.Root, checks);
        return sound ? ExitCode.Ok : ExitCode.Attention;
    }

    private static void WriteChecks(CommandContext context, string root, List<RunCheck> checks)
    {
        TextWriter output = context.Out;
        RunCheck[] unsound = [.. checks.Where(c => !c.Sound)];
        foreach (RunCheck check in unsound)
        {
            output.WriteLine(check.Run);
            foreach (RunFinding finding in check.Findings) output.WriteLine($"  {finding.Path} {finding.Problem}".TrimEnd());
        }
        string checkedFiles = $"{Output.Count(checks.Count, "run")}, {Output.Count(checks.Sum(c => c.Files), "file")}, {ByteSize.Text(checks.Sum(c => c.Bytes))} in {root}";
        output.WriteLine(unsound.Length == 0 ? $"{checkedFiles}: all match their manifests." : $"{checkedFiles}: {unsound.Length} damaged.");
        if (unsound.Length > 0)
            context.Prose("The next repdynamics run that needs them moves these files to quarantine and makes the missing ones again.");
    }

    private static ActionCommand Prune(CommandContext context, CommonOptions common)
    {
        Option<string?> olderThan = new("--older-than")
        {
            Description = "Runs unused for this time: 36h, 30d, 8w. With --quarantine, what was set aside before it.",
            HelpName = "AGE",
        };
        Option<bool> unreferenced = new("--unreferenced") { Description = "Runs of recipes that no claim needs; with an age, only those of that age." };
        Option<bool> quarantine = new("--quarantine") { Description = "Also what was set aside as damaged or unexpected." };
        Option<bool> yes = new("--yes", "-y") { Description = "Remove; without this option nothing is removed." };
        return new ActionCommand(
            "prune", "Show which runs would be removed, by age or because no claim needs them; with --yes, remove them.",
            [olderThan, unreferenced, quarantine, yes, common.Json], parsed => Prune(
                context, parsed.GetValue(olderThan), parsed.GetValue(unreferenced), parsed.GetValue(quarantine), parsed.GetValue(yes),
                parsed.GetValue(common.Json)));
    }

    private static ExitCode Prune(CommandContext context, string? olderThan, bool unreferenced, bool quarantine, bool yes, bool json)
    {
        if (olderThan is null && !unreferenced && !quarantine)
            throw new CommandException(ExitCode.Usage, "No runs are selected.", "Give --older-than 30d, --unreferenced or --quarantine; without --yes they are only shown.");
        TimeSpan? age = olderThan is null ? null : Age(olderThan);
        RunStore store = context.Store();
        ILookup<string, NeededRun> claims = context.Claims.References();
        // The recipe of a run with a damaged manifest is unknown: such a run is not unreferenced.
        IReadOnlyList<PruneItem> plan = store.Plan(age, unreferenced ? run => run.RecipeHash is { } hash && !claims[hash].Any() : null, quarantine);
        HashSet<string> planned = [.. plan.Where(i => i.Kind == PruneKind.Run).Select(i => i.Run)];
        // Runs that claims would train again.
        string[] wanted = [.. store.List().Where(run => planned.Contains(run.Name) && run.RecipeHash is { } hash && claims[hash].Any()).Select(run => run.Name)];
        PruneOutcome? outcome = yes ? store.Apply(plan) : null;
        IReadOnlyList<PruneItem> items = outcome?.Removed ?? plan;
        if (json)
        {
            Output.Json(context.Out, new
            {
                store.Root,
                DryRun = outcome is null,
                Items = items,
                Bytes = items.Sum(item => item.Bytes),
                Skipped = outcome?.Skipped ?? [],
                Referenced = wanted,
            });
        }
        else
        {
            Write(context.Out, store.Root, items, outcome, wanted.Length);
        }
        return outcome?.Skipped.Count > 0 ? ExitCode.Attention : ExitCode.Ok;
    }

    private static void Write(TextWriter output, string root, IReadOnlyList<PruneItem> items, PruneOutcome? outcome, int wanted)
    {
        Output.Columns(output, [.. items.Select(i => (string[])[i.Path, ByteSize.Text(i.Bytes), i.Why])], 1);
        if (outcome is null && wanted > 0) output.WriteLine($"Claims need {wanted} of these runs and would train them again; --unreferenced excludes them.");
        string sum = $"{Output.Count(items.Count, "folder")}, {ByteSize.Text(items.Sum(item => item.Bytes))},";
        output.WriteLine((items.Count, outcome) switch
        {
            (0, null) => $"There is nothing to remove in {root}.",
            (_, null) => $"{sum} in {root}. Nothing was removed; --yes removes them.",
            (0, _) => $"Nothing was removed in {root}.",
            _ => $"{sum} removed in {root}.",
        });
        foreach (PruneSkip skip in outcome?.Skipped ?? []) output.WriteLine($"{skip.Item.Path} stays: {skip.Why}");
    }

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

    /// <param name="Id">The end of the folder's name, which no other run has.</param>
    /// <param name="Condition">The condition; null, as seed and profile, for a recipe that neither a claim nor a profile has.</param>
    private sealed record ListedRun(
        string Name, string Id, string? Condition, long? Seed, string? Profile, string? Recipe, bool Complete, int Snapshots, int? LastEpoch, long Bytes,
        DateTimeOffset LastUsed, ImmutableArray<string> Claims, string? Problem)
    {
        public static ListedRun Of(RunSummary run, ILookup<string, NeededRun> needed, ILookup<string, NeededRun> explored)
        {
            var name = FolderName.Of(run.Name);
            NeededRun[] claims = run.RecipeHash is { } hash ? [.. needed[hash]] : [];
            NeededRun? known = claims.FirstOrDefault() ?? (run.RecipeHash is { } recipe ? explored[recipe].FirstOrDefault() : null);
            return new(
                run.Name, name?.Id ?? run.Name, known?.Condition ?? name?.Condition, known?.Seed ?? name?.Seed, known?.Profile,
                run.RecipeHash, run.Complete, run.Snapshots, run.LastEpoch, run.Bytes, run.LastUsed,
                [.. claims.Select(claim => claim.Claim).Distinct()], run.Problem);
        }
    }

    /// <summary>What the name of a run's folder says: <c>ViT-SGD-textures-seed20-0123456789ab-01234567</c>.</summary>
    private sealed record FolderName(string Condition, string Data, long Seed, string Id)
    {
        public static FolderName? Of(string name) =>
            name.Split('-') is [var network, var optimizer, .. var data, var seed, _, { Length: 8 } id] && seed.StartsWith("seed", StringComparison.Ordinal)
            && long.TryParse(seed.AsSpan(4), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
                ? new($"{network}-{optimizer}", string.Join('-', data), number, id)
                : null;
    }
}
