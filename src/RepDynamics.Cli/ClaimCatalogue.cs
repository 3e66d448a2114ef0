using System.Reflection;
using RepDynamics.Claims;
using RepDynamics.Profiles;
using RepDynamics.Studies;
using RepDynamics.Training;

namespace RepDynamics.Cli;

/// <summary>All claims: the classes marked <c>[Claim]</c>, and their registrations.</summary>
internal sealed class ClaimCatalogue(ProjectLayout layout, params IEnumerable<Assembly> assemblies)
{
    private readonly SortedDictionary<string, Type> claims = new(assemblies.SelectMany(ClaimStudy.In).ToDictionary(), StringComparer.Ordinal);

    public IReadOnlyCollection<string> Ids => claims.Keys;

    /// <summary>The names of all profiles, in their order.</summary>
    public static string[] Profiles { get; } = [.. Profile.All.Select(p => p.Name)];

    public ClaimStudy StudyOf(string id) => claims.TryGetValue(id, out Type? type) ? (ClaimStudy)Activator.CreateInstance(type)! : throw Unknown(id);

    public Registration Registration(string id) =>
        claims.ContainsKey(id) ? RepDynamics.Claims.Registration.Load(layout.Registration(id)) : throw Unknown(id);

    /// <summary>Returns the study of a claim, planned for a profile that it has seeds for.</summary>
    public ClaimStudy Planned(string id, Profile profile)
    {
        Registration registration = Registration(id);
        RequireSeeds(registration, profile);
        return Planned(StudyOf(id), registration, profile);
    }

    /// <summary>Plans the runs of a claim.</summary>
    /// <exception cref="CommandException">They cannot be planned: a condition is missing, or recipes are not those that were registered.</exception>
    public static ClaimStudy Planned(ClaimStudy study, Registration registration, Profile profile)
    {
        try
        {
            study.Plan(registration, profile);
            return study;
        }
        catch (ArgumentException e)
        {
            string named = e.Message.StartsWith(registration.Id, StringComparison.Ordinal) ? "" : $"{registration.Id} on {profile.Name}: ";
            throw new CommandException(ExitCode.Attention, named + e.Message, "Compare the registration with the profile that the claim's class adapts.", e);
        }
    }

    public static Profile ProfileNamed(string name) =>
        Profile.All.FirstOrDefault(p => p.Name == name) ?? throw CommandException.Unknown("profile", name, Profiles);

    /// <summary>Returns the place of a profile among all; unknown ones are last.</summary>
    public static int Place(string profile) => Array.IndexOf(Profiles, profile) is var place && place < 0 ? int.MaxValue : place;

    public static void RequireSeeds(Registration registration, Profile profile, string remedy = "")
    {
        if (registration.Profiles.ContainsKey(profile.Name)) return;
        throw new CommandException(
            ExitCode.Usage, $"{registration.Id} has no seeds for profile {profile.Name}.",
            $"It is registered for: {string.Join(", ", registration.Profiles.Keys)}.{remedy}");
    }

    /// <summary>Returns which runs of planned claims have their decision regions measured, and how.</summary>
    public static RegionChoice RegionsOf(IReadOnlyCollection<ClaimStudy> planned)
    {
        try
        {
            return RegionChoice.Of(planned);
        }
        catch (ArgumentException e)
        {
            throw new CommandException(ExitCode.Usage, e.Message, "Run them one after another.", e);
        }
    }

    /// <summary>Returns the profiles as claims adapt them, where a claim does.</summary>
    public IEnumerable<Profile> AdaptedProfiles() =>
        from id in Ids
        let study = StudyOf(id)
        let registration = Registration(id)
        from profile in Profile.All.Where(profile => registration.Profiles.ContainsKey(profile.Name))
        let adapted = study.Adapted(profile)
        where adapted != profile && adapted.Name == profile.Name
        select adapted;

    /// <summary>Returns the runs that claims need on any of their profiles, by the recipe's hash.</summary>
    public ILookup<string, NeededRun> References() => Ids.SelectMany(NeededRuns).ToLookup(run => run.Hash, run => run.Needed);

    private IEnumerable<(string Hash, NeededRun Needed)> NeededRuns(string id)
    {
        Registration registration = Registration(id);
        foreach (string name in registration.Profiles.Keys)
        {
            Profile profile = Profile.All.FirstOrDefault(p => p.Name == name) ?? throw new CommandException(
                ExitCode.Attention,
                $"{id} is registered for the profile {name}, which this repdynamics does not know: the runs that it needs are unknown.",
                "Use a repdynamics as new as the registrations.");
            using ClaimStudy study = Planned(StudyOf(id), registration, profile);
            foreach ((string condition, long seed, Recipe recipe) in study.PlannedRuns) yield return (recipe.Hash(), new(id, name, condition, seed));
        }
    }

    private CommandException Unknown(string id) => CommandException.Unknown("claim", id, claims.Keys);
}

internal sealed record NeededRun(string Claim, string Profile, string Condition, long Seed);
