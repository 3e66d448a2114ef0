using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// Where the weights of a probe live: coordinates <c>[C, d]</c> that stand for weights W <c>[C, p]</c> on scaled features F <c>[n, p]</c>. The
/// solver works in the metric of W whatever the coordinates, so both forms take the same steps. Coordinates, biases <c>[C, 1]</c> and logits
/// <c>[C, n]</c> are float64 on the CPU, wherever the features are: on a GPU, an iteration's
/// kernels would take longer to launch than to run.
/// </summary>
/// <remarks>
/// For no more features than images the coordinates are the weights themselves. For more there is one an image: the optimum lies in the span
/// of the images, since its gradient R F / n + lambda W is zero, so W = A F with one column of A an image. The features are then met only in
/// their Gram matrix F F', and a product with the Hessian costs n^2 C however many features there are. The Gram matrix is most of a fit's
/// time. Either matrix, and the products of the iterations, are in single precision: they only have to give good directions. The solver asks for
/// exact products, of the features in double precision, before it accepts an answer.
/// </remarks>
internal sealed class ProbeSpace
{
    private readonly ScaledFeatures features;
    private readonly bool spanned;

    // In single precision: F F', or F.
    private readonly Tensor matrix;

    /// <param name="byImage">Whether there is a coordinate for each image instead of each feature; null: for whichever are fewer.</param>
    public ProbeSpace(ScaledFeatures features, int classes, bool? byImage)
    {
        this.features = features;
        spanned = byImage ?? (features.Count > features.Images);
        matrix = (spanned ? features.Gram() : features.Values.to(ScalarType.Float32)).cpu();
        Shape = (classes, spanned ? features.Images : features.Count, features.Images);
    }

    /// <summary>C, d and n.</summary>
    public (long Classes, long Coordinates, long Images) Shape { get; }

    /// <summary>W F', <c>[C, n]</c>.</summary>
    public Tensor Logits(Tensor coordinates) => coordinates.to(ScalarType.Float32).mm(spanned ? matrix : matrix.t()).to(ScalarType.Float64);

    /// <summary>The same for <see cref="Weights"/>, exact.</summary>
    public Tensor ExactLogits(Tensor weights) => weights.mm(features.Values.t()).cpu();

    /// <summary>The coordinates of R F, for R <c>[C, n]</c>.</summary>
    public Tensor Pullback(Tensor images, bool exact = false)
    {
        if (spanned) return images;
        return exact ? images.to(features.Values.device).mm(features.Values).cpu() : images.to(ScalarType.Float32).mm(matrix).to(ScalarType.Float64);
    }

    /// <summary>W on scaled features, float64 <c>[C, p]</c> on their device; no alias of the coordinates.</summary>
    public Tensor Weights(Tensor coordinates)
    {
        Tensor there = coordinates.to(features.Values.device, copy: true);
        return spanned ? there.mm(features.Values) : there;
    }

    /// <summary>The inner product of the weights of two vectors.</summary>
    public double InnerOfWeights(ProbeVector u, ProbeVector v) => u.Flat.Weights.dot(spanned ? v.Flat.Logits : v.Flat.Weights).ToDouble();

    public double Inner(ProbeVector u, ProbeVector v) => InnerOfWeights(u, v) + u.Flat.Bias.dot(v.Flat.Bias).ToDouble();

    /// <summary>The norm of a vector, from the features themselves.</summary>
    public double ExactNorm(ProbeVector u) => double.Hypot(Weights(u.Weights).norm().ToDouble(), u.Bias.norm().ToDouble());
}

/// <summary>Weights and biases as the solver carries them, in one tensor that is changed in place; zero at first.</summary>
internal sealed class ProbeVector
{
    private readonly Tensor all;

    public ProbeVector(ProbeSpace space)
    {
        (long classes, long coordinates, long images) = space.Shape;
        all = zeros([classes * (coordinates + 1 + images)], float64);
        Tensor[] parts = all.split([classes * coordinates, classes, classes * images]);
        Flat = (parts[0], parts[1], parts[2]);
        (Weights, Bias, Logits) = (parts[0].view(classes, coordinates), parts[1].view(classes, 1), parts[2].view(classes, images));
    }

    /// <summary>Coordinates of the weights, <c>[C, d]</c>.</summary>
    public Tensor Weights { get; }

    /// <summary><c>[C, 1]</c>.</summary>
    public Tensor Bias { get; }

    /// <summary>The weights' logits on the training images, without the biases, <c>[C, n]</c>.</summary>
    public Tensor Logits { get; }

    /// <summary>The three of them, of one dimension.</summary>
    public (Tensor Weights, Tensor Bias, Tensor Logits) Flat { get; }

    /// <summary>The logits with the biases.</summary>
    public Tensor Output => Logits + Bias;

    public ProbeVector Add(ProbeVector other, double factor)
    {
        all.add_(other.all, factor);
        return this;
    }

    /// <summary>This one scaled, plus another.</summary>
    public void ScaleAdd(double factor, ProbeVector other) => all.mul_(factor).add_(other.all);

    /// <summary>Adds to weights and biases; the logits are computed anew.</summary>
    public ProbeVector AddAndRenew(ProbeSpace space, Tensor weights, Tensor bias, double factor)
    {
        Weights.add_(weights, factor);
        Bias.add_(bias, factor);
        Logits.copy_(space.Logits(Weights));
        return this;
    }
}
