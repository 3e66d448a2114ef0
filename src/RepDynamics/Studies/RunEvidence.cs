using System.Text.Json;
using System.Text.Json.Serialization;
using RepDynamics.Claims;
using RepDynamics.IO;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Training;

namespace RepDynamics.Studies;

/// <summary>The part of a run that the report draws itself: curves, matrices, and the environment.</summary>
/// <param name="Name">The run's title, as in <see cref="Verdict.RecipeHashes"/>: <c>ViT-SGD seed 10</c>.</param>
/// <param name="PerfectFitEpoch">The epoch of perfect fit t*; null when it never happens.</param>
/// <param name="Environment">The machine and software that trained it.</param>
/// <param name="Metrics">Metrics at every snapshot, epochs increasing.</param>
/// <param name="Matrices">The matrices of every tap, in the network's order, measure by measure.</param>
internal sealed record RunEvidence(
    string Name, string RecipeHash, int? PerfectFitEpoch, IReadOnlyDictionary<string, string> Environment, ImmutableArray<SnapshotMetrics> Metrics,
    ImmutableArray<MatrixEvidence> Matrices)
{
    /// <summary>The name of the file in a folder of results.</summary>
    public const string FileName = "evidence.json";

    /// <summary>Returns the evidence of one run, by its title in the verdict.</summary>
    internal static RunEvidence Of(string title, RunRecord run) => new(
        title, run.RecipeHash, run.PerfectFitEpoch, run.Environment, [.. run.Metrics],
        [.. run.Similarities.Concat(run.Regions?.HeldOut.Similarities ?? []).Select(MatrixEvidence.Of)]);

    /// <summary>Writes the file beside a verdict with the evidence of the first seed's runs: a reader finds the old file or the new one.</summary>
    public static void Write(string file, IEnumerable<RunEvidence> runs) =>
        AtomicFile.Write(file, stream => JsonSerializer.Serialize(stream, runs, JsonFormat.StrictOneLine));

    /// <exception cref="ClaimFileException">It is missing, not of this form, or a matrix has not as many entries as its epochs ask for.</exception>
    public static ImmutableArray<RunEvidence> Read(string file)
    {
        ImmutableArray<RunEvidence> runs = [.. StrictJson.Read<RunEvidence[]>(file)];
        foreach ((int i, RunEvidence run) in runs.Index())
        {
            Require(run is { Metrics.IsDefault: false, Matrices.IsDefault: false }, $"[{i}]", "Expected a run with metrics and matrices, found null.");
            foreach ((int j, MatrixEvidence matrix) in run.Matrices.Index()) Check($"[{i}].matrices[{j}]", matrix);
        }
        return runs;

        void Check(string field, MatrixEvidence matrix)
        {
            Require(matrix is { Epochs.IsDefault: false, Thousandths.IsDefault: false }, field, "Expected a matrix with epochs and entries, found null.");
            int count = matrix.Epochs.Length, entries = count * (count - 1) / 2;
            bool increases = matrix.Epochs.Zip(matrix.Epochs.Skip(1)).All(pair => pair.First < pair.Second);
            Require(count > 1 && increases, $"{field}.epochs", "Expected at least 2 epochs, strictly increasing.");
            Require(matrix.Thousandths.Length == entries, $"{field}.thousandths", $"Expected {entries} entries for {count} epochs, found {matrix.Thousandths.Length}.");
        }

        void Require(bool holds, string field, string fault)
        {
            if (!holds) throw new ClaimFileException(file, field, fault);
        }
    }
}

/// <summary>The comparison of one tap with itself across epochs, to three digits: enough for a heat map, and a tenth of the size.</summary>
/// <param name="Epochs">Epochs of the snapshots, <c>[E]</c>, strictly increasing.</param>
/// <param name="Thousandths">The lower triangle without the diagonal, row by row, in thousandths: (1,0), (2,0), (2,1), ..., <c>[E (E - 1) / 2]</c>.</param>
internal sealed record MatrixEvidence(string Tap, string Measure, ImmutableArray<int> Epochs, ImmutableArray<int> Thousandths)
{
    /// <summary>Whether decision regions were compared, not representations.</summary>
    [JsonIgnore]
    public bool IsOfRegions => Measure == RegionSimilarity.MeasureName;

    /// <summary>Returns an entry of the whole matrix, in thousandths.</summary>
    public int Value(int i, int j) => i == j ? 1000 : Thousandths[(Math.Max(i, j) * (Math.Max(i, j) - 1) / 2) + Math.Min(i, j)];

    public static MatrixEvidence Of(EpochSimilarity tap) => new(
        tap.Tap, tap.MeasureName, tap.Epochs,
        [.. Enumerable.Range(0, tap.Count).SelectMany(i => Enumerable.Range(0, i).Select(j => (int)Math.Round(1000 * tap[i, j])))]);
}
