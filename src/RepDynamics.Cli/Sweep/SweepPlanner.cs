using System.Collections.Immutable;
using RepDynamics.Claims;
using RepDynamics.Studies;
using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Training;

namespace RepDynamics.Cli.Sweep;

/// <summary>What claims need, and what of it is not kept.</summary>
/// <param name="Plan">With the missing runs.</param>
/// <param name="Kept">How many runs are kept.</param>
internal sealed record PlannedSweep(SweepPlan Plan, int Kept);

/// <summary>Plans a sweep. Pure but for reading the store.</summary>
internal static class SweepPlanner
{
    /// <summary>The runs that claims need and the store does not have whole.</summary>
    /// <param name="context">Knows the claims and the store.</param>
    /// <param name="ids">Claims; each once.</param>
    /// <param name="profile">The scale.</param>
    /// <param name="device">Where to train.</param>
    /// <exception cref="CommandException">
    /// There is no such claim, or it has no seeds for the profile; or the claims measure decision regions differently.
    /// </exception>
    // A run counts as kept by its recipe's hash alone: who else it is depends on the node's processor and libtorch, which the machine that
    // plans does not know. A task that finds more to do than that does it; one that finds less ends at once.
    public static PlannedSweep Plan(CommandContext context, ImmutableArray<string> ids, Profile profile, string device)
    {
        IReadOnlySet<string> whole = context.Store().CompleteRecipes();
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
        string[] asked = [.. order.Distinct()];
        return new(
            new(SweepPlan.CurrentFormat, ids, profile.Name, device, regions.Options, [.. asked.Where(hash => !whole.Contains(hash)).Select(Task)]),
            asked.Count(whole.Contains));

        SweepTask Task(string hash)
        {
            (string claim, string condition, long seed, Recipe recipe) = tasks[hash];
            return new(claim, condition, seed, hash, regions.Wants(recipe));
        }
    }
}
