using RepDynamics.Regions;
using RepDynamics.Training;

namespace RepDynamics.Studies;

/// <summary>
/// Which runs of several claims have their decision regions measured, and how: those of the claims that look at them, at the resolution that
/// these share; a claim of one's own may bring its own.
/// </summary>
public sealed class RegionChoice
{
    private readonly HashSet<string> recipes;

    private RegionChoice(RegionOptions? options, HashSet<string> recipes)
    {
        Options = options;
        this.recipes = recipes;
    }

    /// <summary>No regions of any run.</summary>
    public static RegionChoice None { get; } = new(null, []);

    /// <summary>How they are measured; null where no claim looks at them.</summary>
    public RegionOptions? Options { get; }

    /// <summary>Of one run, whichever it is.</summary>
    /// <param name="options">How its regions are measured; null: they are not.</param>
    /// <param name="recipe">The run.</param>
    public static RegionChoice Of(RegionOptions? options, Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return options is null ? None : new(options, [recipe.Hash()]);
    }

    /// <summary>Of claims.</summary>
    /// <param name="planned">Claims, planned.</param>
    /// <exception cref="ArgumentException">They differ: runs that are made together have one resolution.</exception>
    public static RegionChoice Of(IReadOnlyCollection<ClaimStudy> planned)
    {
        ArgumentNullException.ThrowIfNull(planned);
        ClaimStudy[] looking = [.. planned.Where(claim => claim.NeedsRegions)];
        RegionOptions[] options = [.. looking.Select(claim => claim.Regions!).Distinct()];
        return options.Length switch
        {
            0 => None,
            1 => new(options[0], [.. looking.SelectMany(claim => claim.Recipes).Select(recipe => recipe.Hash())]),
            _ => throw new ArgumentException(
                $"These claims measure decision regions differently: {string.Join(", ", looking.Select(claim => claim.Claim))}."),
        };
    }

    /// <summary>Whether the regions of a run are measured.</summary>
    /// <param name="recipe">The run.</param>
    public bool Wants(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipes.Contains(recipe.Hash());
    }
}
