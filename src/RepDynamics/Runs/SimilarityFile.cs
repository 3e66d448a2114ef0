using System.Text.Json;
using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Similarity;
using static TorchSharp.torch;

namespace RepDynamics.Runs;

/// <summary>How the similarity of snapshots is measured by CKA.</summary>
/// <param name="Images">The number of held-out images, from the first; all where there are fewer.</param>
/// <param name="Variation">What is changed about the features, or about their comparison.</param>
internal sealed record CkaMeasure(CkaEstimator Estimator, int Images, CkaVariation Variation = CkaVariation.None)
{
    /// <summary>The measure's name in a run's folder: <c>cka-biased-400</c>.</summary>
    public string Name => $"cka-{(Estimator == CkaEstimator.Biased ? "biased" : "debiased")}-{Images}{Suffix}";

    /// <summary>A hash of everything besides the run's snapshots that decides the numbers.</summary>
    public string Identity => CanonicalJson.Hash(new { Estimator, Images, Variation = Variation.ToString(), Sources = HostEnvironment.MeasureSources });

    /// <summary>The measure whose recorder gives this one: itself, unless it follows from the Gram matrices of another.</summary>
    public CkaMeasure Source => Variation is CkaVariation.Deconfounded or CkaVariation.WithoutOutliers ? this with { Variation = CkaVariation.None } : this;

    /// <summary>A recorder of this measure for the snapshots of one run.</summary>
    /// <param name="images">n, the number of images to compare; fewer than asked for where the run has fewer.</param>
    public CkaRecorder Recorder(string run, SnapshotReader snapshots, IReadOnlyList<int> epochs, int images, Device device) => new(
        run, snapshots.Taps, epochs, images, Estimator, device, Variation == CkaVariation.ClassToken ? snapshots.TokenTaps : null,
        Variation == CkaVariation.Pooled);

    /// <summary>The similarities, from the recorder of <see cref="Source"/>.</summary>
    /// <param name="source">Where all snapshots are recorded.</param>
    public IReadOnlyList<EpochSimilarity> Of(CkaRecorder source, Func<Tensor> input) => Variation switch
    {
        CkaVariation.Deconfounded => source.Deconfounded(input()),
        CkaVariation.WithoutOutliers => source.WithoutOutliers(),
        _ => source.Similarities(),
    };

    private string Suffix => Variation switch
    {
        CkaVariation.None => "",
        CkaVariation.ClassToken => "-class",
        CkaVariation.Pooled => "-pooled",
        CkaVariation.Deconfounded => "-deconfounded",
        _ => "-trimmed",
    };
}

/// <summary>What is changed about CKA to see whether a conclusion depends on it.</summary>
internal enum CkaVariation
{
    /// <summary>Nothing: all of the taps' outputs.</summary>
    None,

    /// <summary>Only the class token is compared of the taps that have tokens.</summary>
    ClassToken,

    /// <summary>Outputs are averaged over tokens, or over space.</summary>
    Pooled,

    /// <summary>What the images themselves contribute is projected out (<see cref="CkaRecorder.Deconfounded"/>).</summary>
    Deconfounded,

    /// <summary>Without the 1% of images of largest norm (<see cref="CkaRecorder.WithoutOutliers"/>).</summary>
    WithoutOutliers,
}

/// <summary>The similarity of every tap of a run as JSON, with the identity of the measure.</summary>
internal static class SimilarityFile
{
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
        public IReadOnlyList<EpochSimilarity> Similarities() => [.. Taps.Select(t => new EpochSimilarity(t.Tap, Epochs, Square(t.Upper), Measure))];

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
