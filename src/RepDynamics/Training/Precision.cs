namespace RepDynamics.Training;

/// <summary>
/// The number type of a training step's convolutions and matrix products, forward and backward. Weights, optimizer, statistics of normalization
/// and loss are float32 always, and so are accuracies, features, probes and regions.
/// </summary>
public enum Precision
{
#pragma warning disable CA1720 // The usual name of the type.
    /// <summary>IEEE single precision.</summary>
    Float32,
#pragma warning restore CA1720

    /// <summary>
    /// Inputs of products rounded to 10 bits of mantissa, sums in float32, where a GPU has such units (NVIDIA Ampere and later), and
    /// float32 on older ones; an error on a CPU. A setting of the whole process: one run at a time.
    /// </summary>
    Tf32,

    /// <summary>
    /// Products and the activations between them in bfloat16, 7 bits of mantissa with the range of float32 (Kalamkar et al. 2019). On a CPU
    /// they are rounded to it and multiplied in float32, which is slow: for trying a recipe.
    /// </summary>
    BFloat16,
}
