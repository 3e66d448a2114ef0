using System.Collections.Immutable;
using RepDynamics.Claims;
using RepDynamics.PaperClaims;
using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Studies;

namespace RepDynamics.Experiments;

/// <summary>
/// The claims that one <c>dotnet test</c> asks for. What they need is trained before the first of them, all in one: claims share runs, a core
/// that one claim leaves idle at its end trains for the next, and a run that is the beginning of another claim's is not trained by itself.
/// </summary>
/// <remarks>A filter that names no claims by their id tells none here (CheckClaims in the project file): then each trains what it needs.</remarks>
public static class SelectedClaims
{
    /// <summary>The variable of the environment that lists the ids, with commas between them; not set where nobody knows.</summary>
    public const string Variable = "REPDYNAMICS_CLAIMS";

    /// <summary>Plans the claims that can be tried: those registered for the profile whose data is there. About the others their own tests have more to say.</summary>
    /// <param name="ids">What <see cref="Variable"/> holds.</param>
    /// <param name="claims">The classes of claims.</param>
    /// <param name="profile">The scale.</param>
    public static ImmutableArray<ClaimStudy> Plan(string? ids, IEnumerable<Type> claims, Profile profile)
    {
        string[] asked = (ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. claims.Where(type => ClaimStudy.IdOf(type) is { } id && asked.Contains(id)).Select(type => Planned(type, profile)).OfType<ClaimStudy>()];
    }

    /// <summary>Trains what several claims need.</summary>
    /// <param name="planned">The claims.</param>
    /// <param name="device">As for <see cref="ProjectLayout.Devices"/>.</param>
    /// <param name="write">Takes a line of progress.</param>
    /// <param name="store">Where runs are kept; null: where they usually are.</param>
    /// <exception cref="OperationCanceledException">The runs were stopped; the next time they go on from there.</exception>
    public static void Train(IReadOnlyCollection<ClaimStudy> planned, string device, Action<string> write, RunStore? store = null)
    {
        ArgumentNullException.ThrowIfNull(planned);
        ArgumentNullException.ThrowIfNull(write);
        // One claim alone does the same by itself.
        if (planned.Count < 2) return;
        RegionChoice regions;
        try
        {
            regions = RegionChoice.Of(planned);
        }
        catch (ArgumentException e)
        {
            write($"{e.Message} Each trains by itself.");
            return;
        }
        ImmutableArray<Training.Recipe> recipes = ClaimStudy.RecipesOf(planned);
        try
        {
            RunScheduler scheduler = new(ProjectLayout.Devices(device), new RunLines(recipes, write).Take)
            {
                Store = store ?? new RunStore(RunStore.DefaultRoot),
                Regions = regions.Options,
                WantsRegions = regions.Wants,
                Sensitivity = true,
            };
            using StopSignals signals = StopSignals.Listen();
            scheduler.Run(recipes, signals.Token);
            write($"Where the time went, all threads added up:\n{scheduler.Stages.Table()}");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Perhaps one claim's fault, which it tells by itself, and no other's.
            write($"The claims cannot be trained together: {e.Message} Each trains by itself.");
        }
    }

    private static ClaimStudy? Planned(Type type, Profile profile)
    {
        var study = (ClaimStudy)Activator.CreateInstance(type)!;
        try
        {
            study.Plan(Registration.Load(ClaimProject.Layout.Registration(study.Claim)), profile);
            return study.MissingDataMessage is null ? study : null;
        }
        catch (Exception)
        {
            return null;
        }
    }
}
