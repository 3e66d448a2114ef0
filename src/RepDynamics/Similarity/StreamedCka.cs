using RepDynamics.Numerics;

using static TorchSharp.torch;

namespace RepDynamics.Similarity;

/// <summary>
/// Epoch x epoch CKA of features that need not fit into memory: 10,000 images x 4,096 features x 40 epochs within 4 GB. Features are read
/// in parts, and Gram matrices are made and compared tile by tile.
/// </summary>
/// <remarks>
/// The estimators are those of <see cref="GramVectors"/>; results agree to 1e-5 with those in double precision, in which features are centred. Their
/// products are in single precision, unless a debiased estimate would lose digits to outlying images. Cost: E n^2 p multiplications (two thirds of that with 3
/// tiles a side), where comparing in feature space would take E^2 n p^2 / 2. Matrix products take one thread each where
/// <see cref="Numerics.CanonicalNumerics"/> is applied, which then gives the same bits on every machine with the same libraries.
/// </remarks>
public static class StreamedCka
{
    // Squares of smaller numbers lose digits in double precision.
    private const double Smallest = 1e-150;

    // The norm of a U-centred Gram matrix of features of norm 1, times the square root of n, below which single precision is not enough; and the
    // norm below which it is zero but for rounding in double precision.
    private const double SinglePrecision = 0.03;
    private const double Rounding = 1e-10;

    /// <summary>Compares one layer with itself at every two epochs.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="epochs">At least 2 epochs, <c>[E]</c>, strictly increasing.</param>
    /// <param name="features">The layer's features at each, <c>[E]</c> matrices <c>[n, p]</c> of the same n images; p may differ.</param>
    /// <param name="options">Estimator and memory; by default, <see cref="StreamedCkaOptions"/>'s defaults.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1; never from two threads at once.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>Values in [-1, 1], those of the biased estimator in [0, 1].</returns>
    /// <exception cref="FeatureException">
    /// Names the features: n differs or is too small, a value is not finite, the features are constant, or (debiased) all images lie equally far apart.
    /// </exception>
    /// <exception cref="ArgumentException">Epochs and features differ in number, epochs are out of order, or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static EpochSimilarity Of(
        string layer, IReadOnlyList<int> epochs, IReadOnlyList<IFeatures> features, StreamedCkaOptions? options = null,
        Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        ArgumentNullException.ThrowIfNull(features);
        options ??= new();
        options.Check();
        if (features.Count != epochs.Count || epochs.Count < 2)
            throw new ArgumentException($"{layer}: expected features at {Math.Max(2, epochs.Count)} epochs, found {features.Count}.", nameof(features));
        int batches = Batches(layer, features, options);
        int images = features[0].Images;
        GramPlan plan = Plan(sizeof(float));
        FeatureStatistics[] whole = Statistics(0, images);
        for (int e = 0; e < whole.Length; e++) RequireSpread(features[e], whole[e]);
        double[] factors = [.. whole.Select(s => 1 / s.Spread)];

        double area = Enumerable.Range(0, batches).Sum(b => Math.Pow(Start(b + 1) - Start(b), 2)), done = 0, floor = 0;
        double[,] sums = Sums(ScalarType.Float32);
        if (options.Estimator == CkaEstimator.Debiased && Enumerable.Range(0, epochs.Count).Min(e => sums[e, e]) < SinglePrecision * SinglePrecision * batches / images * floor)
        {
            plan = Plan(sizeof(double));
            sums = Sums(ScalarType.Float64);
        }
        return new EpochSimilarity(layer, epochs, Ratios(features, sums, Rounding * Rounding * floor), options.MeasureName);

        GramPlan Plan(int size) => GramPlan.Of(epochs.Count, (images + batches - 1) / batches, features.Max(f => f.Width), options, size);

        double[,] Sums(ScalarType precision)
        {
            GramSums gram = new(features, plan, options.Estimator, precision, Advance, cancellation);
            double[,] sums = new double[epochs.Count, epochs.Count];
            floor = 0;
            for (int b = 0; b < batches; b++)
            {
                (int first, int count) = (Start(b), Start(b + 1) - Start(b));
                double[,] part = gram.Of(first, count, batches == 1 ? whole : Statistics(first, count), factors);
                // Each batch's unbiased estimate of HSIC, but for a factor common to all where there is one batch only.
                double weight = batches == 1 ? 1 : 1 / (count * (count - 3.0));
                for (int i = 0; i < epochs.Count; i++)
                {
                    for (int j = 0; j < epochs.Count; j++) sums[i, j] += weight * part[i, j];
                }
                floor += weight * Math.Pow((double)count / images, 2);
            }
            return sums;
        }

        int Start(int b) => GramPlan.Start(images, batches, b);

        FeatureStatistics[] Statistics(int first, int count)
        {
            var found = new FeatureStatistics[features.Count];
            ThreadedLoop.For(found.Length, plan.Threads, e => found[e] = FeatureStatistics.Of(features[e], first, count, cancellation));
            return found;
        }

