using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// How representations evolve depends on the network's width (arXiv 2405.17377 v1, abstract): ResNet-18 with k = 2, 4, 8 and 16 channels
/// in its first stage, trained by SGD. Evolution of all blocks, and phase contrast; the widest and the narrowest decide.
/// </summary>
[Claim("WidthPattern")]
public sealed class WidthPattern : ClaimStudy
{
    private const string Evolving = "evolution", Phased = "phase contrast";

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part) => part.Statistic switch
    {
        Evolving => Blocks(run, part).Average(Evolution.Of),
        Phased => PhaseContrast.Of(Blocks(run, part)),
        _ => throw new ArgumentException($"{Claim}: part {part.Name} has no statistic '{part.Statistic}'.", nameof(part)),
    };

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        // Orders by the number after the k: 2 before 16.
        string[] widths = [.. Registration.Conditions.Keys.OrderBy(c => c.Length).ThenBy(c => c, StringComparer.Ordinal)];
        yield return ("blocks", RunFigures.Blocks(
            "ResNet-18 of four widths, first seed", widths.Select(c => (c, Run(c, Seeds[0])!)), run => Blocks(run, Registration.Parts[0])));
        foreach ((string name, string statistic) in new[] { ("evolution", Evolving), ("phases", Phased) })
        {
            RegisteredPart part = Registration.Parts.First(p => p.Statistic == statistic);
            Figure? chart = VerdictFigures.ByCondition(
                $"ResNet-18 by width: {statistic}", statistic, widths, c => RunsOf(c).Select(run => Statistic(run, part)));
            if (chart is not null) yield return (name, chart);
        }
    }

    /// <inheritdoc/>
    protected override string Numbers() =>
        NumberText.Runs(Runs, Verdict, run => NumberText.ByBlock("evolution", Blocks(run, Registration.Parts[0]), Evolution.Of));
}
