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
