using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// The phases of training are clearer with SGD than with Adam (arXiv 2405.17377 v2, abstract). Compares the phase contrast of blocks within
/// an architecture, on both grids of epochs.
/// </summary>
[Claim("SgdPhases")]
public sealed class SgdPhases : ClaimStudy
{
    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part) => PhaseContrast.Of(Blocks(run, part));

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        yield return ("blocks", RunFigures.Blocks("Phases of training, first seed", FirstRuns, run => Blocks(run, Registration.Parts[0])));
        if (VerdictFigures.Intervals("Phase contrast: SGD minus Adam", "difference in phase contrast", Verdict.Parts) is { } summary)
            yield return ("phases", summary);
    }

    /// <inheritdoc/>
    protected override string Numbers() => NumberText.Runs(Runs, Verdict, run => NumberText.Phases(Blocks(run, Registration.Parts[0])));
}
