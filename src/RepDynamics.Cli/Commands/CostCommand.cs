using System.CommandLine;
using RepDynamics.Cli.Progress;
using RepDynamics.IO;
using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Studies;
using RepDynamics.Training;
using static System.FormattableString;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics cost</c>: the cost of claims before training.</summary>
internal static class CostCommand
{
    public static Command Build(CommandContext context, CommonOptions common)
    {
        Argument<string[]> claims = CommonOptions.Claims(orAll: true);
        Option<bool> untimed = new("--untimed") { Description = "Count only; time no training steps." };
        return new ActionCommand(
            "cost", "Show what claims cost: runs, images, operations, memory and, timed by some steps of each network, the time on this machine.",
            [claims, common.Profile, common.Device, untimed, common.Json], parsed =>
            {
                Profile profile = ClaimCatalogue.ProfileNamed(parsed.GetRequiredValue(common.Profile));
                IEnumerable<string> chosen = parsed.GetValue(claims) is { Length: > 0 } given
                    ? given.Distinct()
                    : context.Claims.Ids.Where(id => context.Claims.Registration(id).Profiles.ContainsKey(profile.Name));
                return Estimate(
                    context, [.. chosen], profile, parsed.GetRequiredValue(common.Device), timed: !parsed.GetValue(untimed), parsed.GetValue(common.Json));
            });
    }

    private static ExitCode Estimate(CommandContext context, ImmutableArray<string> ids, Profile profile, string device, bool timed, bool json)
    {
        ImmutableArray<ClaimStudy> planned = [.. ids.Select(id => Plan(context, id, profile))];
        RegionChoice regions = ClaimCatalogue.RegionsOf(planned);
        Func<Recipe, bool, Prospect> foresee = context.Training.Foresight(regions, device);
        (string Condition, Recipe Recipe)[] runs = [.. planned.SelectMany(claim => claim.PlannedRuns).Select(run => (run.Condition, run.Recipe)).DistinctBy(run => run.Recipe.Hash())];
        IReadOnlySet<string> stored = context.Training.Stored([.. runs.Select(run => run.Recipe)], regions, profile.Estimator, device);
        Recipe[] missing = [.. runs.Select(run => run.Recipe).Where(recipe => !stored.Contains(recipe.Hash()))];
        HashSet<string> together = [.. missing.Where(recipe => missing.Any(recipe.IsPrefixOf)).Select(recipe => recipe.Hash())];
        // Runs that differ only in their seeds cost the same.
        ImmutableArray<Share> shares =
        [
            .. runs.GroupBy(run => (run.Recipe with { Seed = 0 }).Hash())
                .Select(group => Shared(group.First().Condition, [.. group.Select(run => run.Recipe)])),
        ];
        foreach (ClaimStudy study in planned) study.Dispose();
        if (json) Output.Json(context.Out, Facts(profile, device, shares));
        else Write(context, profile, device, shares);
        return ExitCode.Ok;

        Share Shared(string condition, Recipe[] recipes)
        {
            int left = recipes.Count(recipe => !stored.Contains(recipe.Hash()));
            bool times = timed && left > 0;
            if (times) context.Error.WriteLine($"{condition}: timing some steps");
            try
            {
                return new(condition, recipes[0].Epochs, recipes.Length, left, recipes.Count(recipe => together.Contains(recipe.Hash())), foresee(recipes[0], times));
            }
            catch (ArgumentException e)
            {
                throw new CommandException(ExitCode.Attention, $"{condition}: {e.Message}", "Its recipe, network or data set has to be corrected.", e);
            }
        }
    }

    private static ClaimStudy Plan(CommandContext context, string id, Profile profile)
    {
        ClaimStudy study = context.Claims.Planned(id, profile);
        return study.MissingDataMessage is { } remedy
            ? throw new CommandException(ExitCode.Attention, $"The cost of {id} on {profile.Name} is unknown: its data is missing.", remedy)
            : study;
    }

