using System.Text;
using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// ViT layers have synchronized dynamics, unlike ResNet's (arXiv 2405.17377 v2, abstract). Every block is compared with itself across epochs;
/// synchrony is how well the blocks' matrices of 1 - CKA agree once all are scaled to the same mean.
/// </summary>
/// <remarks>
/// Without the scaling (first edition, still reported) a ResNet is out of step because its first blocks hardly change: 80% of the effect with SGD
/// was amplitude. Plain correlation ignores the level of a matrix as well, and with it a block that is done early.
/// Runs last half as long as those of the other claims, to about 2 t* instead of 4: representations hardly evolve in the second of these
/// octaves (<see cref="AfterPerfectFit"/>), and this claim is the first that a user runs.
/// </remarks>
[Claim("ViTSync")]
public class ViTSync : ClaimStudy
{
    /// <inheritdoc/>
    protected override Profile Adapt(Profile profile) =>
        profile with { Conditions = [.. profile.Conditions.Select(condition => condition with { Epochs = (condition.Epochs ?? profile.Epochs) / 2 })] };

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part) => part.Statistic switch
    {
        "scaled concordance" => Synchrony.Scaled(Blocks(run, part)),
        "Lin's concordance" => Synchrony.Of(Blocks(run, part)),
        "correlation" => Synchrony.Correlation(Blocks(run, part)),
        "spread of half-way epochs" => Synchrony.HalfWaySpread(Blocks(run, part)),
        _ => throw Unknown(part),
    };

    /// <inheritdoc/>
    protected override string Numbers()
    {
        StringBuilder text = new(base.Numbers());
        foreach ((string condition, RunRecord run) in FirstRuns)
        {
            foreach (EpochSimilarity tap in run.Similarities) NumberText.Matrix(text.Append('\n'), condition, tap);
        }
        return text.ToString();
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        RegisteredPart part = Registration.Parts[0];
        foreach ((string Name, Figure Figure) parts in base.Draw()) yield return parts;
        if (StatisticFigures.Concordance(
            Finding("Which blocks change in step", part),
            AllBlocks(part).Select(c => (c.Condition, (IReadOnlyList<IReadOnlyList<EpochSimilarity>>)[.. c.Runs.Select(run => run.Blocks)]))) is { } pairs)
        {
            yield return ("concordance", pairs);
        }
    }
}
