using System.Collections.Immutable;
using RepDynamics.Claims;
using RepDynamics.Experiments.Harness;
using RepDynamics.Profiles;
using RepDynamics.Runs;

namespace RepDynamics.Cli.Sweep;

/// <summary>What claims need, and what of it is not kept.</summary>
/// <param name="Plan">With the missing runs.</param>
/// <param name="Kept">How many runs are kept.</param>
internal sealed record PlannedSweep(SweepPlan Plan, int Kept);

/// <summary>Plans a sweep. Pure but for reading the store.</summary>
internal static class SweepPlanner
{
    /// <summary>The runs that claims need and the store does not have whole.</summary>
    /// <param name="surroundings">Knows the claims and the store.</param>
    /// <param name="ids">Claims; each once.</param>
    /// <param name="profile">The scale.</param>
    /// <param name="device">Where to train.</param>
    /// <exception cref="CommandException">There is no such claim, or it has no seeds for the profile.</exception>
    // A run counts as kept by its recipe's hash alone: who else it is depends on the node's processor and libtorch, which the machine that
    // plans does not know. A task that finds more to do than that does it; one that finds less ends at once.
    public static PlannedSweep Plan(Surroundings surroundings, ImmutableArray<string> ids, Profile profile, string device)
    {
        HashSet<string> whole = [.. surroundings.Store().List().Where(run => run is { Complete: true, Problem: null }).Select(run => run.RecipeHash!)];
        Dictionary<string, SweepTask> tasks = [];
        List<string> order = [];
        bool regions = false;
        foreach (string id in ids)
        {
            Registration registration = surroundings.Claims.Registration(id);
            if (!registration.Profiles.TryGetValue(profile.Name, out ProfileSeeds? seeds))
            {
                throw new CommandException(
                    ExitCode.Usage, $"{id} has no seeds for profile {profile.Name}.", $"It is registered for: {string.Join(", ", registration.Profiles.Keys)}.");
            }
            using Investigation investigation = surroundings.Claims.Investigate(id);
            investigation.Plan(registration, profile);
            regions |= investigation.LooksAtRegions;
            order.AddRange(investigation.Recipes.Select(recipe => recipe.Hash()));
            foreach (string condition in registration.Conditions.Keys)
            {
                foreach (long seed in seeds.Seeds)
                {
                    string hash = profile.Recipe(condition, seed).Hash();
                    tasks.TryAdd(hash, new(id, condition, seed, hash));
                }
            }
        }
        string[] asked = [.. order.Distinct()];
        return new(
            new(SweepPlan.CurrentFormat, ids, profile.Name, device, regions, [.. asked.Where(hash => !whole.Contains(hash)).Select(hash => tasks[hash])]),
            asked.Count(whole.Contains));
    }
}
