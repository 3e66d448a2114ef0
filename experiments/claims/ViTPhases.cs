using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// The phases of training are clearer for a Vision Transformer than for a ResNet (arXiv 2405.17377 v2, abstract): the phase contrast of
/// <see cref="SgdPhases"/>, within an optimizer.
/// </summary>
[Claim("ViTPhases")]
public sealed class ViTPhases : ClaimStudy
{
    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part) => PhaseContrast.Of(Blocks(run, part));

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        if (VerdictFigures.Intervals("Phase contrast: ViT minus ResNet", "difference in phase contrast", Verdict.Parts) is { } summary)
            yield return ("phases", summary);
    }

    /// <inheritdoc/>
    protected override string Numbers() => NumberText.Runs(Runs, Verdict, run => NumberText.Phases(Blocks(run, Registration.Parts[0])));
}
