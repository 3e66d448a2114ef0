using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// How representations evolve depends on width (arXiv 2405.17377 v1, abstract): evolution of the blocks and phase contrast of ResNet-18 of three
/// widths in equal ratios, whose least-squares slope on log2 k is half the difference between the widest and the narrowest. All are compared at the
/// same multiples of their own t*, from 1/4 to 3: a narrow network fits late, and on a common grid of epochs would seem to evolve more.
/// </summary>
[Claim("WidthPattern")]
public sealed class WidthPattern : ClaimStudy
{
    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part)
    {
        if (Aligned(run, part) is not { } blocks) return null;
        return part.Statistic switch
        {
            "evolution" => blocks.Average(Evolution.Of),
            "phase contrast" => PhaseContrast.Of(blocks),
            "clarity of phases" => PhaseContrast.Clarity(blocks),
            _ => throw Unknown(part),
        };
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        foreach ((string Name, Figure Figure) parts in DrawParts()) yield return parts;
        string[] widths = [.. Registration.Conditions.Keys.OrderByDescending(c => c.EndsWith("narrow", StringComparison.Ordinal)).ThenBy(c => c.Length)];
        foreach (RegisteredPart part in Registration.Parts.Where(part => part.Decides))
        {
            Figure? chart = StatisticFigures.InOrder(
                Finding($"ResNet-18 by width: {part.Statistic}", part), part.Statistic!, "width, each twice the one before", [.. widths.Select(c => (c, RunsOf(c).Select(run => Statistic(run, part))))]);
            if (chart is not null) yield return ($"widths.{part.Statistic!.Replace(' ', '-')}", chart);
        }
    }

    private static EpochSimilarity[]? Aligned(RunRecord run, RegisteredPart part)
    {
        IReadOnlyList<EpochSimilarity> blocks = run.BlocksBy(part.Measure);
        return run.PerfectFitEpoch is { } fit && AlignedGrid.Epochs(blocks[0].Epochs, [.. AlignedGrid.AroundFit.Select(ratio => ratio * fit)]) is { } epochs
            ? [.. blocks.Select(block => block.OnGrid(epochs))]
            : null;
    }
}
