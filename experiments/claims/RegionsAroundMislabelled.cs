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
    protected override double? Statistic(RunRecord run, RegisteredPart part)
    {
        if (run is not { PerfectFitEpoch: { } fit, Curves.Generalization: { } peak, Regions: { Mislabelled: { } wrong, RightlyLabelled: { } right } }) return null;
        double?[] gains = [.. Enumerable.Range(0, wrong.Taps.Length).Select(tap => LabelTakeover.Gain(wrong, right, tap, peak, fit))];
        return part.Statistic switch
        {
            "area gained at the output" => gains[^1],
            "slope of the area gained on depth" => gains.Contains(null) ? null : Evolution.Slope([.. gains.OfType<double>()]),
            "first depth with the given label" => LabelTakeover.FirstDepth(wrong, fit),
            _ => throw Unknown(part),
        };
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        foreach ((string Name, Figure Figure) parts in DrawParts()) yield return parts;
        foreach ((string condition, RunRecord run) in FirstRuns)
        {
            if (run.Regions?.Mislabelled is not { } planes) continue;
            string[] classes = [.. Enumerable.Range(0, planes.Taps[0].Maps[0].Classes).Select(c => $"class {c}")];
            yield return ($"probes.{condition}", RunFigures.Probes(run));
            yield return ($"regions.{condition}", RunFigures.Panels(run, classes));
            yield return ($"film.{condition}", RunFigures.Film(run, classes));
        }
    }
}
