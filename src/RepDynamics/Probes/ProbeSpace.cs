using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// Where the weights of a probe live: coordinates <c>[d, C]</c> that stand for weights W <c>[p, C]</c> on scaled features F
/// <c>[n, p]</c>. The solver works in the metric of W whatever the coordinates, so both forms take the same steps. Arrays are
/// on the host, row-major, rows padded (<see cref="HostAlgebra"/>).
/// </summary>
/// <remarks>
/// For no more features than images the coordinates are the weights themselves. For more there is one an image: the optimum lies in the span
/// of the images, since its gradient F' R / n + lambda W is zero, so W = F' A with one row of A an image. The features are then met only in
/// their Gram matrix F F', and a product with the Hessian costs n^2 C however many features there are. The Gram matrix is most of a fit's
/// time and is computed in single precision: it only has to give good directions. The solver asks for logits and gradient from the
/// features themselves, in double precision, before it takes an answer for exact.
/// </remarks>
internal sealed class ProbeSpace : IDisposable
{
    private readonly ScaledFeatures features;

    // One of both: the Gram matrix, or the features by rows and by columns.
    private readonly GramMatrix? gram;
    private readonly double[] rows = [], columns = [];

    /// <param name="byImage">Whether there is a coordinate for each image instead of each feature; null: for whichever are fewer.</param>
    public ProbeSpace(ScaledFeatures features, int classes, bool? byImage)
    {
        this.features = features;
        Images = features.Images;
        Classes = classes;
        Width = HostAlgebra.Padded(classes);
        if (byImage ?? (features.Count > Images))
        {
            Size = Images;
            gram = features.Gram();
            return;
        }
        Size = features.Count;
        rows = features.OnHost();
        columns = new double[rows.Length];
        for (int i = 0; i < Images; i++)
        {
            for (int j = 0; j < Size; j++) columns[j * Images + i] = rows[i * Size + j];
        }
    }

    /// <summary>n.</summary>
    public int Images { get; }

    /// <summary>C.</summary>
    public int Classes { get; }

    /// <summary>The length of a row of coordinates or logits.</summary>
    public int Width { get; }

    /// <summary>d, the number of coordinates for each class.</summary>
    public int Size { get; }

    /// <summary>Whether <see cref="Logits"/> is as exact as double precision.</summary>
    public bool IsExact => gram is null;

    public void Dispose() => gram?.Dispose();

    /// <summary>F W, <c>[n, C]</c>.</summary>
    public void Logits(double[] coordinates, double[] logits)
    {
        if (gram is null) HostAlgebra.Multiply(rows, Images, Size, coordinates, Width, logits);
        else gram.Multiply(coordinates, Width, logits);
    }

    /// <summary>The coordinates of F' R, for R <c>[n, C]</c>.</summary>
    public void Pullback(double[] images, double[] coordinates)
    {
        if (gram is null) HostAlgebra.Multiply(columns, Size, Images, images, Width, coordinates);
        else images.CopyTo(coordinates, 0);
    }

    /// <summary>The inner product of two sets of weights, the other one with its <see cref="Logits"/>.</summary>
    public double Inner(double[] u, double[] v, double[] logits) => HostAlgebra.Dot(u, gram is null ? v : logits);

    /// <summary>F W in double precision from the features themselves, where <see cref="Logits"/> is not exact.</summary>
    public double[] ExactLogits(double[] coordinates) => features.LogitsOfCombination(coordinates, Classes);

    /// <summary>The squared norm of weights, as exactly.</summary>
    public double ExactSquare(double[] coordinates) => features.SquareOfCombination(coordinates, Classes);

    /// <summary>W on scaled features, float64 <c>[p, C]</c> on the features' device.</summary>
    public Tensor Weights(double[] coordinates) => gram is null
        ? tensor(coordinates, [Size, Width], device: features.Device).narrow(1, 0, Classes)
        : features.Combination(coordinates, Classes);
}

/// <summary>Weights and biases as the solver carries them; changed in place.</summary>
internal sealed class ProbeVector(ProbeSpace space)
{
    /// <summary>Coordinates of the weights, <c>[d, C]</c>, rows padded.</summary>
    public double[] Weights { get; } = new double[space.Size * space.Width];

    /// <summary>Biases, <c>[C]</c>, padded.</summary>
    public double[] Bias { get; } = new double[space.Width];

    /// <summary>The weights' logits on the training images, without the biases, <c>[n, C]</c>, rows padded.</summary>
    public double[] Logits { get; } = new double[space.Images * space.Width];

    /// <summary>A copy scaled.</summary>
    public ProbeVector Times(double factor)
    {
        ProbeVector copy = new(space);
        copy.Add(this, factor);
        return copy;
    }

    public void Add(ProbeVector other, double factor)
    {
        HostAlgebra.AddScaled(Weights, other.Weights, factor);
        HostAlgebra.AddScaled(Bias, other.Bias, factor);
        HostAlgebra.AddScaled(Logits, other.Logits, factor);
    }

    /// <summary>This one scaled, plus another.</summary>
    public void ScaleAdd(double factor, ProbeVector other)
    {
        HostAlgebra.ScaleAdd(Weights, factor, other.Weights);
        HostAlgebra.ScaleAdd(Bias, factor, other.Bias);
        HostAlgebra.ScaleAdd(Logits, factor, other.Logits);
    }

    /// <summary>Computes the logits anew, after the weights were changed by themselves.</summary>
    public ProbeVector Renew()
    {
        space.Logits(Weights, Logits);
        return this;
    }

    /// <summary>The logits with the biases, <c>[n, C]</c>, rows padded.</summary>
    public double[] Output()
    {
        double[] output = (double[])Logits.Clone();
        for (int row = 0; row < output.Length; row += space.Width) HostAlgebra.AddScaled(output.AsSpan(row, space.Width), Bias, 1);
        return output;
    }

    public double InnerOfWeights(ProbeVector other) => space.Inner(Weights, other.Weights, other.Logits);

    public double Inner(ProbeVector other) => InnerOfWeights(other) + HostAlgebra.Dot(Bias, other.Bias);
}
