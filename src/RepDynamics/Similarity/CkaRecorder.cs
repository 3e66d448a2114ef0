using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Similarity;

/// <summary>
/// Records the Gram vectors of every tap while a network trains and compares each tap with itself across epochs. It takes one pass of the
/// network a snapshot, and memory of 2 n (n + 1) bytes a tap and snapshot (400 images, 10 taps, 41 snapshots: 132 MB).
/// </summary>
internal sealed class CkaRecorder : IDisposable
{
    private readonly string run;
    private readonly GramVectors vectors;
    private readonly CkaEstimator estimator;
    private readonly int[] epochs;
    private readonly HashSet<string> classTokenTaps;
    private readonly bool pooled;
    private readonly Dictionary<string, (Tensor Rows, HashSet<int> Recorded)> taps = [];

    /// <param name="epochs">The epochs that will be recorded, increasing.</param>
    /// <param name="classTokenTaps">The taps with outputs <c>[n, tokens, d]</c> of which only the first token is compared; none when null.</param>
    /// <param name="pooled">Whether outputs are averaged over tokens, or over space, before they are compared.</param>
    /// <exception cref="ArgumentException">Names the run: there are too few images.</exception>
    public CkaRecorder(
        string run, IEnumerable<string> taps, IReadOnlyList<int> epochs, int images, CkaEstimator estimator, Device device,
        IReadOnlyCollection<string>? classTokenTaps = null, bool pooled = false)
    {
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
        foreach (string tap in taps) this.taps.Add(tap, (zeros([this.epochs.Length, vectors.Length], device: device).DetachFromDisposeScope(), []));
    }

    /// <summary>Records the outputs of taps at one epoch, float <c>[n, ...]</c>, by several recorders, which share the Gram matrices.</summary>
    /// <exception cref="ArgumentException">
    /// Names run, tap and epoch: not announced, the features are constant or not finite, or (debiased) all images lie equally far apart.
    /// </exception>
    public static void Record(IReadOnlyCollection<CkaRecorder> recorders, int epoch, IReadOnlyDictionary<string, Tensor> features)
    {
        foreach ((string tap, Tensor output) in features)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor? whole = null;
            foreach (CkaRecorder recorder in recorders)
            {
                int row = Array.IndexOf(recorder.epochs, epoch);
                if (row < 0) throw new ArgumentException($"{recorder.run}: epoch {epoch} was not announced.", nameof(epoch));
                (Tensor rows, HashSet<int> recorded) = recorder.Announced(tap);
                GramVectors vectors = recorder.vectors;
                try
                {
                    Tensor gram = recorder.classTokenTaps.Contains(tap) ? vectors.Gram(output.select(1, 0))
                        : recorder.pooled && output.dim() > 2 ? vectors.Gram(output.dim() == 3 ? output.mean([1]) : output.flatten(2).mean([2]))
                        : whole ??= vectors.Gram(output);
                    rows.select(0, row).copy_(vectors.OfGram(gram));
                }
                catch (ArgumentException e)
                {
                    throw new ArgumentException($"{recorder.run}, tap {tap}, epoch {epoch}: {e.Message}", e);
                }
                recorded.Add(epoch);
            }
        }
    }

    /// <summary>Whether all taps were recorded at an epoch.</summary>
    public bool Has(int epoch) => taps.Values.All(tap => tap.Recorded.Contains(epoch));

    /// <summary>The epoch x epoch CKA of one tap.</summary>
    /// <exception cref="ArgumentException">The tap was not announced.</exception>
    /// <exception cref="InvalidOperationException">An announced epoch was not recorded.</exception>
    public EpochSimilarity Similarity(string tap) => Compare(tap, Complete(tap), pooled ? ", pooled" : "");

    /// <summary>The epoch x epoch CKA of all taps, in the order announced.</summary>
    public IReadOnlyList<EpochSimilarity> Similarities() => [.. taps.Keys.Select(Similarity)];

    /// <summary>
    /// The same with what the images themselves contribute projected out (Cui et al. 2022): of each Gram matrix, what is left after its regression
    /// on that of the images, <c>[n, ...]</c>. Costs a product a snapshot, and no memory.
    /// </summary>
    /// <exception cref="ArgumentException">The images are constant, or a tap is nothing but the images; run and tap are named.</exception>
    public IReadOnlyList<EpochSimilarity> Deconfounded(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = vectors.OfGram(vectors.Gram(input));
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
    public IReadOnlyList<EpochSimilarity> WithoutOutliers() =>
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

    public void Dispose()
    {
        vectors.Dispose();
        foreach ((Tensor rows, _) in taps.Values) rows.Dispose();
    }

    private Tensor Complete(string tap)
    {
        (Tensor rows, HashSet<int> recorded) = Announced(tap);
        return epochs.Except(recorded).ToArray() is [var missing, ..] ? throw new InvalidOperationException($"{run}, tap {tap}: epoch {missing} was not recorded.") : rows;
    }

    private EpochSimilarity Compare(string tap, Tensor rows, string variation)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] products = rows.mm(rows.t()).cpu().data<float>().ToArray();
        int n = epochs.Length;
        double[,] matrix = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) matrix[i, j] = i == j ? 1 : Math.Clamp(((double)products[i * n + j] + products[j * n + i]) / 2, -1, 1);
        }
        return new EpochSimilarity(tap, epochs, matrix, new StreamedCkaOptions { Estimator = estimator }.MeasureName + variation);
    }

    private (Tensor Rows, HashSet<int> Recorded) Announced(string tap) =>
        taps.TryGetValue(tap, out (Tensor, HashSet<int>) announced) ? announced : throw new ArgumentException($"{run}: tap {tap} was not announced.", nameof(tap));
}
