using RepDynamics.Claims;
using RepDynamics.Studies;
using RepDynamics.Profiles;
using RepDynamics.Training;

namespace RepDynamics.Cli;

/// <summary>Which claims refer to a run: those whose registration asks for its recipe on any of their profiles.</summary>
internal static class ClaimReferences
{
    /// <summary>The ids of claims, in ordinal order, by a recipe's hash.</summary>
    /// <exception cref="ClaimFileException">A registration is missing or damaged.</exception>
    /// <exception cref="CommandException">A claim is registered for a profile that is not known: what it refers to cannot be told.</exception>
    public static ILookup<string, string> Of(ClaimCatalogue claims) =>
        claims.Ids
            .SelectMany(id => Recipes(claims, id).Select(recipe => (Hash: recipe.Hash(), Claim: id)))
            .Distinct()
            .ToLookup(pair => pair.Hash, pair => pair.Claim);

    private static IEnumerable<Recipe> Recipes(ClaimCatalogue claims, string id)
    {
        Registration registration = claims.Registration(id);
        foreach (string name in registration.Profiles.Keys)
        {
            Profile profile = Profile.All.FirstOrDefault(p => p.Name == name) ?? throw new CommandException(
                ExitCode.Attention,
                $"{id} is registered for the profile {name}, which this repdynamics does not know: the runs it refers to cannot be told.",
                "Use a repdynamics as new as the registrations.");
            ClaimStudy study = claims.StudyOf(id);
            study.Plan(registration, profile);
            foreach (Recipe recipe in study.Recipes) yield return recipe;
        }
    }
}
