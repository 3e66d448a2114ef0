using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// Features as a probe is fitted to them, F <c>[n, p]</c>: flattened, centred on their mean over the images, and divided by one number, the
/// root mean square norm of the centred rows. Centring changes no optimum, since the biases take it up, but makes the fit quick. One number
/// and not one a feature: a probe then stays the same when the representation is rotated or scaled, and lambda means the same for every tap,
/// whatever its width and magnitude.
/// </summary>
/// <param name="mean">Float64 <c>[1, p]</c>, subtracted from the features.</param>
internal abstract class ScaledFeatures(Tensor rows, Tensor mean, double scale)
{
    // What single precision leaves, relative to the numbers it came from, where the exact result is zero.
    private const double Rounding = 1e-6;

    /// <summary>n.</summary>
    public int Images { get; } = (int)rows.size(0);

    /// <summary>p.</summary>
    public int Count { get; } = (int)rows.size(1);

    public Device Device { get; } = rows.device;
    public Tensor Mean { get; } = mean;
    public double Scale { get; } = scale;

    // [n, p], as they are kept.
    protected Tensor Rows { get; } = rows;

    /// <exception cref="ArgumentException">A feature is not finite, or all are constant; the message does not name the place.</exception>
    public static ScaledFeatures Of(Tensor features)
    {
        Tensor rows = features.reshape(features.size(0), -1);
        // The output of a network on the CPU, if a span can hold it; libtorch computes with anything else.
        bool onHost = rows.dtype == ScalarType.Float32 && rows.device.type == DeviceType.CPU && rows.numel() is > 0 and <= int.MaxValue / sizeof(float);
        return onHost ? HostFeatures.OfRows(rows.contiguous()) : DeviceFeatures.OfRows(rows);
    }

    /// <summary>F F' in single precision; the caller disposes it.</summary>
    public abstract GramMatrix Gram();

    /// <summary>F on the host, row-major, <c>[n, p]</c>.</summary>
    public abstract double[] OnHost();

    /// <summary>F' A in double precision, float64 <c>[p, C]</c> on the features' device; A is <c>[n, C]</c>, rows padded (<see cref="HostAlgebra"/>).</summary>
    public abstract Tensor Combination(double[] coordinates, int classes);

    /// <summary>The squared norm of F' A, in double precision.</summary>
    public abstract double SquareOfCombination(double[] coordinates, int classes);

    /// <summary>F F' A in double precision, <c>[n, C]</c>, rows padded.</summary>
    public abstract double[] LogitsOfCombination(double[] coordinates, int classes);

    // For features that no probe can be fitted to; common is the norm of the mean.
    protected static void Check(double scale, double common)
    {
        if (!double.IsFinite(common + scale)) throw new ArgumentException("A feature is NaN or infinite.");
        if (scale <= Rounding * common || scale == 0)
            throw new ArgumentException("The features are constant over the images: there is nothing to fit a probe to.");
    }
}

/// <summary>
/// Features in single precision on the host, read where they are: each is widened and centred in registers, so that double precision takes no
/// copy of twice the size and no pass over it.
/// </summary>
internal sealed class HostFeatures(Tensor rows, double[] mean, double scale) : ScaledFeatures(rows, tensor(mean, [1, mean.Length]), scale)
{
    // A fit ends with the weights whose logits it took last.
    private (double[] Coordinates, double[] Weights) latest = ([], []);

    private Span<float> Values => Floats(Rows);

    public static HostFeatures OfRows(Tensor rows)
    {
        int images = (int)rows.size(0);
        double[] mean = new double[rows.size(1)];
        FeatureRows.Sum(Floats(rows), mean);
        double square = 0;
        for (int j = 0; j < mean.Length; j++)
        {
            mean[j] /= images;
            square += mean[j] * mean[j];
        }
        double scale = Math.Sqrt(FeatureRows.SquaredDeviations(Floats(rows), mean) / images);
        Check(scale, Math.Sqrt(square));
        return new(rows, mean, scale);
    }

    public override GramMatrix Gram() => GramMatrix.Of(Values, mean, Scale);

    public override double[] OnHost()
    {
        double[] scaled = new double[Images * Count];
        ReadOnlySpan<float> values = Values;
        for (int i = 0; i < Images; i++)
        {
            for (int j = 0; j < Count; j++) scaled[i * Count + j] = (values[i * Count + j] - mean[j]) / Scale;
        }
        return scaled;
    }

    public override Tensor Combination(double[] coordinates, int classes) =>
        tensor(
            coordinates.AsSpan().SequenceEqual(latest.Coordinates) ? latest.Weights : Transposed(coordinates, classes),
            [HostAlgebra.Padded(classes), Count]).narrow(0, 0, classes).t();

    public override double SquareOfCombination(double[] coordinates, int classes)
    {
        double[] weights = Transposed(coordinates, classes);
        return HostAlgebra.Dot(weights, weights);
    }

    public override double[] LogitsOfCombination(double[] coordinates, int classes)
    {
        int width = HostAlgebra.Padded(classes);
        latest = ([.. coordinates], Transposed(coordinates, classes));
        double[] logits = new double[Images * width];
        FeatureRows.Multiply(Values, mean, latest.Weights, width, logits);
        HostAlgebra.Scale(logits, 1 / Scale);
        return logits;
    }

    // [C, p], and rows of zeros for the padding.
    private double[] Transposed(double[] coordinates, int classes)
    {
        int width = HostAlgebra.Padded(classes);
        double[] weights = new double[width * Count];
        FeatureRows.Combine(Values, mean, coordinates, width, weights);
        HostAlgebra.Scale(weights, 1 / Scale);
        return weights;
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}

/// <summary>Features of any type on any device; libtorch computes with them there.</summary>
/// <param name="centred">Not divided: results are divided instead, which are smaller.</param>
internal sealed class DeviceFeatures(Tensor centred, Tensor mean, double scale) : ScaledFeatures(centred, mean, scale)
{
    public static DeviceFeatures OfRows(Tensor rows)
    {
        Tensor centred = rows.to(ScalarType.Float64, copy: true), mean = centred.mean([0], keepdim: true);
        double scale = centred.add_(mean, -1).norm().ToDouble() / Math.Sqrt(centred.size(0));
        Check(scale, mean.norm().ToDouble());
        return new(centred, mean, scale);
    }

    public override GramMatrix Gram()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor scaled = Rows.to(ScalarType.Float32).div_(Scale);
        return GramMatrix.Of(scaled.mm(scaled.t()));
    }

    public override double[] OnHost() => (Rows / Scale).cpu().data<double>().ToArray();

    // The short side first: BLAS multiplies a few rows faster than a few columns (a third less time for 4 classes).
    public override Tensor Combination(double[] coordinates, int classes) => Transposed(coordinates, classes).t();

    public override double SquareOfCombination(double[] coordinates, int classes)
    {
        using DisposeScope scope = NewDisposeScope();
        double norm = Transposed(coordinates, classes).norm().ToDouble();
        return norm * norm;
    }

    public override double[] LogitsOfCombination(double[] coordinates, int classes)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor plain = Transposed(coordinates, classes).mm(Rows.t()).div_(Scale).t();
        return nn.functional.pad(plain, [0, HostAlgebra.Padded(classes) - classes]).cpu().data<double>().ToArray();
    }

    private Tensor Transposed(double[] coordinates, int classes) =>
        tensor(coordinates, [Images, HostAlgebra.Padded(classes)], device: Device).narrow(1, 0, classes).t().mm(Rows).div_(Scale);
}
