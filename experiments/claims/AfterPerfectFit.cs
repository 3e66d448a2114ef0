using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// Representations go on evolving in the perfect-fitting regime (arXiv 2405.17377 v1, abstract): how far a block moves in [t*, 2 t*) and in
/// [2 t*, 4 t*), relative to [t*/2, t*), the same factor of time before perfect fit. Mean over blocks; the slope on depth is reported.
/// </summary>
/// <remarks>Distances are angles, on three snapshots an octave, so that a denser grid later in training does not count as movement.</remarks>
[Claim("AfterPerfectFit")]
public sealed class AfterPerfectFit : ClaimStudy
{
    /// <inheritdoc/>
    public override bool NeedsRegions => true;

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part)
    {
        (int octave, bool slope) = part.Statistic switch
        {
            "first octave" => (1, false),
            "second octave" => (2, false),
            "first octave, slope on depth" => (1, true),
            _ => throw Unknown(part),
        };
        double?[] blocks = [.. run.BlocksBy(part.Measure).Select(block => run.PerfectFitEpoch is { } fit ? Trajectory.After(block, fit, octave) : null)];
        if (blocks.Contains(null)) return null;
        double[] moved = [.. blocks.OfType<double>()];
        return slope ? Evolution.Slope(moved) : moved.Average();
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        foreach ((string Name, Figure Figure) parts in DrawParts()) yield return parts;
        if (StatisticFigures.Octaves(Finding("How far the blocks move after t*", Registration.Parts[0]), AllRuns.Select(c =>
            (c.Condition, (IReadOnlyList<(int?, IReadOnlyList<EpochSimilarity>)>)[.. c.Runs.Select(run => (run.PerfectFitEpoch, run.BlocksBy(Registration.Parts[0].Measure)))]))) is { } octaves)
        {
            yield return ("octaves", octaves);
        }
    }
}
