using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// The phases of memorization, too, are clearer with SGD and for a ViT (arXiv 2405.17377 v2, abstract). They are known without looking at
/// representations: learning until t_g, at which most wrongly labelled images are classified as their true class; memorization until perfect fit
/// t*; then the rest. Clear phases hold a large share of the blocks' change between them; and a memorization that lags
/// behind: ln of the time at which half of the wrongly labelled images have their given label over that for the rightly labelled ones.
/// </summary>
[Claim("MemorizationPhases")]
public sealed class MemorizationPhases : ClaimStudy
{
    /// <inheritdoc/>
    public override bool NeedsRegions => true;

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part) => part.Statistic switch
    {
        "clarity of phases at the boundaries" => run is { PerfectFitEpoch: { } fit, Curves.Generalization: { } peak } && peak <= fit
            ? PhaseContrast.ClarityAt(Blocks(run, part), [1, peak, fit])
            : null,
        "lag of memorization" => run.Curves?.MemorizationLag,
        _ => throw Unknown(part),
    };

    /// <inheritdoc/>
    protected override string Numbers() => NumberText.Runs(Runs, Verdict, run => FormattableString.Invariant(
        $"t_g {run.Curves?.Generalization}; half of the rightly labelled at {run.Curves?.Half(run.Curves.Right):f2}, of the wrongly labelled at {run.Curves?.Half(run.Curves.WrongGiven):f2}"));

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw() => DrawParts();
}
