using System.Globalization;
using System.Text;
using RepDynamics.Dynamics;
using RepDynamics.Figures;

namespace RepDynamics.PaperClaims;

/// <summary>
/// ViT layers have synchronized dynamics, unlike ResNet's (arXiv 2405.17377 v2, abstract). Both are trained by SGD and by Adam; every
/// block is compared with itself across epochs, by linear CKA and by the decision regions of its probes; synchrony is how well the blocks'
/// epoch x epoch matrices agree. CKA decides; regions are reported beside it.
/// </summary>
[Claim("ViTSync")]
public sealed class ViTSync : ClaimStudy
{
    /// <inheritdoc/>
    public override bool NeedsRegions => true;

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run, RegisteredPart part) => Synchrony.Of(Blocks(run, part));

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        foreach (string condition in Registration.Conditions.Keys)
        {
            RunRecord run = Run(condition, Seeds[0])!;
            yield return ($"similarity.{condition}", RunFigures.Similarity(run));
            yield return ($"curves.{condition}", RunFigures.Curves(run));
        }
        if (VerdictFigures.Intervals("Synchrony of blocks: ViT minus ResNet", "difference in synchrony (Lin's concordance)", Verdict.Parts) is { } summary)
            yield return ("synchrony", summary);
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
                string perfectFit = run.PerfectFitEpoch?.ToString(CultureInfo.InvariantCulture) ?? "never";
                text.Append(CultureInfo.InvariantCulture, $"{condition} seed {seed}: synchrony {Synchronized(run, SimilarityMeasure.Cka):f3}, ");
                text.Append(CultureInfo.InvariantCulture, $"by regions {Synchronized(run, SimilarityMeasure.Regions):f3}, perfect fit {perfectFit}, ");
                text.Append(CultureInfo.InvariantCulture, $"final train {run.Metrics[^1].TrainAccuracy:f3}, test {run.Metrics[^1].TestAccuracy:f3}\n");
            }
        }
        foreach (string condition in Registration.Conditions.Keys)
        {
            foreach (EpochSimilarity tap in Run(condition, Seeds[0])!.Similarities) NumberText.Matrix(text, condition, tap);
        }
        return text.ToString().TrimEnd('\n');
    }

    private double Synchronized(RunRecord run, SimilarityMeasure measure) => Synchrony.Of(run.BlocksBy(measure, EpochGrid.Logarithmic, Profile.Snapshots));
}
