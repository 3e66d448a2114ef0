using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// The wrong label takes hold around the images that have it, in late layers first (arXiv 2405.17377 v2, abstract): the area that probes of a layer
/// give to the given minus the true label, after t* minus before t_g, minus the same around rightly labelled images. At the output; and its slope
/// on relative depth. The images are none of those that the probes are fitted to.
/// </summary>
[Claim("RegionsAroundMislabelled")]
public sealed class RegionsAroundMislabelled : ClaimStudy
{
    /// <inheritdoc/>
    public override bool NeedsRegions => true;

    /// <inheritdoc/>
    public override bool DrawsPlane => true;

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part)
    {
        double?[] gains = Gains(run);
        if (gains is not [.., var output] || run is not { PerfectFitEpoch: { } fit, Regions.Mislabelled: { } wrong }) return null;
        return part.Statistic switch
        {
            "area gained at the output" => output,
            "slope of the area gained on depth" => gains.Contains(null) ? null : Evolution.Slope([.. gains.OfType<double>()]),
            "first depth with the given label" => LabelTakeover.FirstDepth(wrong, fit),
            _ => throw Unknown(part),
        };
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        foreach ((string Name, Figure Figure) parts in DrawParts()) yield return parts;
        Figure? takeover = StatisticFigures.ByDepth(
            Finding("Where the wrong label takes over", Registration.Parts[0]), "area gained by the given label", AllRuns.Select(c => (c.Condition, (IReadOnlyList<double?[]>)[.. c.Runs.Select(Gains)])),
            [new("nothing gained", 0)], slopes: false);
        if (takeover is not null) yield return ("takeover", takeover);
        foreach ((string condition, RunRecord run) in FirstRuns)
        {
            if (run.Regions?.Mislabelled is null) continue;
            IReadOnlyList<string> classes = ClassNames(condition);
            yield return ($"probes.{condition}", RunFigures.Probes(run));
            yield return ($"regions.{condition}", RunFigures.Panels(run, classes));
        }
    }

    // Of every tap; empty where a time or the planes are missing.
    private static double?[] Gains(RunRecord run) =>
        run is { PerfectFitEpoch: { } fit, Curves.Generalization: { } peak, Regions: { Mislabelled: { } wrong, RightlyLabelled: { } right } }
            ? [.. Enumerable.Range(0, wrong.Taps.Length).Select(tap => LabelTakeover.Gain(wrong, right, tap, peak, fit))]
            : [];
}
