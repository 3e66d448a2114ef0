using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// For a Vision Transformer, perfect fit of the training data is a transition in the evolution of all encoder blocks (arXiv 2405.17377 v1,
/// abstract). A transition is where a network slows down most: ln rho(c), the speed before c over the speed after it, is largest there. It must lie
/// within a factor of 1.5 of t*, in all blocks alike, and be larger at t* than at two placebos, t*/2 and 2 t*.
/// </summary>
/// <remarks>The first edition asked for a slow-down at t*, by a minimum over blocks that chance alone pulls down; the greatest was at up to 3.5 t*.</remarks>
[Claim("ViTPerfectFit")]
public sealed class ViTPerfectFit : ClaimStudy
{
    /// <inheritdoc/>
    public override bool NeedsRegions => true;

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part)
    {
        if (run.PerfectFitEpoch is not { } fit) return null;
        return part.Statistic switch
        {
            "location of the greatest slow-down" => SlowDown.Location(Blocks(run, part), fit),
            "spread of its location over blocks" => SlowDown.Spread(Blocks(run, part), fit),
            "excess over half t*" => SlowDown.Excess(Blocks(run, part), fit, 0.5),
            "excess over twice t*" => SlowDown.Excess(Blocks(run, part), fit, 2),
            "smallest ln rho" => SpeedRatio.At(Blocks(run, part), fit).MinimumLog,
            _ => throw Unknown(part),
        };
    }

    /// <inheritdoc/>
    protected override string Numbers() => NumberText.Runs(Runs, Verdict, run => run.PerfectFitEpoch is { } fit
        ? NumberText.Transition(Transition.At(run.BlocksBy(SimilarityMeasure.Cka, EpochGrid.Logarithmic, Profile.Snapshots), fit))
        : "no perfect fit");

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        RegisteredPart part = Registration.Parts[0];
        foreach ((string Name, Figure Figure) parts in base.Draw()) yield return parts;
        if (StatisticFigures.SlowDowns("Where the blocks slow down most, relative to t*", AllBlocks(part), Math.Exp(part.Margin ?? Registration.Margin)) is { } slow) yield return ("slow-down", slow);
        if (StatisticFigures.Speeds("How fast the blocks change around t*", AllBlocks(part)) is { } speed) yield return ("speed", speed);
    }
}
