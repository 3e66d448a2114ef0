using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RepDynamics.Figures;
using RepDynamics.IO;
using RepDynamics.Similarity;

namespace RepDynamics.Checkpoints;

/// <summary>
/// A folder to write a report into: per layer <c>LAYER.csv</c>, its epoch x epoch matrix with the epochs as header; <c>similarity.json</c>,
/// the report with all matrices; <c>heatmaps.png</c> (of very many layers, several). Files of an earlier report are replaced, other files are left alone.
/// </summary>
public sealed partial class SimilarityOutput
{
    private const int PanelsARow = 8;
    private const int RowsAPicture = 12;

    private readonly string folder;
    private readonly CheckpointFolder checkpoints;
    private readonly ImmutableArray<string> earlier;

    private SimilarityOutput(string folder, CheckpointFolder checkpoints, ImmutableArray<string> earlier) =>
        (this.folder, this.checkpoints, this.earlier) = (folder, checkpoints, earlier);

    /// <summary>Checks, before the work is done, that its result can be written.</summary>
    /// <param name="folder">Created if it does not exist.</param>
    /// <exception cref="CheckpointException">The folder cannot be written, a file that no earlier report wrote is in the way, or figures cannot be drawn here.</exception>
    public static SimilarityOutput Prepare(string folder, CheckpointFolder checkpoints)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        if (string.IsNullOrWhiteSpace(folder)) throw new CheckpointException("--out names no folder.", "Name the folder to write into.");
        try
        {
            AtomicFile.RequireWritable(folder);
            ImmutableArray<string> earlier = Earlier(folder);
            string[] names =
            [
                .. OutputNames.Tables(checkpoints.Layers.Select(l => l.Name)), .. OutputNames.HeatMaps(Pictures(checkpoints.Layers.GroupBy(l => l.Kind))), OutputNames.Report,
            ];
            if (names.FirstOrDefault(n => !earlier.Contains(n) && Path.Exists(Path.Combine(folder, n))) is { } foreign)
            {
                throw new CheckpointException(
                    $"{Path.Combine(folder, foreign)} is there already, and no earlier report wrote it.", "Move it away, or choose another folder for --out.");
            }
            // Of a process that was killed while it wrote.
            foreach (string part in Directory.GetFiles(folder, "*.part").Where(part => names.Contains(Unfinished().Replace(Path.GetFileName(part), ""))))
                File.Delete(part);
            // Where a font is missing, this fails now and not after hours of work.
            _ = new HeatMapGrid { Rows = [new HeatMapRow { Title = "trial", Epochs = [0, 1], Panels = [new("tap", new double[2, 2])] }] }.Measure();
            return new(folder, checkpoints, earlier);
        }
        catch (Exception e) when (e is IOException and not CheckpointException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, e);
        }
        catch (InvalidOperationException e)
        {
            throw new CheckpointException($"The heat maps cannot be drawn: {e.Message}", "repdynamics doctor shows what is missing.", e);
        }
    }

    /// <summary>Writes tables and report under temporary names and renames them when all are written; then the heat maps in the same way.</summary>
    /// <param name="similarities">Of the layers that could be compared, at least one, in their order.</param>
    /// <param name="hashes">Of every file (<see cref="CheckpointFolder.Hashes"/>).</param>
    /// <param name="perfectFit">The epoch of perfect fit, between the first and the last; null where it is not known.</param>
    /// <param name="skipped">The layers that could not be compared; by default those of the folder.</param>
    /// <returns>The report, without the matrices.</returns>
    /// <exception cref="CheckpointException">A file cannot be written; an earlier report stays unless a rename fails, which a full disk does not cause.</exception>
    public SimilarityReport Write(
        IReadOnlyList<EpochSimilarity> similarities, ImmutableArray<string> hashes, int? perfectFit = null, ImmutableArray<SkippedLayer>? skipped = null)
    {
        ArgumentNullException.ThrowIfNull(similarities);
        string[] pictures = [.. OutputNames.HeatMaps(Pictures(similarities.GroupBy(s => s.MeasureName)))];
        var report = SimilarityReport.Of(checkpoints, hashes, similarities, skipped ?? checkpoints.Skipped, perfectFit, pictures);
        try
        {
            AtomicFile.Write(
            [
                .. report.Layers.Select((layer, i) => Output(layer.Table, Encoding.UTF8.GetBytes(Table(similarities[i])))),
                // Last, since it lists the files of this report.
                Output(OutputNames.Report, Json(report, similarities)),
            ]);
            AtomicFile.Write([.. Rows(similarities, report, perfectFit).Chunk(RowsAPicture).Select((rows, i) => Output(pictures[i], new HeatMapGrid { Rows = rows }.ToPng()))]);
            foreach (string stale in earlier.Except(report.Outputs)) File.Delete(Path.Combine(folder, stale));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, e);
        }
        return report;

        (string, Action<Stream>) Output(string name, byte[] content) => (Path.Combine(folder, name), stream => stream.Write(content));
    }

    private static int Pictures<TKey, T>(IEnumerable<IGrouping<TKey, T>> measures) =>
        (measures.Sum(layers => (layers.Count() + PanelsARow - 1) / PanelsARow) + RowsAPicture - 1) / RowsAPicture;

    // The outputs that an earlier report lists; empty if there is no report.
    private static ImmutableArray<string> Earlier(string folder)
    {
        string file = Path.Combine(folder, OutputNames.Report);
        if (!File.Exists(file)) return [];
        try
        {
            var report = JsonNode.Parse(File.ReadAllText(file));
            return report?["format"]?.GetValue<string>() != SimilarityReport.FormatName ? []
                : [.. report["outputs"]!.AsArray().Select(name => name!.GetValue<string>()).Where(name => Path.GetFileName(name) == name && name.Length > 0)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            return [];
        }
    }

    private static string Table(EpochSimilarity similarity) => string.Concat(similarity.Epochs
        .Zip(Values(similarity), (epoch, row) => $"{epoch},{string.Join(',', row.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}\n")
        .Prepend($"epoch,{string.Join(',', similarity.Epochs)}\n"));

    private static IEnumerable<IEnumerable<double>> Values(EpochSimilarity similarity) =>
        Enumerable.Range(0, similarity.Count).Select(i => Enumerable.Range(0, similarity.Count).Select(j => similarity[i, j]));

    private static byte[] Json(SimilarityReport report, IReadOnlyList<EpochSimilarity> similarities)
    {
        JsonObject json = JsonSerializer.SerializeToNode(report, JsonFormat.Indented)!.AsObject();
        json["matrices"] = new JsonObject(similarities.Select(similarity => KeyValuePair.Create(similarity.Tap, JsonSerializer.SerializeToNode(Values(similarity)))));
        return Encoding.UTF8.GetBytes(json.ToJsonString(JsonFormat.Indented) + "\n");
    }

    private static IEnumerable<HeatMapRow> Rows(IReadOnlyList<EpochSimilarity> similarities, SimilarityReport report, int? perfectFit) =>
        similarities.Zip(report.Layers).GroupBy(layer => layer.First.MeasureName).SelectMany(alike => alike.Chunk(PanelsARow).Select((chunk, row) => new HeatMapRow
        {
            Title = row == 0 ? alike.Key : $"{alike.Key}, from layer {row * PanelsARow + 1} on",
            Note = string.Join(" or ", chunk.Select(layer => $"{layer.Second.Count} {(layer.Second.Kind == LayerKind.Features ? "images" : "points")}").Distinct()),
            Epochs = chunk[0].First.Epochs,
            PerfectFitEpoch = perfectFit,
            Panels = [.. chunk.Select(layer => new HeatMapPanel(Short(layer.First.Tap), layer.First.ToMatrix()))],
        }));

    // Long names of layers differ at their end.
    private static string Short(string layer) => layer.Length <= 32 ? layer : "..." + layer[^29..];

    [GeneratedRegex("\\.[^.]+\\.[^.]+\\.part$")]
    private static partial Regex Unfinished();

    private static CheckpointException Unwritable(string folder, Exception cause) => new(
        $"{folder} cannot be written: {cause.Message}", "Choose another folder for --out, or make sure that it can be written and that its disk has room.", cause);
}
