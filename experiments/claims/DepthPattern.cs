using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// How a layer's representation evolves depends on its relative depth (arXiv 2405.17377 v1 and v2, abstracts): evolution, the mean of
/// 1 - similarity over pairs of epochs, of the deeper half of the blocks minus that of the shallower half.
/// </summary>
[Claim("DepthPattern")]
public sealed class DepthPattern : ClaimStudy
{
    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part) => Evolution.Deep(Blocks(run, part)) - Evolution.Shallow(Blocks(run, part));

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        foreach (string condition in Registration.Conditions.Keys)
        {
            Figure? blocks = VerdictFigures.ByBlock(
                $"Evolution of each block: {condition}", "evolution: mean of 1 - similarity over pairs of epochs",
                [.. RunsOf(condition).Select(run => Blocks(run, Registration.Parts[0]))], Evolution.Of);
            if (blocks is not null) yield return ($"blocks.{condition}", blocks);
        }
        if (VerdictFigures.Intervals("Evolution: deep minus shallow", "difference in evolution", Verdict.Parts) is { } summary)
            yield return ("depth", summary);
    }

    /// <inheritdoc/>
    protected override string Numbers() =>
        NumberText.Runs(Runs, Verdict, run => NumberText.ByBlock("evolution", Blocks(run, Registration.Parts[0]), Evolution.Of));
}
