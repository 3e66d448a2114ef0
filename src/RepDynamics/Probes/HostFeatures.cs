using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// Features in single precision on the host, read where they are: each is widened and centred in registers, so that double precision takes no
/// copy of twice the size and no pass over it.
/// </summary>
internal sealed class HostFeatures : ScaledFeatures
{
    private readonly Tensor rows;
    private readonly double[] mean;

    // A fit ends with the weights whose logits it took last.
    private (double[] Coordinates, double[] Weights) latest = ([], []);

    private HostFeatures(Tensor rows, double[] mean, double scale) : base(rows, tensor(mean, [1, mean.Length]), scale)
    {
        this.rows = rows;
        this.mean = mean;
    }

    /// <inheritdoc cref="ScaledFeatures.Of"/>
    public static new HostFeatures Of(Tensor rows)
    {
        rows = rows.contiguous();
        int images = (int)rows.size(0);
        double[] mean = new double[rows.size(1)];
        ReadOnlySpan<float> values = Values(rows);
        FeatureRows.Sum(values, mean);
        double square = 0;
        for (int j = 0; j < mean.Length; j++)
        {
            mean[j] /= images;
            square += mean[j] * mean[j];
        }
        double scale = Math.Sqrt(FeatureRows.SquaredDeviations(values, mean) / images);
        Check(scale, Math.Sqrt(square));
        return new(rows, mean, scale);
    }

    public override GramMatrix Gram() => GramMatrix.Of(Values(rows), mean, Scale);

    public override double[] OnHost()
    {
        double[] scaled = new double[Images * Count];
        ReadOnlySpan<float> values = Values(rows);
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
        FeatureRows.Multiply(Values(rows), mean, latest.Weights, width, logits);
        HostAlgebra.Scale(logits, 1 / Scale);
        return logits;
    }

    // [C, p], and rows of zeros for the padding.
    private double[] Transposed(double[] coordinates, int classes)
    {
        int width = HostAlgebra.Padded(classes);
        double[] weights = new double[width * Count];
        FeatureRows.Combine(Values(rows), mean, coordinates, width, weights);
        HostAlgebra.Scale(weights, 1 / Scale);
        return weights;
    }

    private static Span<float> Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
