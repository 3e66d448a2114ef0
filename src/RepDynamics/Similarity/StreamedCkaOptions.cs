namespace RepDynamics.Similarity;

/// <summary>How <see cref="StreamedCka"/> compares epochs, and what it may take.</summary>
public sealed record StreamedCkaOptions
{
    /// <summary>Which estimator; by default <see cref="CkaEstimator.Biased"/>.</summary>
    public CkaEstimator Estimator { get; init; } = CkaEstimator.Biased;

    /// <summary>
    /// The minibatch estimator (Nguyen et al. 2021): at most so many images are compared with each other, at least
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
    public string Measure => Batch is { } batch
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"CKA (minibatch of {batch})")
        : Estimator == CkaEstimator.Biased ? "CKA (biased)" : "CKA (debiased)";

    /// <exception cref="ArgumentException">A value is out of its range; the message tells which.</exception>
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
