using System.Collections.Immutable;
using System.Text.Json;
using RepDynamics.Claims;
using RepDynamics.IO;

namespace RepDynamics.Reports;

/// <summary>The evidence beside a verdict: what the report draws by itself of the runs of the first seed.</summary>
public static class EvidenceFile
{
    /// <summary>The name of the file in a folder of results.</summary>
    public const string FileName = "evidence.json";

    /// <summary>Writes evidence so that a reader finds the old file or the new one.</summary>
    /// <param name="file">Path of the file.</param>
    /// <param name="runs">The runs.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string file, IEnumerable<RunEvidence> runs)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        ArgumentNullException.ThrowIfNull(runs);
        ImmutableArray<RunEvidence> all = [.. runs];
        AtomicFile.Write(file, stream => JsonSerializer.Serialize(stream, all, JsonFormat.StrictOneLine));
    }

    /// <summary>Reads evidence.</summary>
    /// <param name="file">Path of the file.</param>
    /// <exception cref="ClaimFileException">It is missing, not of this form, or a matrix has not as many entries as its epochs ask for.</exception>
    public static ImmutableArray<RunEvidence> Read(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        RunEvidence[] runs = StrictJson.Read<RunEvidence[]>(file);
        for (int i = 0; i < runs.Length; i++)
        {
            if (runs[i] is null || runs[i].Metrics.IsDefault || runs[i].Matrices.IsDefault)
                throw new ClaimFileException(file, $"[{i}]", "Expected a run with metrics and matrices, found null.");
            for (int j = 0; j < runs[i].Matrices.Length; j++) Check(file, $"[{i}].matrices[{j}]", runs[i].Matrices[j]);
        }
        return [.. runs];
    }

    private static void Check(string file, string field, MatrixEvidence matrix)
    {
        if (matrix is null || matrix.Epochs.IsDefault || matrix.Thousandths.IsDefault)
            throw new ClaimFileException(file, field, "Expected a matrix with epochs and entries, found null.");
        int count = matrix.Epochs.Length;
        if (count < 2 || matrix.Epochs.Zip(matrix.Epochs.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new ClaimFileException(file, $"{field}.epochs", "Expected at least 2 epochs, strictly increasing.");
        if (matrix.Thousandths.Length != count * (count - 1) / 2)
        {
            throw new ClaimFileException(
                file, $"{field}.thousandths",
                $"Expected {count * (count - 1) / 2} entries for {count} epochs, found {matrix.Thousandths.Length}.");
        }
    }
}
