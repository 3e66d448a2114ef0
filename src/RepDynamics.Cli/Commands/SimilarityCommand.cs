using System.CommandLine;
using RepDynamics.Checkpoints;
using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Runs;
using RepDynamics.Similarity;
using static System.FormattableString;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics similarity</c>: both measures on the checkpoints of any network.</summary>
internal static class SimilarityCommand
{
    private const string Minibatch = "minibatch";

    // Nguyen et al. 2021 compare networks with minibatches of this size.
    private const int DefaultBatch = 256;

    // Larger matrices are computed in tiles: smaller budgets are slow, and larger ones than the default are hardly faster.
    private const long LeastMemory = 256L << 20;

    // Of the names of layers, in the line with their order.
    private const int MostShown = 40;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public static Command Build(CommandContext context, CommonOptions common)
    {
        Argument<string> folder = new("DIR") { Description = "A .npz or .safetensors file for each epoch, with the epoch in its name and an array [n, ...] for each layer." };
        Option<string> output = new("--out", "-o") { Description = "The folder for tables, report and heat maps.", HelpName = "OUT", Required = true };
        Option<string> estimator = CommonOptions.OneOf(["--estimator", "-e"], "How CKA is estimated.", "biased", "biased", "debiased", Minibatch);
        Option<int?> batch = new("--batch") { Description = $"Images a minibatch, at least {GramVectors.FewestImages}; default {DefaultBatch}.", HelpName = "N" };
        Option<int?> perfectFit = new("--perfect-fit") { Description = "The epoch of perfect fit, for the transition.", HelpName = "EPOCH" };
        Option<string?> layers = new("--layers") { Description = "Layers, from the input to the output: names or patterns with * and ?, separated by commas.", HelpName = "A,B,C" };
        Option<string?> without = new("--without") { Description = "Layers to leave out, in the same way.", HelpName = "A,B,C" };
        Option<string?> epochs = new("--epochs") { Description = "Epochs, such as 0,1,2,10..40; by default all.", HelpName = "LIST" };
        Option<bool> regions = new("--regions") { Description = "Every array is a region map: integer labels of points, of any shape." };
        return new ActionCommand(
            "similarity",
            "Compare every layer of your own network with itself across epochs: features by CKA, region maps (integers [points]) by the share of "
            + "equal labels. Writes tables, heat maps, synchrony, phases and transition.",
            [folder, output, estimator, batch, perfectFit, layers, without, epochs, regions, common.Json], parsed =>
            {
                Arguments arguments = new(
                    parsed.GetRequiredValue(folder), parsed.GetRequiredValue(output), parsed.GetRequiredValue(estimator), parsed.GetValue(batch),
                    parsed.GetValue(perfectFit), new CheckpointOptions
                    {
                        Regions = parsed.GetValue(regions),
                        Layers = [.. Names(parsed, layers)],
                        Without = [.. Names(parsed, without)],
                        Epochs = [.. Names(parsed, epochs).Select(Range)],
                        ScratchFolder = parsed.GetRequiredValue(output),
                    });
                SimilarityReport report = Compare(context, arguments, Estimate(arguments));
                if (parsed.GetValue(common.Json)) Output.Json(context.Out, report);
                else Write(context.Out, report, arguments.Output);
                foreach (SkippedLayer layer in report.Skipped) context.Error.WriteLine($"repdynamics: not compared: {Quote.Escaped(layer.Reason)}\n  {layer.Remedy}");
                return report.Skipped.IsEmpty ? ExitCode.Ok : ExitCode.Attention;
            });
    }

    // What to do about an error of the folder or of its features; null of any other.
    private static string? Remedy(Exception error) => (error as CheckpointException)?.Remedy ?? (error as FeatureException)?.Remedy;

