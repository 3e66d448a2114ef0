using RepDynamics.Regions;
using RepDynamics.Training;

namespace RepDynamics.Studies;

/// <summary>
/// Which runs of several claims have their decision regions measured, and how: the runs of the claims that need regions, with the options
/// that these claims share.
/// </summary>
internal sealed class RegionChoice(RegionOptions? options, IEnumerable<Recipe> recipes, IEnumerable<Recipe> drawn)
{
    private readonly HashSet<string> measuredHashes = [.. recipes.Select(recipe => recipe.Hash())], drawnHashes = [.. drawn.Select(recipe => recipe.Hash())];

    /// <summary>How regions are measured; null if no claim needs them.</summary>
    public RegionOptions? Options => options;

    /// <summary>Returns the choice for one run, with options that are null if its regions are not measured.</summary>
    public static RegionChoice Of(RegionOptions? options, Recipe recipe, bool draws) => new(options, options is null ? [] : [recipe], draws ? [recipe] : []);

    /// <summary>Returns the choice for planned claims.</summary>
    /// <exception cref="ArgumentException">The claims have different region options.</exception>
    public static RegionChoice Of(IReadOnlyCollection<ClaimStudy> planned)
    {
        ClaimStudy[] needing = [.. planned.Where(claim => claim.NeedsRegions)];
        RegionOptions[] options = [.. needing.Select(claim => claim.Regions!).Distinct()];
        if (options.Length > 1) throw new ArgumentException($"These claims measure decision regions differently: {string.Join(", ", needing.Select(claim => claim.Claim))}.");
        return new(options.FirstOrDefault(), needing.SelectMany(claim => claim.Recipes), needing.Where(claim => claim.DrawsPlane).SelectMany(claim => claim.FirstRecipes));
    }

    /// <summary>Returns whether the regions of a run are measured.</summary>
    public bool Wants(Recipe recipe) => measuredHashes.Contains(recipe.Hash());

    /// <summary>Returns whether the plane that figures show is measured finely in a run.</summary>
    public bool Draws(Recipe recipe) => drawnHashes.Contains(recipe.Hash());
}
