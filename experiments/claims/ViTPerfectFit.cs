using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// For a Vision Transformer the epoch of perfect fit t* is a transition in the evolution of every encoder block (arXiv 2405.17377 v1,
/// abstract): each block changes faster before t* than after it, and by more than around t*/2, where nothing is claimed to happen.
/// </summary>
[Claim("ViTPerfectFit")]
public sealed class ViTPerfectFit : ClaimStudy
{
    private const string AtFit = "transition", Beyond = "excess over the placebo";

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part)
    {
        if (run.PerfectFitEpoch is not { } fit) return null;
        var transition = Transition.At(Blocks(run, part), fit);
        return part.Statistic switch
        {
            AtFit => transition.MinimumLogRho,
            Beyond => transition.Excess,
            _ => throw new ArgumentException($"{Claim}: part {part.Name} has no statistic '{part.Statistic}'.", nameof(part)),
        };
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        foreach (string condition in Registration.Conditions.Keys)
        {
            yield return ($"similarity.{condition}", RunFigures.Similarity(Run(condition, Seeds[0])! with { Regions = null }));
            yield return ($"curves.{condition}", RunFigures.Curves(Run(condition, Seeds[0])!));
        }
        foreach ((string name, string statistic) in new[] { ("transition", AtFit), ("excess", Beyond) })
        {
            if (VerdictFigures.Intervals($"Perfect fit: {statistic}", "smallest ln(speed before / speed after) of all blocks", PartsOf(statistic)) is { } summary)
                yield return (name, summary);
        }
    }

    /// <inheritdoc/>
    protected override string Numbers() => NumberText.Runs(Runs, Verdict, run =>
        run.PerfectFitEpoch is { } fit ? NumberText.Transition(Transition.At(Blocks(run, Registration.Parts[0]), fit)) : "no perfect fit");
}
