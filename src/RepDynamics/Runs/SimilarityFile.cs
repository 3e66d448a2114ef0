using System.Text.Json;
using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Similarity;
using static TorchSharp.torch;

namespace RepDynamics.Runs;

/// <summary>How the similarity of snapshots is measured by CKA.</summary>
/// <param name="Estimator">Which estimator.</param>
/// <param name="Images">The number of held-out images, from the first; all where there are fewer.</param>
/// <param name="ClassToken">Whether only the class token is compared of the taps that have tokens.</param>
internal sealed record CkaMeasure(CkaEstimator Estimator, int Images, bool ClassToken = false)
{
    /// <summary>The measure's name in a run's folder: <c>cka-biased-400</c>.</summary>
    public string Name => $"cka-{(Estimator == CkaEstimator.Biased ? "biased" : "debiased")}-{Images}{(ClassToken ? "-class" : "")}";

    /// <summary>A hash of everything besides the run's snapshots that decides the numbers.</summary>
    public string Identity { get; } = ClassToken
        ? CanonicalJson.Hash(new { Estimator, Images, ClassToken, Sources = HostEnvironment.MeasureSources })
        : CanonicalJson.Hash(new { Estimator, Images, Sources = HostEnvironment.MeasureSources });

    /// <summary>A recorder of this measure for the snapshots of one run.</summary>
    /// <param name="run">The run's name, for errors.</param>
    /// <param name="snapshots">The run's snapshots.</param>
    /// <param name="epochs">Their epochs, increasing.</param>
    /// <param name="images">n, the number of images to compare; fewer than asked for where the run has fewer.</param>
    /// <param name="device">Where the features live.</param>
    public CkaRecorder Recorder(string run, SnapshotReader snapshots, IReadOnlyList<int> epochs, int images, Device device) =>
        new(run, snapshots.Taps, epochs, images, Estimator, device, ClassToken ? snapshots.TokenTaps : null);
}

/// <summary>The similarity of every tap of a run as JSON, with the identity of the measure.</summary>
internal static class SimilarityFile
{
    /// <summary>Writes the matrices.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="identity"><see cref="CkaMeasure.Identity"/>.</param>
    /// <param name="similarities">At least one tap; all have the same measure and epochs.</param>
    public static void Write(Stream stream, string identity, IReadOnlyList<EpochSimilarity> similarities) =>
        JsonSerializer.Serialize(
            stream,
            new Stored(
                identity, similarities[0].MeasureName, similarities[0].Epochs,
                [.. similarities.Select(s => new StoredTap(s.Tap, s.UpperTriangle()))]),
            JsonFormat.StrictAscii);

    /// <summary>Reads the matrices; null if the file has another identity or cannot be read, so that they are measured again.</summary>
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
            double[,] square = new double[n, n];
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
