using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Similarity;

/// <summary>
/// Records the Gram vectors of every tap while a network trains and compares each tap with itself across epochs. It takes one pass of the
/// network a snapshot, and memory of 2 n (n + 1) bytes a tap and snapshot (400 images, 10 taps, 41 snapshots: 132 MB).
/// </summary>
public sealed class CkaRecorder : IDisposable
{
    private readonly string run;
    private readonly GramVectors vectors;
    private readonly CkaEstimator estimator;
    private readonly int[] epochs;
    private readonly HashSet<string> classTokenTaps;
    private readonly bool pooled;
    private readonly Dictionary<string, (Tensor Rows, HashSet<int> Filled)> taps = [];

    /// <param name="run">The run's name, for errors.</param>
    /// <param name="taps">The taps to record.</param>
    /// <param name="epochs">The epochs that will be recorded, increasing.</param>
    /// <param name="images">n, the number of images.</param>
    /// <param name="estimator">Which estimator.</param>
    /// <param name="device">Where the features live.</param>
    /// <param name="classTokenTaps">The taps with outputs <c>[n, tokens, d]</c> of which only the first token is compared; none when null.</param>
    /// <param name="pooled">Whether outputs are averaged over tokens, or over space, before they are compared.</param>
    /// <exception cref="ArgumentException">Names the run: there are too few images.</exception>
    public CkaRecorder(
        string run, IEnumerable<string> taps, IReadOnlyList<int> epochs, int images, CkaEstimator estimator, Device device,
        IReadOnlyCollection<string>? classTokenTaps = null, bool pooled = false)
    {
        ArgumentNullException.ThrowIfNull(taps);
        this.run = run;
        this.estimator = estimator;
        this.epochs = [.. epochs];
        this.classTokenTaps = [.. classTokenTaps ?? []];
        this.pooled = pooled;
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

    /// <summary>Records one tap's output at one epoch.</summary>
    /// <param name="epoch">One of the announced epochs.</param>
    /// <param name="tap">One of the announced taps.</param>
    /// <param name="features">Float <c>[n, ...]</c>.</param>
    /// <exception cref="ArgumentException">
    /// Names run, tap and epoch: not announced, the features are constant or not finite, or (debiased) all images lie equally far apart.
    /// </exception>
    public void Record(int epoch, string tap, Tensor features) => Record([this], epoch, new Dictionary<string, Tensor> { [tap] = features });

    /// <summary>Records the outputs of all taps at one epoch by several recorders, which share the Gram matrices.</summary>
    /// <exception cref="ArgumentException">As of the other overload.</exception>
    internal static void Record(IReadOnlyCollection<CkaRecorder> recorders, int epoch, IReadOnlyDictionary<string, Tensor> features)
    {
        foreach ((string tap, Tensor output) in features)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor? whole = null;
            foreach (CkaRecorder recorder in recorders)
            {
                recorder.RecordGram(
                    epoch, tap,
                    recorder.classTokenTaps.Contains(tap) ? Gram(recorder, output.select(1, 0))
                    : recorder.pooled && output.dim() > 2 ? Gram(recorder, output.dim() == 3 ? output.mean([1]) : output.flatten(2).mean([2]))
                    : whole ??= Gram(recorder, output));
            }

            Tensor Gram(CkaRecorder recorder, Tensor compared) => recorder.Named(epoch, tap, () => recorder.vectors.Gram(compared));
        }
    }

    /// <summary>Whether all taps were recorded at an epoch.</summary>
    internal bool Has(int epoch) => taps.Values.All(tap => tap.Filled.Contains(Array.IndexOf(epochs, epoch)));

    /// <summary>The epoch x epoch CKA of all taps, in the order announced.</summary>
    internal IReadOnlyList<EpochSimilarity> Similarities() => [.. taps.Keys.Select(Similarity)];

    /// <summary>
    /// The same with what the images themselves contribute projected out (Cui et al. 2022): of each Gram matrix, what is left after its regression
    /// on that of the images. Costs a product a snapshot, and no memory.
    /// </summary>
    /// <param name="input">The images, <c>[n, ...]</c>.</param>
    /// <exception cref="ArgumentException">The images are constant, or a tap is nothing but the images; run and tap are named.</exception>
    internal IReadOnlyList<EpochSimilarity> Deconfounded(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = vectors.Of(input);
        return
        [
            .. taps.Keys.Select(tap =>
            {
                using DisposeScope inner = NewDisposeScope();
                Tensor rows = Complete(tap), left = rows - rows.mv(images).unsqueeze(1) * images, norms = left.norm(1, keepdim: true);
                if (norms.min().ToDouble() < 1e-3) throw new ArgumentException($"{run}, tap {tap}: its output is linear in the images, and nothing is left without them.");
                return Compare(tap, left / norms, ", without the input");
            }),
        ];
    }

    /// <summary>
    /// The same without the 1% of images whose centred outputs have the largest norm, mean over snapshots (Davari et al. 2022: few such images can
    /// decide CKA). Read off the stored Gram matrices. Biased estimator only.
    /// </summary>
    internal IReadOnlyList<EpochSimilarity> WithoutOutliers() =>
    [
        .. taps.Keys.Select(tap =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] grams = [.. Complete(tap).unbind(0).Select(vectors.Unpacked)];
            int left = vectors.Images - (vectors.Images + 99) / 100;
            Tensor norms = stack(grams.Select(gram => gram.diagonal())).mean([0]), keep = norms.argsort(descending: false).narrow(0, 0, left);
            using GramVectors fewer = new(left, estimator, keep.device);
            return Compare(tap, stack(grams.Select(gram => fewer.OfGram(gram.index_select(0, keep).index_select(1, keep)))), ", without outliers");
        }),
    ];

    /// <summary>The epoch x epoch CKA of one tap.</summary>
    /// <exception cref="ArgumentException">The tap was not announced.</exception>
    /// <exception cref="InvalidOperationException">An announced epoch was not recorded.</exception>
    public EpochSimilarity Similarity(string tap) => Compare(tap, Complete(tap), pooled ? ", pooled" : "");

    private Tensor Complete(string tap)
    {
        (Tensor rows, HashSet<int> filled) = Announced(tap);
        return filled.Count == epochs.Length
            ? rows
            : throw new InvalidOperationException($"{run}, tap {tap}: epoch {epochs[Enumerable.Range(0, epochs.Length).First(i => !filled.Contains(i))]} was not recorded.");
    }

    private EpochSimilarity Compare(string tap, Tensor rows, string variation)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] products = rows.mm(rows.t()).cpu().data<float>().ToArray();
        int n = epochs.Length;
        double[,] matrix = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                matrix[i, j] = i == j ? 1 : Math.Clamp(((double)products[i * n + j] + products[j * n + i]) / 2, -1, 1);
        }
        return new EpochSimilarity(tap, epochs, matrix, new StreamedCkaOptions { Estimator = estimator }.MeasureName + variation);
    }

    private void RecordGram(int epoch, string tap, Tensor gram)
    {
        int row = Array.IndexOf(epochs, epoch);
        if (row < 0) throw new ArgumentException($"{run}: epoch {epoch} was not announced.", nameof(epoch));
        (Tensor rows, HashSet<int> filled) = Announced(tap);
        rows.select(0, row).copy_(Named(epoch, tap, () => vectors.OfGram(gram)));
        filled.Add(row);
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
