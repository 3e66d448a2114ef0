using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// The phases of training are clearer with SGD than with Adam (arXiv 2405.17377 v2, abstract): the contrast of the best split of the epochs into
/// three phases, mean over blocks, and the contrast over the block's evolution, on both grids of epochs.
/// </summary>
/// <remarks>
/// Both decide: a contrast is large where a block changes much, whenever it does; over its evolution, it is the share of the change that lies between
/// phases. In the first edition the sign of the difference in a ViT depended on which of the two was looked at.
/// </remarks>
[Claim("SgdPhases")]
public class SgdPhases : ClaimStudy
{
    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part) => part.Statistic switch
    {
        "phase contrast" => PhaseContrast.Of(Blocks(run, part)),
        "contrast over evolution" => PhaseContrast.Relative(Blocks(run, part)),
        _ => throw Unknown(part),
    };

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw() =>
        base.Draw().Append(("blocks", RunFigures.Blocks("Phases of training, first seed", FirstRuns, run => Blocks(run, Registration.Parts[0]))));

    /// <inheritdoc/>
    protected override string Numbers() => NumberText.Runs(Runs, Verdict, run => NumberText.Phases(Blocks(run, Registration.Parts[0])));
}
