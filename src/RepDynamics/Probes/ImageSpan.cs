using System.Buffers;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

// The optimum lies in the span of the images, since its gradient F' R / n + lambda W is zero: W = F' A with one row of A an image. The
// features are then met only in their Gram matrix F F', and a product with the Hessian costs n^2 C however many features there are.

/// <summary>One coordinate an image, for more features than images.</summary>
/// <remarks>
/// The Gram matrix is most of a fit's time and is computed in single precision: it only has to give good directions. The solver asks for
/// logits and gradient from the features themselves, in double precision, before it takes an answer for exact.
/// </remarks>
internal sealed class ImageSpan(ScaledFeatures features, int classes) : ProbeSpace(features, classes)
{
    // The matrix is symmetric: the blocks below its diagonal are copied. More blocks save less than their smaller products cost.
    private const int Blocks = 4;

    private readonly ScaledFeatures features = features;
    private readonly double[] gram = Gram(features);

    public override int Size => Images;

    public override bool IsExact => false;

    public override void Dispose() => ArrayPool<double>.Shared.Return(gram);

    public override void Logits(double[] coordinates, double[] logits) => HostAlgebra.Multiply(gram, Images, Images, coordinates, Width, logits);

    public override void Pullback(double[] images, double[] coordinates) => images.CopyTo(coordinates, 0);

    public override double Inner(double[] u, double[] v, double[] logits) => HostAlgebra.Dot(u, logits);

    public override Tensor Weights(double[] coordinates) => ToDevice(coordinates).t().mm(features.Rows).div_(features.Scale).t();

    private static double[] Gram(ScaledFeatures features)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = features.Rows.to(ScalarType.Float32).div_(features.Scale);
        int n = (int)rows.size(0), block = (n + Blocks - 1) / Blocks;
        // Every fit needs one, and fresh pages cost as much as filling them.
        double[] gram = ArrayPool<double>.Shared.Rent(n * n);
        for (int first = 0; first < n; first += block)
        {
            int height = Math.Min(block, n - first), width = n - first;
            float[] part = rows.narrow(0, first, height).mm(rows.narrow(0, first, width).t()).cpu().data<float>().ToArray();
            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < width; j++)
                    gram[(first + i) * n + first + j] = gram[(first + j) * n + first + i] = part[i * width + j];
            }
        }
        return gram;
    }
}
