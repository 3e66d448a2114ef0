using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// The output's decision regions break up around perfect fit, around wrongly labelled images more than around others (arXiv 2405.17377 v2,
/// abstract): pieces of a plane in [t*/2, 1.5 t*) minus the mean of the windows of equal length in ln t before and after, on planes around wrongly
/// labelled training images, and on these minus those around rightly labelled ones.
/// </summary>
[Claim("Fragmentation")]
public sealed class FragmentationAroundFit : ClaimStudy
{
    /// <inheritdoc/>
    public override bool NeedsRegions => true;

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part)
    {
        if (run.PerfectFitEpoch is not { } fit || run.Regions?.Pieces is not { } pieces) return null;
        double? wrong = AroundFit.Rise(pieces.Epochs, pieces.Wrong, fit), right = AroundFit.Rise(pieces.Epochs, pieces.Right, fit);
        return part.Statistic switch
        {
            "rise around wrongly labelled images" => wrong,
            "rise, wrongly minus rightly labelled" => wrong - right,
            _ => throw Unknown(part),
        };
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        foreach ((string Name, Figure Figure) parts in DrawParts()) yield return parts;
        if (StatisticFigures.Pieces(Finding("Pieces of the network's decision around t*", Registration.Parts[0]), AllRuns) is { } pieces) yield return ("pieces", pieces);
    }
}