        void Advance(double step)
        {
            done += step;
            progress?.Invoke(Math.Min(1, done / area));
        }
    }

    private static int Batches(string layer, IReadOnlyList<IFeatures> features, StreamedCkaOptions options)
    {
        IFeatures first = features[0];
        if (features.FirstOrDefault(f => f.Images != first.Images) is { } other)
        {
            throw new FeatureException(
                other.Name, $"{other.Images} images, where {first.Name} has {first.Images}.", "Give the same images, in the same order, at every epoch.");
        }
        if (features.FirstOrDefault(f => f.Width < 1) is { } empty)
            throw new FeatureException(empty.Name, "there are no features.", "Give at least one feature an image.");
        if (first.Images < GramVectors.FewestImages)
        {
            throw new FeatureException(
                first.Name, $"CKA of {first.Images} images is not defined.",
                $"Give at least {GramVectors.FewestImages}; the first dimension of an array counts the images.");
        }
        int batches = options.Batch is { } batch ? GramPlan.Pieces(first.Images, batch) : 1;
        return first.Images / batches >= GramVectors.FewestImages ? batches : throw new FeatureException(
            layer, $"{first.Images} images in batches of at most {options.Batch} leave a batch of {first.Images / batches}.",
            $"Choose a batch such that every one has at least {GramVectors.FewestImages} images.");
    }

    private static void RequireSpread(IFeatures features, FeatureStatistics statistics)
    {
        if (!statistics.Varies)
        {
            throw new FeatureException(
                features.Name, $"the features are constant over the images{(statistics.Spread > 0 ? " but for rounding" : "")}: CKA is not defined.",
                "Leave out the layer (--without), or the epoch (--epochs); a layer that is constant has often died, or was exported before a forward pass.");
        }
        if (statistics.Spread < Smallest)
            throw new FeatureException(features.Name, "the values differ by less than 1e-150.", "Multiply the layer's features by a common number.");
    }

    private static double[,] Ratios(IReadOnlyList<IFeatures> features, double[,] sums, double floor)
    {
        int n = features.Count;
        for (int i = 0; i < n; i++)
        {
            if (sums[i, i] <= floor)
            {
                throw new FeatureException(
                    features[i].Name, "all images lie equally far apart in these features: debiased CKA is not defined.",
                    "Use the biased estimator.");
            }
        }
        double[,] matrix = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                matrix[i, j] = i == j ? 1 : Math.Clamp((sums[i, j] + sums[j, i]) / 2 / Math.Sqrt(sums[i, i] * sums[j, j]), -1, 1);
        }
        return matrix;
    }
}

/// <summary>Estimator, memory and threads of <see cref="StreamedCka"/>.</summary>
public sealed record StreamedCkaOptions
{
    /// <summary>Which estimator; by default <see cref="CkaEstimator.Biased"/>.</summary>
    public CkaEstimator Estimator { get; init; } = CkaEstimator.Biased;

    /// <summary>
    /// The minibatch estimator (Nguyen et al. 2021): the largest number of images that are compared with each other, at least
    /// <see cref="GramVectors.FewestImages"/>. Numerators and denominators of the debiased estimator are summed over batches of
    /// consecutive images before the ratio; sizes differ by at most one image, and each batch counts by its unbiased estimate.
    /// By default null: all images at once. Needs <see cref="CkaEstimator.Debiased"/>.
    /// </summary>
    public int? Batch { get; init; }

    /// <summary>
    /// Bytes for Gram matrices and features, at least 16 MiB; by default 3 GiB, which keeps a process within 4 GB. What does not fit is
    /// computed tile by tile, and the features are read again for every row of tiles.
    /// </summary>
    public long MemoryBudget { get; init; } = 3L << 30;

    /// <summary>
    /// Epochs worked on side by side, at least 1; by default one a processor. The similarities do not depend on it. Fewer are used where
    /// the memory budget does not hold so many.
    /// </summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The measure's name: <c>CKA (biased)</c>, <c>CKA (debiased)</c> or <c>CKA (minibatch of 256)</c>.</summary>
    public string MeasureName => Batch is { } batch
        ? string.Create(CultureInfo.InvariantCulture, $"CKA (minibatch of {batch})")
        : Estimator == CkaEstimator.Biased ? "CKA (biased)" : "CKA (debiased)";

    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    internal void Check()
    {
        if (Batch < GramVectors.FewestImages)
            throw new ArgumentException($"{nameof(Batch)} is {Batch}: expected at least {GramVectors.FewestImages} images.");
        if (Batch is not null && Estimator != CkaEstimator.Debiased)
            throw new ArgumentException($"{nameof(Batch)} needs the debiased estimator: sums of biased ones over batches estimate nothing.");
        if (MemoryBudget < 16 << 20) throw new ArgumentException($"{nameof(MemoryBudget)} is {MemoryBudget} bytes: expected at least {16 << 20}.");
        if (Threads < 1) throw new ArgumentException($"{nameof(Threads)} is {Threads}: expected at least 1.");
    }
}
