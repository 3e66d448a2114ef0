using System.Reflection;
using RepDynamics.Claims;
using RepDynamics.Profiles;
using RepDynamics.Studies;
using RepDynamics.Training;

namespace RepDynamics.Cli;

/// <summary>All claims: the classes marked <c>[Claim]</c>, and their registrations.</summary>
internal sealed class ClaimCatalogue
{
    private readonly ProjectLayout layout;
    private readonly SortedDictionary<string, Type> claims = new(StringComparer.Ordinal);

    public ClaimCatalogue(ProjectLayout layout, params IEnumerable<Assembly> assemblies)
    {
        this.layout = layout;
        foreach ((string id, Type type) in assemblies.SelectMany(ClaimStudy.In)) claims.Add(id, type);
    }

    public IReadOnlyCollection<string> Ids => claims.Keys;

    public ClaimStudy StudyOf(string id)
    {
        Require(id);
        return (ClaimStudy)Activator.CreateInstance(claims[id])!;
    }

    public Registration Registration(string id)
    {
        Require(id);
        return RepDynamics.Claims.Registration.Load(layout.Registration(id));
    }

    public static Profile ProfileNamed(string name) =>
        Profile.All.FirstOrDefault(p => p.Name == name) ?? throw CommandException.Unknown("profile", name, [.. Profile.All.Select(p => p.Name)]);

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

    /// <summary>Returns the ids of the claims that need a recipe on any of their profiles, by the recipe's hash.</summary>
    public ILookup<string, string> References() =>
        Ids.SelectMany(id => RecipeHashes(id).Select(hash => (Hash: hash, Claim: id))).Distinct().ToLookup(pair => pair.Hash, pair => pair.Claim);

    private IEnumerable<string> RecipeHashes(string id)
    {
        Registration registration = Registration(id);
        foreach (string name in registration.Profiles.Keys)
        {
            Profile profile = Profile.All.FirstOrDefault(p => p.Name == name) ?? throw new CommandException(
                ExitCode.Attention,
                $"{id} is registered for the profile {name}, which this repdynamics does not know: the runs that it needs are unknown.",
                "Use a repdynamics as new as the registrations.");
            using ClaimStudy study = StudyOf(id);
            study.Plan(registration, profile);
            foreach (Recipe recipe in study.Recipes) yield return recipe.Hash();
        }
    }

    private void Require(string id)
    {
        if (!claims.ContainsKey(id)) throw CommandException.Unknown("claim", id, claims.Keys);
    }
}
