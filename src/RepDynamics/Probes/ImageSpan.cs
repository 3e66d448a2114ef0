using static TorchSharp.torch;

namespace RepDynamics.Probes;

// The optimum lies in the span of the images, since its gradient F' R / n + lambda W is zero: W = F' A with one row of A an image. The
// features are then met only in their Gram matrix F F', and a product with the Hessian costs n^2 C however many features there are.

/// <summary>One coordinate an image, for more features than images.</summary>
/// <remarks>
/// The Gram matrix is most of a fit's time and is computed in single precision: it only has to give good directions. The solver asks for
/// logits and gradient from the features themselves, in double precision, before it takes an answer for exact.
/// </remarks>
internal sealed class ImageSpan : ProbeSpace
{
    private readonly ScaledFeatures features;
    private readonly GramMatrix gram;

    public ImageSpan(ScaledFeatures features, int classes) : base(features, classes)
    {
        this.features = features;
        gram = features.Gram();
    }

    public override int Size => Images;

    public override bool IsExact => false;

    public override void Dispose() => gram.Dispose();

    public override void Logits(double[] coordinates, double[] logits) => gram.Multiply(coordinates, Width, logits);

    public override void Pullback(double[] images, double[] coordinates) => images.CopyTo(coordinates, 0);

    public override double Inner(double[] u, double[] v, double[] logits) => HostAlgebra.Dot(u, logits);

    public override double[] ExactLogits(double[] coordinates) => features.LogitsOfCombination(coordinates, Classes);

    public override double ExactSquare(double[] coordinates) => features.SquareOfCombination(coordinates, Classes);

    public override Tensor Weights(double[] coordinates) => features.Combination(coordinates, Classes);
}
