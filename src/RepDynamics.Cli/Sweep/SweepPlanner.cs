using System.Collections.Immutable;
using RepDynamics.Claims;
using RepDynamics.Profiles;
using RepDynamics.Studies;
using RepDynamics.Training;

namespace RepDynamics.Cli.Sweep;

/// <summary>A planned sweep.</summary>
/// <param name="Plan">The plan, with the missing runs.</param>
/// <param name="Stored">The number of stored runs.</param>
internal sealed record PlannedSweep(SweepPlan Plan, int Stored);

/// <summary>Plans sweeps.</summary>
internal static class SweepPlanner
{
    /// <summary>Plans the runs of claims that are not complete in the store.</summary>
    /// <exception cref="CommandException">A claim is unknown or has no seeds for the profile, or the claims have different region options.</exception>
    // Compares recipes only, because the rest of a run's key depends on the nodes. A task whose run is stored ends at once.
    public static PlannedSweep Plan(CommandContext context, ImmutableArray<string> ids, Profile profile, string device)
    {
        IReadOnlySet<string> stored = context.Store().CompleteRecipes();
        Dictionary<string, (string Claim, string Condition, long Seed, Recipe Recipe)> tasks = [];
        List<string> order = [];
        List<ClaimStudy> planned = [];
        foreach (string id in ids)
        {
            Registration registration = context.Claims.Registration(id);
            if (!registration.Profiles.ContainsKey(profile.Name))
            {
                throw new CommandException(
                    ExitCode.Usage, $"{id} has no seeds for profile {profile.Name}.", $"It is registered for: {string.Join(", ", registration.Profiles.Keys)}.");
            }
            ClaimStudy study = context.Claims.StudyOf(id);
            planned.Add(study);
            study.Plan(registration, profile);
            order.AddRange(study.Recipes.Select(recipe => recipe.Hash()));
            foreach ((string condition, long seed, Recipe recipe) in study.PlannedRuns)
                tasks.TryAdd(recipe.Hash(), (id, condition, seed, recipe));
        }
        RegionChoice regions = ClaimCatalogue.RegionsOf(planned);
        foreach (ClaimStudy study in planned) study.Dispose();
        string[] needed = [.. order.Distinct()];
        return new(
            new(SweepPlan.CurrentFormat, ids, profile.Name, device, regions.Options, [.. needed.Where(hash => !stored.Contains(hash)).Select(Task)]),
            needed.Count(stored.Contains));

        SweepTask Task(string hash)
        {
            (string claim, string condition, long seed, Recipe recipe) = tasks[hash];
            return new(claim, condition, seed, hash, regions.Wants(recipe));
        }
    }
}
