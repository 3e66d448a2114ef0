using static TorchSharp.torch;

namespace RepDynamics.Probes;

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

/// <summary>
/// Where the weights of a probe live: coordinates <c>[d, C]</c> that stand for weights W <c>[p, C]</c> on scaled features F
/// <c>[n, p]</c>. The solver works in the metric of W whatever the coordinates, so both kinds of space take the same steps. Arrays are
/// on the host, row-major, rows padded (<see cref="HostAlgebra"/>).
/// </summary>
/// <param name="features">F.</param>
/// <param name="classes">C.</param>
internal abstract class ProbeSpace(ScaledFeatures features, int classes) : IDisposable
{
    /// <summary>n.</summary>
    public int Images { get; } = features.Images;

    /// <summary>C.</summary>
    public int Classes => classes;

    /// <summary>The length of a row of coordinates or logits.</summary>
    public int Width { get; } = HostAlgebra.Padded(classes);

    /// <summary>d, the number of coordinates for each class.</summary>
    public abstract int Size { get; }

    /// <summary>Whether <see cref="Logits"/> is as exact as double precision.</summary>
    public abstract bool IsExact { get; }

    /// <summary>The space whose cost is lower: features while they are no more than the images, else their span.</summary>
    public static ProbeSpace Of(ScaledFeatures features, int classes, ProbeForm form) => form switch
    {
        ProbeForm.Features => new FeatureSpace(features, classes),
        ProbeForm.Images => new ImageSpan(features, classes),
        _ => features.Count <= features.Images ? new FeatureSpace(features, classes) : new ImageSpan(features, classes),
    };

    /// <summary>Gives the large arrays back for the next fit.</summary>
    public abstract void Dispose();

    /// <summary>F W, <c>[n, C]</c>.</summary>
    public abstract void Logits(double[] coordinates, double[] logits);

    /// <summary>The coordinates of F' R, for R <c>[n, C]</c>.</summary>
    public abstract void Pullback(double[] images, double[] coordinates);

    /// <summary>The inner product of two sets of weights.</summary>
    /// <param name="u">Coordinates of the one.</param>
    /// <param name="v">Coordinates of the other.</param>
    /// <param name="logits">The other's <see cref="Logits"/>.</param>
    public abstract double Inner(double[] u, double[] v, double[] logits);

    /// <summary>F W in double precision from the features themselves.</summary>
    public abstract double[] ExactLogits(double[] coordinates);

    /// <summary>The squared norm of weights, in double precision from the features themselves.</summary>
    public abstract double ExactSquare(double[] coordinates);

    /// <summary>W on scaled features, float64 <c>[p, C]</c> on the features' device.</summary>
    public abstract Tensor Weights(double[] coordinates);
}

/// <summary>The weights themselves as coordinates: for no more features than images.</summary>
internal sealed class FeatureSpace : ProbeSpace
{
    private readonly Device device;
    private readonly double[] rows;
    private readonly double[] columns;

    public FeatureSpace(ScaledFeatures features, int classes) : base(features, classes)
    {
        Size = features.Count;
        device = features.Device;
        rows = features.OnHost();
        columns = new double[rows.Length];
        for (int i = 0; i < Images; i++)
        {
            for (int j = 0; j < Size; j++) columns[j * Images + i] = rows[i * Size + j];
        }
    }

    public override int Size { get; }

    public override bool IsExact => true;

    public override void Dispose()
    {
    }

    public override void Logits(double[] coordinates, double[] logits) => HostAlgebra.Multiply(rows, Images, Size, coordinates, Width, logits);

    public override void Pullback(double[] images, double[] coordinates) => HostAlgebra.Multiply(columns, Size, Images, images, Width, coordinates);

    public override double Inner(double[] u, double[] v, double[] logits) => HostAlgebra.Dot(u, v);

    public override double[] ExactLogits(double[] coordinates)
    {
        double[] logits = new double[Images * Width];
        Logits(coordinates, logits);
        return logits;
    }

    public override double ExactSquare(double[] coordinates) => HostAlgebra.Dot(coordinates, coordinates);

    public override Tensor Weights(double[] coordinates) => tensor(coordinates, [Size, Width], device: device).narrow(1, 0, Classes);
}

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
