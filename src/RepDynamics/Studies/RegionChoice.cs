using RepDynamics.Regions;
using RepDynamics.Training;

namespace RepDynamics.Studies;

/// <summary>
/// Which runs of several claims have their decision regions measured, and how: the runs of the claims that need regions, with the options
/// that these claims share.
/// </summary>
public sealed class RegionChoice
{
    private readonly HashSet<string> recipes;
    private readonly HashSet<string> drawn;

    private RegionChoice(RegionOptions? options, HashSet<string> recipes, HashSet<string>? drawn = null)
    {
        Options = options;
        this.recipes = recipes;
        this.drawn = drawn ?? [];
    }

    /// <summary>No regions for any run.</summary>
    public static RegionChoice None { get; } = new(null, []);

    /// <summary>How regions are measured; null if no claim needs them.</summary>
    public RegionOptions? Options { get; }

    /// <summary>Returns the choice for one run.</summary>
    /// <param name="options">How its regions are measured; null if they are not.</param>
    /// <param name="recipe">The run.</param>
    public static RegionChoice Of(RegionOptions? options, Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return options is null ? None : new(options, [recipe.Hash()]);
    }

    /// <summary>Returns the choice for claims.</summary>
    /// <param name="planned">Planned claims.</param>
    /// <exception cref="ArgumentException">The claims have different region options.</exception>
    public static RegionChoice Of(IReadOnlyCollection<ClaimStudy> planned)
    {
        ArgumentNullException.ThrowIfNull(planned);
        ClaimStudy[] needing = [.. planned.Where(claim => claim.NeedsRegions)];
        RegionOptions[] options = [.. needing.Select(claim => claim.Regions!).Distinct()];
        return options.Length switch
        {
            0 => None,
            1 => new(
                options[0], [.. needing.SelectMany(claim => claim.Recipes).Select(recipe => recipe.Hash())],
                [.. needing.Where(claim => claim.DrawsPlane).SelectMany(claim => claim.FirstRecipes).Select(recipe => recipe.Hash())]),
            _ => throw new ArgumentException(
                $"These claims measure decision regions differently: {string.Join(", ", needing.Select(claim => claim.Claim))}."),
        };
    }

    /// <summary>Returns whether the regions of a run are measured.</summary>
    /// <param name="recipe">The run.</param>
    public bool Wants(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipes.Contains(recipe.Hash());
    }

    /// <summary>Returns whether the plane that figures show is measured finely in a run.</summary>
    /// <param name="recipe">The run.</param>
    public bool Draws(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return drawn.Contains(recipe.Hash());
    }
}