    private static string[] Names(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } list) return [];
        string[] names = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length > 0 ? names : throw new CommandException(ExitCode.Usage, $"{option.Name} '{list}' names nothing.", "Give names, or leave the option out.");
    }

    private static (int First, int Last) Range(string text)
    {
        string[] ends = text.Split("..");
        return ends.Length <= 2 && Epoch(ends[0], out int first) && Epoch(ends[^1], out int last) && first <= last ? (first, last)
            : throw new CommandException(ExitCode.Usage, $"--epochs '{text}' is no epoch and no range of epochs.", "Give epochs and ranges, such as 0,1,2,10..40.");

        static bool Epoch(string number, out int epoch) => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out epoch);
    }

    private static StreamedCkaOptions Estimate(Arguments arguments)
    {
        if (arguments.Batch is { } size && arguments.Estimator != Minibatch)
            throw new CommandException(ExitCode.Usage, $"--batch {size} needs --estimator minibatch.", "Give --estimator minibatch, or leave --batch out.");
        if (arguments.Batch < GramVectors.FewestImages)
            throw new CommandException(ExitCode.Usage, $"--batch {arguments.Batch}: CKA needs more images.", $"Give at least {GramVectors.FewestImages}.");
        return new()
        {
            Estimator = arguments.Estimator == "biased" ? CkaEstimator.Biased : CkaEstimator.Debiased,
            Batch = arguments.Estimator == Minibatch ? arguments.Batch ?? DefaultBatch : null,
            MemoryBudget = Math.Clamp(RunMemory.Available(), LeastMemory, new StreamedCkaOptions().MemoryBudget),
        };
    }

    private static SimilarityReport Compare(CommandContext context, Arguments arguments, StreamedCkaOptions options)
    {
        if (!Directory.Exists(arguments.Folder))
            throw new CommandException(ExitCode.Usage, $"There is no folder {arguments.Folder}.", "Give the folder with a file for each epoch.");
        var folder = CheckpointFolder.Open(arguments.Folder, arguments.Options);
        if (arguments.PerfectFit is { } epoch && (epoch < Math.Max(1, folder.Epochs[0]) || epoch > folder.Epochs[^1]))
        {
            throw new CommandException(
                ExitCode.Usage, $"--perfect-fit {epoch} lies outside the epochs of the files.",
                $"Give an epoch from {Math.Max(1, folder.Epochs[0])} to {folder.Epochs[^1]}.");
        }
        var output = SimilarityOutput.Prepare(arguments.Output, folder);
        CanonicalNumerics.Apply();
        return context.Stoppable("Nothing was written.", stop =>
        {
            string[] names = [.. folder.Layers.Select(l => Quote.Escaped(l.Name))];
            if (names.Length > MostShown) names = [.. names.Take(MostShown / 2), "...", .. names.TakeLast(MostShown / 2)];
            context.Error.WriteLine($"layers {folder.Order}: {string.Join(", ", names)} (--layers chooses and orders)");
            long start = context.Time.GetTimestamp();
            TimeSpan reported = default;
            List<EpochSimilarity> similarities = [];
            List<SkippedLayer> skipped = [.. folder.Skipped];
            foreach ((int done, CheckpointLayer layer) in folder.Layers.Index())
            {
                try
                {
                    similarities.Add(folder.Similarity(layer.Name, options, share => Report(layer.Name, done, share), stop));
                }
                catch (Exception e) when (Remedy(e) is not null && (done < folder.Layers.Length - 1 || similarities.Count > 0))
                {
                    skipped.Add(new(layer.Name, e.Message, Remedy(e)!));
                }
                Report(layer.Name, done + 1, 0);
            }
            return output.Write(similarities, folder.Hashes(stop), arguments.PerfectFit, [.. skipped]);

            // A line every few seconds.
            void Report(string layer, int done, double share)
            {
                TimeSpan elapsed = context.Time.GetElapsedTime(start);
                if (elapsed - reported < Interval) return;
                reported = elapsed;
                double all = (done + share) / folder.Layers.Length;
                string left = all > 0 ? $", {RunLines.Clock(elapsed / all - elapsed)} left" : "";
                context.Error.WriteLine(Invariant($"{Quote.Escaped(layer)}: {done} of {folder.Layers.Length} layers done, {100 * all:f0}% of all{left}"));
            }
        });
    }

    private static void Write(TextWriter output, SimilarityReport report, string folder)
    {
        foreach (NetworkDynamics dynamics in report.Dynamics)
        {
            ReportedLayer[] layers = [.. report.Layers.Where(l => l.Measure == dynamics.Measure)];
            output.WriteLine($"{dynamics.Measure}, {Output.Count(report.Epochs.Length, "epoch")} from {report.Epochs[0]} to {report.Epochs[^1]}");
            string[][] rows =
            [
                ["layer", layers[0].Kind == LayerKind.Features ? "images" : "points", "evolution", "phase contrast"],
                .. layers.Select((layer, i) => (string[])
                [
                    layer.Layer, $"{layer.Count}", Number(dynamics.Evolution[i]),
                    dynamics.Phases is { } split ? Number(split.Taps[i].Contrast) : "",
                ]),
            ];
            Output.Columns(output, rows, 1, 2, 3);
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
        output.WriteLine($"{Output.Count(report.Outputs.Length, "file")} in {folder}: {string.Join(", ", report.Outputs)}");
    }

    private static string Number(double value) => value.ToString("f3", CultureInfo.InvariantCulture);

    private sealed record Arguments(string Folder, string Output, string Estimator, int? Batch, int? PerfectFit, CheckpointOptions Options);
}
