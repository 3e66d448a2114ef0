using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// How representations evolve depends on relative depth, architecture and optimizer (arXiv 2405.17377 v1 and v2, abstracts): the slope of a block's
/// evolution, the mean of 1 - similarity over pairs of epochs, on its relative depth, over the mean of all blocks. The slope of each condition
/// shows the dependence on depth; its differences that on architecture and optimizer. The sentence has no sign: every part is two-sided.
/// </summary>
[Claim("DepthPattern")]
public sealed class DepthPattern : ClaimStudy
{
    /// <inheritdoc/>
    public override bool NeedsRegions => true;

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part) => Evolution.RelativeSlope([.. Blocks(run, part).Select(Evolution.Of)]);

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        foreach ((string Name, Figure Figure) parts in DrawParts()) yield return parts;
        foreach (string condition in Registration.Conditions.Keys)
        {
            Figure? blocks = VerdictFigures.ByBlock(
                $"Evolution of each block: {condition}", "evolution: mean of 1 - similarity over pairs of epochs",
                [.. RunsOf(condition).Select(run => Blocks(run, Registration.Parts[0]))], Evolution.Of);
            if (blocks is not null) yield return ($"blocks.{condition}", blocks);
        }
    }
}
