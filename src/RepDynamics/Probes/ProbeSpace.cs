using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// Where the weights of a probe live: coordinates <c>[d, C]</c> that stand for weights W <c>[p, C]</c> on scaled features F
/// <c>[n, p]</c>. The solver works in the metric of W whatever the coordinates, so both kinds of space take the same steps.
/// </summary>
internal abstract class ProbeSpace
{
    /// <summary>Below this many rows a Gram matrix is not worth halving.</summary>
    private const int GramBlocks = 4;

    /// <summary>The space whose cost is lower: features while they are no more than the images, else their span.</summary>
    public static ProbeSpace Of(Tensor features, ProbeForm form) => form switch
    {
        ProbeForm.Features => new InFeatures(features),
        ProbeForm.Images => new InImages(features),
        _ => features.size(1) <= features.size(0) ? new InFeatures(features) : new InImages(features),
    };

    /// <summary>d, the number of coordinates for each class.</summary>
    public abstract long Size { get; }

    /// <summary>F W, <c>[n, C]</c>.</summary>
    public abstract Tensor Logits(Tensor coordinates);

    /// <summary>The coordinates of F' R, for R <c>[n, C]</c>.</summary>
    public abstract Tensor Pullback(Tensor images);

    /// <summary>The inner product of two sets of weights, a scalar tensor.</summary>
    /// <param name="u">Coordinates of the one.</param>
    /// <param name="v">Coordinates of the other.</param>
    /// <param name="logits">The other's <see cref="Logits"/>.</param>
    public abstract Tensor Inner(Tensor u, Tensor v, Tensor logits);

    /// <summary>W, <c>[p, C]</c>.</summary>
    public abstract Tensor Weights(Tensor coordinates);

    // p <= n: the coordinates are the weights.
    private sealed class InFeatures(Tensor features) : ProbeSpace
    {
        private readonly Tensor transposed = features.t().contiguous();

        public override long Size => features.size(1);

        public override Tensor Logits(Tensor coordinates) => features.mm(coordinates);

        public override Tensor Pullback(Tensor images) => transposed.mm(images);

        public override Tensor Inner(Tensor u, Tensor v, Tensor logits) => (u * v).sum();

        public override Tensor Weights(Tensor coordinates) => coordinates.clone();
    }

    // p > n: the optimum lies in the span of the images (its gradient F' R / n + lambda W is zero), so W = F' A with one row of A an
    // image. The features are then met only in their Gram matrix and in the weights at the end.
    private sealed class InImages(Tensor features) : ProbeSpace
    {
        private readonly Tensor gram = Gram(features);

        public override long Size => features.size(0);

        public override Tensor Logits(Tensor coordinates) => gram.mm(coordinates);

        public override Tensor Pullback(Tensor images) => images;

        public override Tensor Inner(Tensor u, Tensor v, Tensor logits) => (u * logits).sum();

        public override Tensor Weights(Tensor coordinates) => features.t().mm(coordinates);

        // The matrix product is most of a fit's time, and the matrix is symmetric: blocks below the diagonal are copied.
        private static Tensor Gram(Tensor features)
        {
            long n = features.size(0), rows = (n + GramBlocks - 1) / GramBlocks;
            Tensor gram = zeros([n, n], features.dtype, features.device);
            for (long first = 0; first < n; first += rows)
            {
                using DisposeScope scope = NewDisposeScope();
                long height = Math.Min(rows, n - first), width = n - first;
                Tensor part = features.narrow(0, first, height).mm(features.narrow(0, first, width).t());
                gram.narrow(0, first, width).narrow(1, first, height).copy_(part.t());
                gram.narrow(0, first, height).narrow(1, first, width).copy_(part);
            }
            return gram;
        }
    }
}

/// <summary>Which coordinates a fit uses.</summary>
internal enum ProbeForm
{
    /// <summary>The cheaper ones.</summary>
    Cheaper,

    /// <summary>One for each feature.</summary>
    Features,

    /// <summary>One for each image.</summary>
    Images,
}
