using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// The phases of training are clearer with SGD than with Adam (arXiv 2405.17377 v2, abstract): the contrast of the best split of the epochs into
/// three phases, mean over blocks; and their clarity, the share of a block's change that lies between phases; on both grids of epochs.
/// </summary>
/// <remarks>
/// Both decide: a contrast is large where a block changes much, whenever it does; the clarity, 1 minus the mean of 1 - similarity within phases over that
/// of all pairs, is not. It is contrast over evolution times the share of pairs between phases, without which perfect phases of a planted control
/// came out less clear than a steady change, if that ended in a short phase.
/// </remarks>
[Claim("SgdPhases")]
public class SgdPhases : ClaimStudy
{
    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part) => part.Statistic switch
    {
        "phase contrast" => PhaseContrast.Of(Blocks(run, part)),
        "clarity of phases" => PhaseContrast.Clarity(Blocks(run, part)),
        _ => throw Unknown(part),
    };

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw() => DrawParts().Append(("blocks", RunFigures.Blocks(
        Finding("Phases of each block, first seed", Registration.Parts[0]),
        FirstRuns.Select(row =>
        {
            IReadOnlyList<EpochSimilarity> blocks = Blocks(row.Run, Registration.Parts[0]);
            string clarity = PhaseContrast.Clarity(blocks) is { } clear ? FormattableString.Invariant($", clarity {clear:0.00}") : "";
            return (FormattableString.Invariant($"{row.Condition}: contrast {PhaseContrast.Of(blocks):0.00}{clarity}"), row.Run, blocks,
                (IReadOnlyList<IReadOnlyList<int>>)[.. blocks.Select(block => Phases.Of(block).Epochs[1..])]);
        }))));

    /// <inheritdoc/>
    protected override string Numbers() => NumberText.Runs(Runs, Verdict, run => NumberText.Phases(Blocks(run, Registration.Parts[0])));
}
