using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// Features as a probe is fitted to them, F <c>[n, p]</c>: flattened, centred on their mean over the images, and divided by one number, the
/// root mean square norm of the centred rows. Centring changes no optimum, since the biases take it up, but makes the fit quick. One number
/// and not one a feature: a probe then stays the same when the representation is rotated or scaled, and lambda means the same for every tap,
/// whatever its width and magnitude.
/// </summary>
/// <param name="rows">The features, flattened.</param>
/// <param name="mean">Float64 <c>[1, p]</c>, subtracted from the features.</param>
/// <param name="scale">The divisor of the features, above 0.</param>
internal abstract class ScaledFeatures(Tensor rows, Tensor mean, double scale)
{
    // What single precision leaves, relative to the numbers it came from, where the exact result is zero.
    private const double Rounding = 1e-6;

    /// <summary>n.</summary>
    public int Images { get; } = (int)rows.size(0);

    /// <summary>p.</summary>
    public int Count { get; } = (int)rows.size(1);

    /// <summary>Where the features are.</summary>
    public Device Device { get; } = rows.device;

    /// <summary>Float64 <c>[1, p]</c> on the features' device: what was subtracted.</summary>
    public Tensor Mean { get; } = mean;

    /// <summary>What was divided by, above 0.</summary>
    public double Scale { get; } = scale;

    /// <exception cref="ArgumentException">A feature is not finite, or all are constant; the message does not name the place.</exception>
    public static ScaledFeatures Of(Tensor features)
    {
        Tensor rows = features.reshape(features.size(0), -1);
        // The output of a network on the CPU, if a span can hold it; libtorch computes with anything else.
        bool onHost = rows.dtype == ScalarType.Float32 && rows.device.type == DeviceType.CPU && rows.numel() is > 0 and <= int.MaxValue / sizeof(float);
        return onHost ? HostFeatures.Of(rows) : DeviceFeatures.Of(rows);
    }

    /// <summary>F F' in single precision; the caller disposes it.</summary>
    public abstract GramMatrix Gram();

    /// <summary>F on the host, row-major, <c>[n, p]</c>.</summary>
    public abstract double[] OnHost();

    /// <summary>F' A in double precision, float64 <c>[p, C]</c> on the features' device.</summary>
    /// <param name="coordinates">A <c>[n, C]</c>, rows padded (<see cref="HostAlgebra"/>).</param>
    /// <param name="classes">C.</param>
    public abstract Tensor Combination(double[] coordinates, int classes);

    /// <summary>The squared norm of F' A, in double precision.</summary>
    /// <param name="coordinates">A, as for <see cref="Combination"/>.</param>
    /// <param name="classes">C.</param>
    public abstract double SquareOfCombination(double[] coordinates, int classes);

    /// <summary>F F' A in double precision, <c>[n, C]</c>, rows padded.</summary>
    /// <param name="coordinates">A, as for <see cref="Combination"/>.</param>
    /// <param name="classes">C.</param>
    public abstract double[] LogitsOfCombination(double[] coordinates, int classes);

    /// <summary>Throws for features that no probe can be fitted to.</summary>
    /// <param name="scale">Root mean square norm of the centred rows.</param>
    /// <param name="common">Norm of the mean.</param>
    protected static void Check(double scale, double common)
    {
        if (!double.IsFinite(common + scale)) throw new ArgumentException("A feature is NaN or infinite.");
        if (scale <= Rounding * common || scale == 0)
            throw new ArgumentException("The features are constant over the images: there is nothing to fit a probe to.");
    }
}