    private static void Write(CommandContext context, Profile profile, string device, ImmutableArray<Share> shares)
    {
        bool together = shares.Any(share => share.Together > 0);
        string[][] rows =
        [
            ["condition", "runs", "stored", .. together ? (string[])["prefixes"] : [], "images", "Tflop", "memory", "images/s", "a run"],
            .. shares.Select(share => Row(share, shares.Count(other => other.Condition == share.Condition) > 1, together)),
        ];
        Output.Columns(context.Out, rows, [.. Enumerable.Range(1, rows[0].Length - 1)]);
        int left = shares.Sum(share => share.Left);
        string operations = shares.All(share => share.Operations is not null) ? Invariant($", {shares.Sum(share => share.Operations) / 1e12:n1} Tflop") : "";
        string time = left > 0 && Expected(shares) is { } expected
            ? $", about {RunLines.Clock(expected)} with {MaxParallelRuns(shares)} at a time on {device}"
            : "";
        context.Prose(Invariant($"{Output.Count(shares.Sum(share => share.Runs), "run")} on {profile.Name}, {left} to train: {shares.Sum(share => share.Images):n0} images{operations}{time}"));
        if (together) context.Prose("Prefixes: runs that are the first epochs of longer ones and are trained with them; they cost only measures.");
        context.Prose("Images and operations are those of the runs to train, with the evaluation of their snapshots; similarity and decision regions are not counted.");
    }

    private static string[] Row(Share share, bool withEpochs, bool withTogether) =>
    [
        withEpochs ? $"{share.Condition} ({share.Epochs} epochs)" : share.Condition,
        Invariant($"{share.Runs}"),
        Invariant($"{share.Runs - share.Left}"),
        .. withTogether ? (string[])[Invariant($"{share.Together}")] : [],
        Invariant($"{share.Images:n0}"),
        share.Operations is { } operations ? Invariant($"{operations / 1e12:n1}") : "?",
        ByteSize.Text(share.Prospect.Cost.Memory),
        share.Prospect.ImagesPerSecond is { } speed ? Invariant($"{speed:n0}") : "",
        share.Prospect.ImagesPerSecond is { } timed ? RunLines.Clock(share.Prospect.Cost.At(timed)) : "",
    ];

    private static object Facts(Profile profile, string device, ImmutableArray<Share> shares) => new
    {
        Profile = profile.Name,
        Device = device,
        ExpectedSeconds = Expected(shares) is { } expected ? Math.Round(expected.TotalSeconds) : (double?)null,
        Conditions = shares.Select(share => new
        {
            share.Condition,
            share.Epochs,
            share.Runs,
            Kept = share.Runs - share.Left,
            share.Together,
            share.Images,
            share.Operations,
            share.Prospect.Cost.Memory,
            share.Prospect.ImagesPerSecond,
            share.Prospect.MaxParallelRuns,
        }),
    };

    // The first timed share may have measured it.
    private static int MaxParallelRuns(ImmutableArray<Share> shares) => shares.Max(share => share.Prospect.MaxParallelRuns);

    // Workers take the costliest run first, so that they end at about the same time; never before the longest run does.
    private static TimeSpan? Expected(ImmutableArray<Share> shares)
    {
        if (shares.Any(share => share.Left > 0 && share.Prospect.ImagesPerSecond is null)) return null;
        TimeSpan shared = shares.Aggregate(TimeSpan.Zero, (sum, share) => sum + share.Expected) / MaxParallelRuns(shares), longest = shares.Max(share => share.Longest);
        return shared > longest ? shared : longest;
    }

    /// <summary>Runs that differ only in their seeds.</summary>
    /// <param name="Left">How many of them are not stored.</param>
    /// <param name="Together">How many of these are prefix runs of others that are not stored.</param>
    private sealed record Share(string Condition, int Epochs, int Runs, int Left, int Together, Prospect Prospect)
    {
        public long Images => Trained.TrainingImages + Trained.LookedAt;

        public TimeSpan Expected => Prospect.ImagesPerSecond is { } speed ? Trained.At(speed) : TimeSpan.Zero;

        public TimeSpan Longest => Left > Together && Prospect.ImagesPerSecond is { } speed ? Prospect.Cost.At(speed) : TimeSpan.Zero;

        public double? Operations => Trained.Operations;

        private RunCost Trained => Prospect.Cost.OfRuns(Left - Together, Together);
    }
}
