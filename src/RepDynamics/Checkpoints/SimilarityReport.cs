using System.Reflection;
using RepDynamics.Similarity;

namespace RepDynamics.Checkpoints;

/// <summary>What was compared, how, and what came out, without the matrices.</summary>
/// <param name="Format">Identifies the file as such a report.</param>
/// <param name="PerfectFit">The epoch of perfect fit, as it was given; null where it was not.</param>
/// <param name="Dynamics">The statistics, for each measure those of its layers.</param>
public sealed record SimilarityReport(
    string Format, string Version, string Folder, ImmutableArray<int> Epochs, ImmutableArray<ReportedFile> Files, ImmutableArray<ReportedLayer> Layers,
    ImmutableArray<SkippedLayer> Skipped, int? PerfectFit, ImmutableArray<NetworkDynamics> Dynamics, ImmutableArray<string> Outputs)
{
    internal const string FormatName = "repdynamics similarity 1";

    // The similarities are those of the layers that could be compared, in their order.
    internal static SimilarityReport Of(
        CheckpointFolder folder, ImmutableArray<string> hashes, IReadOnlyList<EpochSimilarity> similarities, ImmutableArray<SkippedLayer> skipped,
        int? perfectFit, IEnumerable<string> pictures)
    {
        ImmutableArray<string> tables = OutputNames.Tables(similarities.Select(s => s.Tap));
        var kinds = folder.Layers.ToDictionary(l => l.Name);
        return new(
            FormatName,
            typeof(SimilarityReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
            folder.Path, folder.Epochs,
            [.. folder.Files.Select((f, i) => new ReportedFile(f.Epoch, f.Name, hashes[i]))],
            [.. similarities.Select((s, i) => new ReportedLayer(s.Tap, kinds[s.Tap].Kind, s.MeasureName, kinds[s.Tap].Count, tables[i]))],
            skipped, perfectFit,
            [.. similarities.GroupBy(s => s.MeasureName).Select(alike => NetworkDynamics.Of([.. alike], perfectFit))],
            [.. tables, .. pictures, OutputNames.Report]);
    }
}

/// <summary>A file that was read.</summary>
/// <param name="Sha256">Its SHA-256, 64 lower-case hexadecimal digits.</param>
public sealed record ReportedFile(int Epoch, string File, string Sha256);

/// <summary>A layer that was compared with itself.</summary>
/// <param name="Measure">How they were compared: estimator and, of minibatches, their size.</param>
/// <param name="Count">n images, or the points of a region map.</param>
public sealed record ReportedLayer(string Layer, LayerKind Kind, string Measure, int Count, string Table);
