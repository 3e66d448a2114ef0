using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// Decision regions evolve with the phases of the representations (arXiv 2405.17377 v2, abstract): how well the phases of a block's CKA matrix fit
/// the matrix of its decision regions. 1 if they are the best phases of the regions, too; 0 if they are as good as any split of the epochs.
/// </summary>
[Claim("RegionsFollow")]
public sealed class RegionsFollow : ClaimStudy
{
    /// <inheritdoc/>
    public override bool NeedsRegions => true;

    /// <inheritdoc/>
    protected override bool Varies(SimilarityMeasure measure) => measure != SimilarityMeasure.Regions && base.Varies(measure);

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part)
    {
        double?[] blocks =
        [
            .. run.BlocksBy(SimilarityMeasure.Regions, part.Grid, Profile.Snapshots).Zip(Blocks(run, part), (regions, cka) => PhaseContrast.Following(regions, cka)),
        ];
        return blocks.Contains(null) ? null : blocks.Average();
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw() => DrawParts();
}
