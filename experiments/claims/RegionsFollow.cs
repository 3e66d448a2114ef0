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
        double?[] blocks = Following(run, part);
        return blocks.Contains(null) ? null : blocks.Average();
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        foreach ((string Name, Figure Figure) parts in DrawParts()) yield return parts;
        RegisteredPart part = Registration.Parts[0];
        Figure? following = StatisticFigures.ByDepth(
            Finding("How well the phases of CKA fit the regions", part), "contrast at the split of CKA, from any to the best",
            AllRuns.Select(c => (c.Condition, (IReadOnlyList<double?[]>)[.. c.Runs.Select(run => Following(run, part))])), [new("as good as any split", 0), new("the best split", 1)], slopes: false);
        if (following is not null) yield return ("following", following);
        foreach ((string condition, RunRecord run) in FirstRuns)
        {
            IReadOnlyList<EpochSimilarity> cka = Blocks(run, part);
            IReadOnlyList<IReadOnlyList<int>> phases = [.. cka.Select(block => Phases.Of(block).Epochs[1..])];
            yield return ($"phases.{condition}", RunFigures.Blocks(
                $"{condition}: the phases of CKA, drawn on its maps and on those of the decision regions, first seed",
                [
                    ("linear CKA", run, cka, phases),
                    ("decision regions", run, run.BlocksBy(SimilarityMeasure.Regions, part.Grid, Profile.Snapshots), phases),
                ]));
        }
    }

    private double?[] Following(RunRecord run, RegisteredPart part) =>
        [.. run.BlocksBy(SimilarityMeasure.Regions, part.Grid, Profile.Snapshots).Zip(Blocks(run, part), (regions, cka) => PhaseContrast.Following(regions, cka))];
}
