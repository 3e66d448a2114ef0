using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Similarity;

/// <summary>
/// Collects the Gram vectors of every tap while a network trains and compares each tap with itself across epochs. One pass of the
/// network a snapshot; memory 2 n (n + 1) bytes a tap and snapshot (400 images, 10 taps, 41 snapshots: 132 MB).
/// </summary>
public sealed class CkaRecorder : IDisposable
{
    private readonly string run;
    private readonly GramVectors vectors;
    private readonly CkaEstimator estimator;
    private readonly int[] epochs;
    private readonly Dictionary<string, (Tensor Rows, HashSet<int> Filled)> taps = [];

    /// <param name="run">The run's name, for errors.</param>
    /// <param name="taps">The taps to record.</param>
    /// <param name="epochs">The epochs that will be recorded, increasing.</param>
    /// <param name="images">n, the number of images.</param>
    /// <param name="estimator">Which estimator.</param>
    /// <param name="device">Where the features live.</param>
    /// <exception cref="ArgumentException">Names the run: there are too few images.</exception>
    public CkaRecorder(string run, IEnumerable<string> taps, IReadOnlyList<int> epochs, int images, CkaEstimator estimator, Device device)
    {
        ArgumentNullException.ThrowIfNull(taps);
        this.run = run;
        this.estimator = estimator;
        this.epochs = [.. epochs];
        try
        {
            vectors = new GramVectors(images, estimator, device);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{run}: {e.Message}", e);
        }
        foreach (string tap in taps)
            this.taps.Add(tap, (zeros([this.epochs.Length, vectors.Length], device: device).DetachFromDisposeScope(), []));
    }

    /// <summary>Takes one tap's output at one epoch.</summary>
    /// <param name="epoch">One of the epochs announced.</param>
    /// <param name="tap">One of the taps announced.</param>
    /// <param name="features">Float <c>[n, ...]</c>.</param>
    /// <exception cref="ArgumentException">Names run, tap and epoch: the features are constant, not finite, or not expected.</exception>
    public void Record(int epoch, string tap, Tensor features)
    {
        using DisposeScope scope = NewDisposeScope();
        RecordGram(epoch, tap, Gram(epoch, tap, features));
    }

    /// <summary>What every estimator starts from (<see cref="GramVectors.Gram"/>): recorders of the same features can share it.</summary>
    /// <exception cref="ArgumentException">Names run, tap and epoch: the features are constant, not finite, or not expected.</exception>
    internal Tensor Gram(int epoch, string tap, Tensor features) => Named(epoch, tap, () => vectors.Gram(features));

    /// <summary>Takes what <see cref="Gram"/> gave, of this recorder or of another of as many images.</summary>
    /// <exception cref="ArgumentException">Names run, tap and epoch: not announced, or (debiased) all images lie equally far apart.</exception>
    internal void RecordGram(int epoch, string tap, Tensor gram)
    {
        int row = Array.IndexOf(epochs, epoch);
        if (row < 0) throw new ArgumentException($"{run}: epoch {epoch} was not announced.", nameof(epoch));
        (Tensor rows, HashSet<int> filled) = Announced(tap);
        using DisposeScope scope = NewDisposeScope();
        rows.select(0, row).copy_(Named(epoch, tap, () => vectors.OfGram(gram)));
        filled.Add(row);
    }

    /// <summary>The epoch x epoch CKA of one tap.</summary>
    /// <exception cref="ArgumentException">The tap was not announced.</exception>
    /// <exception cref="InvalidOperationException">An announced epoch was not recorded.</exception>
    public EpochSimilarity Similarity(string tap)
    {
        (Tensor rows, HashSet<int> filled) = Announced(tap);
        if (filled.Count != epochs.Length)
            throw new InvalidOperationException($"{run}, tap {tap}: epoch {epochs[Enumerable.Range(0, epochs.Length).First(i => !filled.Contains(i))]} was not recorded.");
        using DisposeScope scope = NewDisposeScope();
        float[] products = rows.mm(rows.t()).cpu().data<float>().ToArray();
        int n = epochs.Length;
        var matrix = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                matrix[i, j] = i == j ? 1 : Math.Clamp(((double)products[i * n + j] + products[j * n + i]) / 2, -1, 1);
        }
        return new EpochSimilarity(tap, epochs, matrix, estimator == CkaEstimator.Biased ? "CKA (biased)" : "CKA (debiased)");
    }

    private Tensor Named(int epoch, string tap, Func<Tensor> compute)
    {
        try
        {
            return compute();
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{run}, tap {tap}, epoch {epoch}: {e.Message}", e);
        }
    }

    private (Tensor Rows, HashSet<int> Filled) Announced(string tap) =>
        taps.TryGetValue(tap, out (Tensor, HashSet<int>) kept) ? kept : throw new ArgumentException($"{run}: tap {tap} was not announced.", nameof(tap));

    /// <inheritdoc/>
    public void Dispose()
    {
        vectors.Dispose();
        foreach ((Tensor rows, _) in taps.Values) rows.Dispose();
    }
}
