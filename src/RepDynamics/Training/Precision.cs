using RepDynamics.Models;
using TorchSharp;
using static TorchSharp.torch;

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

/// <summary>Lets products be computed in a recipe's <see cref="Precision"/>, until disposed.</summary>
internal sealed class ProductPrecision : IDisposable
{
    private readonly Network network;
    private readonly bool onGpu;

    /// <exception cref="NotSupportedException">The network computes in float32 only, or TF32 is asked of a CPU.</exception>
    public ProductPrecision(Precision precision, Network network, DeviceType device)
    {
        this.network = network;
        onGpu = device == DeviceType.CUDA;
        if (precision == Precision.Tf32 && !onGpu)
            throw new NotSupportedException($"Recipe.Precision is {precision}, and a CPU has no such products: train with {Precision.Float32}, or on a GPU.");
        if (precision == Precision.BFloat16)
        {
            if (!network.SupportsReducedPrecision)
            {
                throw new NotSupportedException(
                    $"Recipe.Precision is {precision}, and {network.GetType().Name} computes in float32 only: build it of {nameof(MixedLinear)} and "
                    + $"{nameof(MixedConv2d)}, or train with {Precision.Float32}, which a claim's Adapt can say.");
            }
            network.ComputeType = ScalarType.BFloat16;
        }
        if (onGpu) AllowTf32(precision == Precision.Tf32);
    }

    /// <summary>Back to float32.</summary>
    public void Dispose()
    {
        network.ComputeType = ScalarType.Float32;
        if (onGpu) AllowTf32(false);
    }

    /// <summary>Whether products on GPUs may round their inputs to TF32, in the whole process.</summary>
    public static void AllowTf32(bool allow)
    {
        backends.cuda.matmul.allow_tf32 = allow;
        backends.cudnn.allow_tf32 = allow;
    }
}
