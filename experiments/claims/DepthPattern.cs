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
        RegisteredPart part = Registration.Parts[0];
        Figure? depth = StatisticFigures.ByDepth(
            "How much each block evolves, by depth", "evolution: mean of 1 \u2212 CKA over pairs of epochs",
            AllBlocks(part).Select(c => (c.Condition, (IReadOnlyList<double?[]>)[.. c.Runs.Select(run => run.Blocks.Select(block => (double?)Evolution.Of(block)).ToArray())])));
        if (depth is not null) yield return ("depth", depth);
    }
}
