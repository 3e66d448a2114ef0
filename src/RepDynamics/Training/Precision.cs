namespace RepDynamics.Training;

/// <summary>
/// In what numbers a training step convolves and multiplies matrices, forward and backward. Weights, optimizer, statistics of normalization
/// and loss are float32 always, and so is everything that looks at a network: accuracies, features, probes, regions.
/// </summary>
public enum Precision
{
#pragma warning disable CA1720 // The field's own name for it.
    /// <summary>IEEE single precision.</summary>
    Float32,
#pragma warning restore CA1720

    /// <summary>
    /// Inputs of products rounded to 10 bits of mantissa, sums in float32, where a GPU has such units (NVIDIA Ampere and later), and
    /// float32 on older ones; a CPU refuses it. A setting of the whole process: one run at a time.
    /// </summary>
    Tf32,

    /// <summary>
    /// Products and the activations between them in bfloat16, 7 bits of mantissa with the range of float32 (Kalamkar et al. 2019). On a CPU
    /// they are rounded to it and multiplied in float32, which is slow: to try a recipe, not to save time.
    /// </summary>
    BFloat16,
}
