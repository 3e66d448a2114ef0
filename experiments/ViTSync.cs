using System.Globalization;
using System.Text;
using RepDynamics.Claims;
using RepDynamics.Dynamics;
using RepDynamics.Experiments.Harness;
using RepDynamics.Figures;
using RepDynamics.Runs;
using RepDynamics.Similarity;

namespace RepDynamics.Experiments;

/// <summary>
/// ViT layers have synchronized dynamics, unlike ResNet's (arXiv 2405.17377 v2, abstract). Both are trained by SGD and by Adam; every
/// block is compared with itself across epochs by linear CKA; synchrony is how well the blocks' epoch x epoch matrices agree.
/// </summary>
[Claim("ViTSync")]
public sealed class ViTSync : ClaimExperiment
{
    private IReadOnlyList<int> Grid => Profile.Snapshots.LogarithmicGrid(Profile.Epochs);

    /// <inheritdoc/>
    protected override double? Statistic(RunRecord run) => Synchrony.Of([.. run.Blocks.Select(block => block.OnGrid(Grid))]);

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        foreach (string condition in Registration.Conditions.Keys)
        {
            RunRecord run = Run(condition, Seeds[0])!;
            yield return ($"similarity.{condition}", HeatMaps(run));
            yield return ($"curves.{condition}", Curves(run));
        }
        // One seed has no interval to draw.
        if (Verdict.Parts.Any(p => p.Interval is not null)) yield return ("synchrony", Summary());
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
                text.Append(CultureInfo.InvariantCulture, $"{condition} seed {seed}: synchrony {Statistic(run):f3}, perfect fit {perfectFit}, ");
                text.Append(CultureInfo.InvariantCulture, $"final train {run.Metrics[^1].TrainAccuracy:f3}, test {run.Metrics[^1].TestAccuracy:f3}\n");
            }
        }
        foreach (string condition in Registration.Conditions.Keys)
        {
            foreach (EpochSimilarity tap in Run(condition, Seeds[0])!.Similarities) Write(text, condition, tap);
        }
        return text.ToString().TrimEnd('\n');
    }

    private static HeatMapGrid HeatMaps(RunRecord run) => new()
    {
        Title = "Each layer compared with itself across epochs",
        Quantity = "linear CKA",
        Range = (0, 1), // one scale for all figures
        Rows =
        [
            new HeatMapRow
            {
                Title = run.Name,
                Epochs = run.Similarities[0].Epochs,
                PerfectFitEpoch = run.PerfectFitEpoch,
                Panels = [.. run.Similarities.Select(s => new HeatMapPanel(s.Tap, s.ToMatrix()))],
            },
        ],
    };

    private static CurveChart Curves(RunRecord run)
    {
        int[] epochs = [.. run.Metrics.Select(m => m.Epoch)];
        return new()
        {
            Title = run.Name,
            YLabel = "accuracy",
            YRange = (0, 1),
            PerfectFitEpoch = run.PerfectFitEpoch,
            Series =
            [
                new("training, labels given", epochs, [.. run.Metrics.Select(m => m.TrainAccuracy)]),
                .. run.Metrics.Any(m => m.MislabelledTrueAccuracy is null)
                    ? (CurveSeries[])[]
                    : [new("mislabelled, true labels", epochs, [.. run.Metrics.Select(m => m.MislabelledTrueAccuracy!.Value)])],
                new("test", epochs, [.. run.Metrics.Select(m => m.TestAccuracy)]),
            ],
        };
    }

    private IntervalChart Summary() => new()
    {
        Title = "Synchrony of blocks: ViT minus ResNet",
        XLabel = "difference in synchrony (Lin's concordance)",
        Margin = Registration.Margin,
        Conditions = [.. Verdict.Parts.Where(p => p.Interval is not null).Select(Row)],
    };

    private static IntervalCondition Row(PartVerdict part) => new(
        part.Name,
        [.. part.Seeds.Select(s => s.Difference).OfType<double>()],
        part.Interval!.Lower,
        part.Interval.Upper,
        part.Outcome.ToString());

    private static void Write(StringBuilder text, string condition, EpochSimilarity tap)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{condition} {tap.Tap}, {tap.Measure}\n");
        text.Append("epoch").AppendJoin("", tap.Epochs.Select(e => e.ToString(CultureInfo.InvariantCulture).PadLeft(6))).Append('\n');
        for (int i = 0; i < tap.Count; i++)
        {
            text.Append(tap.Epochs[i].ToString(CultureInfo.InvariantCulture).PadLeft(5));
            for (int j = 0; j <= i; j++) text.Append(tap[i, j].ToString("f3", CultureInfo.InvariantCulture).PadLeft(6));
            text.Append('\n');
        }
    }
}
