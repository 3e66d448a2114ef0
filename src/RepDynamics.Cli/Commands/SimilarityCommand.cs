using System.CommandLine;
using System.Globalization;
using RepDynamics.Checkpoints;
using RepDynamics.Numerics;
using RepDynamics.Runs;
using RepDynamics.Similarity;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics similarity</c>: both measures on any network.</summary>
internal static class SimilarityCommand
{
    private const string Minibatch = "minibatch";

    // Nguyen et al. 2021 compare networks with minibatches of this size.
    private const int DefaultBatch = 256;

    // What does not fit is computed in tiles: less than this is slow, more than StreamedCkaOptions' default is of little use.
    private const long LeastMemory = 256L << 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>The command.</summary>
    public static Command Build(CommandContext context)
    {
        Argument<string> folder = new("DIR")
        {
            Description = "One .npz or .safetensors file an epoch, the epoch in its name, each with one array [n, ...] a layer.",
        };
        Option<string> output = new("--out") { Description = "The folder for tables, report and heat maps.", HelpName = "OUT", Required = true };
        Option<string> estimator = new("--estimator", "-e")
        {
            Description = "How CKA is estimated.",
            DefaultValueFactory = _ => "biased",
        };
        estimator.AcceptOnlyFromAmong("biased", "debiased", Minibatch);
        Option<int?> batch = new("--batch")
        {
            Description = $"Images a minibatch, at least {GramVectors.FewestImages}; {DefaultBatch} by default.",
            HelpName = "N",
        };
        Option<int?> perfectFit = new("--perfect-fit") { Description = "The epoch of perfect fit: a transition is looked for there.", HelpName = "EPOCH" };
        Option<bool> regions = new("--regions") { Description = "Every array is a region map: integer labels of points, of any shape." };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "similarity",
            "Compare every layer of your own network with itself across epochs: features by CKA, region maps (integers [points]) by the share of "
            + "equal labels. Writes tables, heat maps, synchrony, phases and transition.")
        {
            folder, output, estimator, batch, perfectFit, regions, json,
        };
        command.SetAction(parsed =>
        {
            Asked asked = new(
                parsed.GetRequiredValue(folder), parsed.GetRequiredValue(output), parsed.GetRequiredValue(estimator), parsed.GetValue(batch),
                parsed.GetValue(perfectFit), parsed.GetValue(regions));
            try
            {
                SimilarityReport report = Compare(context, asked, Estimate(asked));
                if (parsed.GetValue(json)) JsonOutput.Write(context.Out, report);
                else Write(context.Out, report, asked.Output);
                return (int)ExitCode.Ok;
            }
            catch (CheckpointException e)
            {
                throw new CommandException(ExitCode.Attention, e.Message, e.Remedy, e);
            }
            catch (FeatureException e)
            {
                throw new CommandException(ExitCode.Attention, e.Message, e.Remedy, e);
            }
        });
        return command;
    }

    private static StreamedCkaOptions Estimate(Asked asked)
    {
        if (asked.Batch is { } size && asked.Estimator != Minibatch)
            throw new CommandException(ExitCode.Usage, $"--batch {size} is for minibatches only.", "Give --estimator minibatch, too, or leave --batch out.");
        if (asked.Batch < GramVectors.FewestImages)
        {
            throw new CommandException(
                ExitCode.Usage, $"--batch {asked.Batch}: CKA is not defined for so few images.", $"Give at least {GramVectors.FewestImages}.");
        }
        return new()
        {
            Estimator = asked.Estimator == "biased" ? CkaEstimator.Biased : CkaEstimator.Debiased,
            Batch = asked.Estimator == Minibatch ? asked.Batch ?? DefaultBatch : null,
            MemoryBudget = Math.Clamp(RunMemory.Available(), LeastMemory, new StreamedCkaOptions().MemoryBudget),
        };
    }

    private static SimilarityReport Compare(CommandContext context, Asked asked, StreamedCkaOptions options)
    {
        if (!Directory.Exists(asked.Folder))
            throw new CommandException(ExitCode.Usage, $"There is no folder {asked.Folder}.", "Give the folder that holds one file an epoch.");
        CheckpointFolder folder = CheckpointFolder.Open(asked.Folder, asked.Regions, scratchFolder: asked.Output);
        if (asked.PerfectFit is { } epoch && (epoch < Math.Max(1, folder.Epochs[0]) || epoch > folder.Epochs[^1]))
        {
            throw new CommandException(
                ExitCode.Usage, $"--perfect-fit {epoch} lies outside the epochs that were given.",
                $"Give an epoch from {Math.Max(1, folder.Epochs[0])} to {folder.Epochs[^1]}.");
        }
        SimilarityOutput output = SimilarityOutput.Prepare(asked.Output, folder);
        CanonicalNumerics.Apply();
        using StopSignals signals = context.Listen();
        try
        {
            ProgressLines progress = new(context, folder.Layers.Length);
            List<EpochSimilarity> similarities = [];
            foreach (CheckpointLayer layer in folder.Layers)
            {
                similarities.Add(folder.Similarity(layer.Name, options, share => progress.Write(layer.Name, similarities.Count, share), signals.Token));
                progress.Write(layer.Name, similarities.Count, 0);
            }
            return output.Write(similarities, folder.Hashes(signals.Token), asked.PerfectFit);
        }
        catch (OperationCanceledException e)
        {
            throw new CommandException(ExitCodes.Of(signals.First), "Interrupted.", "Nothing was written.", e);
        }
    }

    private static void Write(TextWriter output, SimilarityReport report, string folder)
    {
        foreach (NetworkDynamics dynamics in report.Dynamics)
        {
            ReportedLayer[] layers = [.. report.Layers.Where(l => l.Measure == dynamics.Measure)];
            output.WriteLine($"{dynamics.Measure}, {RunsCommand.Count(report.Epochs.Length, "epoch")} from {report.Epochs[0]} to {report.Epochs[^1]}");
            string[][] rows =
            [
                ["layer", layers[0].Kind == LayerKind.Features ? "images" : "points", "evolution", "phase contrast"],
                .. layers.Select((layer, i) => (string[])
                [
                    layer.Layer, layer.Count.ToString(CultureInfo.InvariantCulture), Number(dynamics.Evolution[i]),
                    dynamics.Phases is { } split ? Number(split.Taps[i].Contrast) : "",
                ]),
            ];
            foreach (string line in Columns.Lines(rows, 1, 2, 3)) output.WriteLine(line);
            if (dynamics.Synchrony is { } synchrony) output.WriteLine($"synchrony: {Number(synchrony)}");
            if (dynamics.ShallowEvolution is { } shallow && dynamics.DeepEvolution is { } deep)
                output.WriteLine($"evolution: {Number(shallow)} in the shallow half, {Number(deep)} in the deep half");
            if (dynamics is { Phases: { } phases, PhaseContrast: { } contrast })
            {
                output.WriteLine(
                    $"phases of all layers together start at epochs {string.Join(", ", phases.Epochs)}, contrast {Number(phases.Contrast)}; "
                    + $"with each layer's own phases {Number(contrast)}");
            }
            if (dynamics.Transition is { MinimumLogRho: { } log } transition)
            {
                output.WriteLine(
                    $"transition at epoch {report.PerfectFit}: ln rho at least {Number(log)}"
                    + (transition.Excess is { } excess ? $", beyond the placebo by {Number(excess)}" : ""));
            }
            foreach (string reason in dynamics.Undefined) output.WriteLine(reason);
        }
        output.WriteLine($"{RunsCommand.Count(report.Outputs.Length, "file")} in {folder}: {string.Join(", ", report.Outputs)}");
    }

    private static string Number(double value) => value.ToString("f3", CultureInfo.InvariantCulture);

    private sealed record Asked(string Folder, string Output, string Estimator, int? Batch, int? PerfectFit, bool Regions);

    /// <summary>A line every few seconds while layers are compared.</summary>
    private sealed class ProgressLines(CommandContext context, int layers)
    {
        private readonly long start = context.Time.GetTimestamp();
        private TimeSpan last;

        public void Write(string layer, int done, double share)
        {
            TimeSpan elapsed = context.Time.GetElapsedTime(start);
            if (elapsed - last < Interval) return;
            last = elapsed;
            double all = (done + share) / layers;
            string left = all > 0 ? $", {RunLines.Clock(elapsed / all - elapsed)} left" : "";
            context.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{layer}: {done} of {layers} layers done, {100 * all:f0}% of all{left}"));
        }
    }
}
