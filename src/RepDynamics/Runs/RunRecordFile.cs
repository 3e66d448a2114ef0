using System.Text.Json;
using RepDynamics.Similarity;
using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>Keeps a <see cref="RunRecord"/> as one JSON file.</summary>
internal static class RunRecordFile
{
    // A file that lacks a part is damaged, not a record without it.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes a record; a reader never sees half of it.</summary>
    /// <exception cref="IOException">The disk is full, the folder cannot be written, ...</exception>
    public static void Write(string file, RunRecord record) =>
        AtomicFile.Write(file, stream => JsonSerializer.Serialize(stream, Stored.Of(record), Options));

    /// <summary>The record, or null when there is none or it cannot be read: it is then made again.</summary>
    public static RunRecord? Read(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            return JsonSerializer.Deserialize<Stored>(stream, Options)?.ToRecord();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    private sealed record Stored(
        string Name, string RecipeHash, string TrainFingerprint, string TestFingerprint,
        IReadOnlyDictionary<string, string> Environment, IReadOnlyList<SnapshotMetrics> Metrics,
        string Measure, IReadOnlyList<int> Epochs, IReadOnlyList<StoredTap> Taps)
    {
        public static Stored Of(RunRecord r) => new(
            r.Name, r.RecipeHash, r.TrainFingerprint, r.TestFingerprint, r.Environment, r.Metrics,
            r.Similarities[0].Measure, r.Similarities[0].Epochs, [.. r.Similarities.Select(s => new StoredTap(s.Tap, s.UpperTriangle()))]);

        public RunRecord ToRecord() => Taps.Count == 0 || Metrics.Count == 0 ? throw new JsonException("No taps or no metrics.") : new()
        {
            Name = Name,
            RecipeHash = RecipeHash,
            TrainFingerprint = TrainFingerprint,
            TestFingerprint = TestFingerprint,
            Environment = Environment,
            Metrics = Metrics,
            Similarities = [.. Taps.Select(t => new EpochSimilarity(t.Tap, Epochs, Square(t.Upper), Measure))],
        };

        private double[,] Square(double[] upper)
        {
            int n = Epochs.Count, next = 0;
            if (upper.Length != n * (n - 1) / 2) throw new JsonException($"{upper.Length} similarities for {n} epochs.");
            var square = new double[n, n];
            for (int i = 0; i < n; i++)
            {
                square[i, i] = 1;
                for (int j = i + 1; j < n; j++) square[i, j] = square[j, i] = upper[next++];
            }
            return square;
        }
    }

    private sealed record StoredTap(string Tap, double[] Upper);
}
