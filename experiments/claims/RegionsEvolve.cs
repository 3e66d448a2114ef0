using System.Globalization;
using System.Text;
using RepDynamics.Dynamics;
using RepDynamics.Figures;
using RepDynamics.Regions;

namespace RepDynamics.PaperClaims;

/// <summary>
/// The decision regions of the output and of linear probes evolve with the phases of training (arXiv 2405.17377 v2, abstract). The
/// paper's statements on CKA are tested on regions: ViT blocks are in step, phases are clearer with SGD and for ViT; and planes around
/// mislabelled images have more regions once the network fits them.
/// </summary>
[Claim("RegionsEvolve")]
public sealed class RegionsEvolve : ClaimStudy
{
    private const string InStep = "synchrony", PhasesLogarithmic = "phases, logarithmic", PhasesLinear = "phases, linear", Fragmented = "fragmentation";

    /// <inheritdoc/>
    public override bool NeedsRegions => true;

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part) => part.Statistic switch
    {
        InStep => Synchrony.Of(On(run, part.Measure, EpochGrid.Logarithmic)),
        PhasesLogarithmic => PhaseContrast.Of(On(run, part.Measure, EpochGrid.Logarithmic)),
        PhasesLinear => PhaseContrast.Of(On(run, part.Measure, EpochGrid.Linear)),
        Fragmented => Growth(run),
        _ => throw new ArgumentException($"{Claim}: part {part.Name} has no statistic '{part.Statistic}'.", nameof(part)),
    };

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        string[] classes = [.. Enumerable.Range(0, Classes).Select(c => $"class {c}")];
        foreach (string condition in Registration.Conditions.Keys)
        {
            RunRecord run = Run(condition, Seeds[0])!;
            yield return ($"probes.{condition}", RunFigures.Probes(run));
            if (run.Regions!.Mislabelled is null) continue;
            yield return ($"regions.{condition}", RunFigures.Panels(run, classes));
            yield return ($"film.{condition}", RunFigures.Film(run, classes));
            yield return ($"fragments.{condition}", RunFigures.Fragments(run));
        }
        foreach ((string name, string title, string quantity, string[] statistics) in Summaries)
        {
            if (VerdictFigures.Intervals(title, quantity, PartsOf(statistics)) is { } summary) yield return (name, summary);
        }
    }

    /// <inheritdoc/>
    protected override string Numbers()
    {
        StringBuilder text = new();
        foreach (string condition in Registration.Conditions.Keys)
        {
            foreach (long seed in Seeds)
            {
                RunRecord run = Run(condition, seed)!;
                text.Append(CultureInfo.InvariantCulture, $"{condition} seed {seed}: ");
                text.Append(CultureInfo.InvariantCulture, $"phase contrast {PhaseContrast.Of(On(run, SimilarityMeasure.Regions, EpochGrid.Logarithmic)):f3} on the logarithmic grid, ");
                text.Append(CultureInfo.InvariantCulture, $"{PhaseContrast.Of(On(run, SimilarityMeasure.Regions, EpochGrid.Linear)):f3} on the linear one, ");
                text.Append(CultureInfo.InvariantCulture, $"regions a plane {NumberText.WithSign(Growth(run))} after perfect fit\n");
            }
        }
        foreach (string condition in Registration.Conditions.Keys)
        {
            RunRegions regions = Run(condition, Seeds[0])!.Regions!;
            text.Append(CultureInfo.InvariantCulture, $"\n{condition} seed {Seeds[0]}: maps of all planes and epochs, SHA-256; regions a plane around mislabelled images; held-out accuracy of probes, at the last epoch\n");
            foreach (TapRegions tap in regions.HeldOut.Taps)
            {
                RegionMap[] wrong = [.. regions.Mislabelled?[tap.Tap].Maps ?? []];
                string pieces = wrong.Length == 0 ? "-" : Fragmentation.Mean(wrong[^1]).ToString("f3", CultureInfo.InvariantCulture);
                string probe = regions.Probes.LastOrDefault(report => report.Tap == tap.Tap)?.HeldOutAccuracy.ToString("f3", CultureInfo.InvariantCulture) ?? "-";
                text.Append(CultureInfo.InvariantCulture, $"{tap.Tap,-10} {NumberText.Hash(tap.Maps)} {NumberText.Hash(wrong)} {pieces,7} {probe,6}\n");
            }
            foreach (EpochSimilarity tap in regions.HeldOut.Similarities) NumberText.Matrix(text, condition, tap);
            TapRegions output = (regions.Mislabelled ?? regions.HeldOut).Taps[^1];
            NumberText.Maps(text, condition, [.. output.Maps.Where((_, i) => i % Math.Max(1, output.Maps.Length / 6) == 0)], plane: 0);
        }
        return text.ToString().TrimEnd('\n');
    }

    private static readonly (string Name, string Title, string Quantity, string[] Statistics)[] Summaries =
    [
        ("synchrony", "Synchrony of blocks by regions: ViT minus ResNet", "difference in synchrony (Lin's concordance)", [InStep]),
        ("phases", "Phase contrast of blocks by regions", "difference in phase contrast", [PhasesLogarithmic, PhasesLinear]),
        ("fragmentation", "Regions around mislabelled images: after minus before perfect fit", "difference in regions a plane", [Fragmented]),
    ];

    private int Classes => Run(Registration.Conditions.Keys.First(), Seeds[0])!.Regions!.HeldOut.Taps[0].Maps[0].Classes;

    // By the network's output, on the planes around mislabelled images.
    private static double? Growth(RunRecord run) =>
        run.Regions!.Mislabelled is { } planes ? FragmentationGrowth.Of(planes.Taps[^1].Maps, run.PerfectFitEpoch) : null;

    private IReadOnlyList<EpochSimilarity> On(RunRecord run, SimilarityMeasure measure, EpochGrid grid) =>
        run.BlocksBy(measure, grid, Profile.Snapshots);
}
