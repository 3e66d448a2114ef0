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
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        foreach ((string Name, Figure Figure) parts in DrawParts()) yield return parts;
        if (StatisticFigures.Memorization("Learning until t_g, memorization until t*", AllRuns) is { } curves) yield return ("memorization", curves);
        (string Condition, RunRecord Run, int Peak, int Fit)[] fitted =
        [
            .. FirstRuns.Where(c => c.Run is { PerfectFitEpoch: { } fit, Curves.Generalization: { } peak } && peak <= fit)
                .Select(c => (c.Condition, c.Run, c.Run.Curves!.Generalization!.Value, c.Run.PerfectFitEpoch!.Value)),
        ];
        if (fitted.Length == 0) yield break;
        yield return ("blocks", RunFigures.Blocks(
            Finding("Phases of memorization, first seed", Registration.Parts[0]),
            fitted.Select(c =>
            {
                IReadOnlyList<EpochSimilarity> blocks = Blocks(c.Run, Registration.Parts[0]);
                // A phase begins at the first snapshot that it has.
                int[] starts = [.. ((int[])[1, c.Peak, c.Fit]).Select(start => blocks[0].Epochs.FirstOrDefault(epoch => epoch >= start)).Where(start => start > blocks[0].Epochs[0]).Distinct()];
                string clarity = PhaseContrast.ClarityAt(blocks, [1, c.Peak, c.Fit]) is { } clear ? FormattableString.Invariant($", clarity {clear:0.00}") : "";
                return ($"{c.Condition}: t_g = {c.Peak}{clarity}", c.Run, blocks, (IReadOnlyList<IReadOnlyList<int>>)[.. blocks.Select(_ => starts)]);
            })));
    }
}
