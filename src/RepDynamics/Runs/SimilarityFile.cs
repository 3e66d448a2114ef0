using System.Text.Json;
using RepDynamics.IO;
using RepDynamics.Similarity;

namespace RepDynamics.Runs;

/// <summary>Keeps the similarity of every tap of a run as JSON, with the identity of the measure that made it.</summary>
internal static class SimilarityFile
{
    /// <summary>Writes the matrices.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="identity">Everything that decides these numbers beside the run's snapshots, as a hash.</param>
    /// <param name="similarities">At least one tap; all have the same measure and epochs.</param>
    public static void Write(Stream stream, string identity, IReadOnlyList<EpochSimilarity> similarities) =>
        JsonSerializer.Serialize(
            stream,
            new Stored(
                identity, similarities[0].Measure, similarities[0].Epochs,
                [.. similarities.Select(s => new StoredTap(s.Tap, s.UpperTriangle()))]),
            JsonFormat.StrictAscii);

    /// <summary>The matrices, or null when the file is of another identity or cannot be read: they are then measured again.</summary>
    public static IReadOnlyList<EpochSimilarity>? Read(ReadOnlySpan<byte> file, string identity)
    {
        try
        {
            Stored? stored = JsonSerializer.Deserialize<Stored>(file, JsonFormat.StrictAscii);
            return stored?.Identity == identity && stored.Taps.Count > 0 && !stored.Taps.Contains(null!) ? stored.Similarities() : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private sealed record Stored(string Identity, string Measure, IReadOnlyList<int> Epochs, IReadOnlyList<StoredTap> Taps)
    {
        public IReadOnlyList<EpochSimilarity> Similarities() =>
            [.. Taps.Select(t => new EpochSimilarity(t.Tap, Epochs, Square(t.Upper), Measure))];

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
