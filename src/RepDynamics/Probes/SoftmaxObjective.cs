namespace RepDynamics.Probes;

/// <summary>
/// Mean cross entropy of the softmax of F W + b, plus lambda / 2 times ||W||^2: value, gradient, and products with the Hessian.
/// </summary>
/// <param name="space">Where W lives.</param>
/// <param name="labels"><c>[n]</c>, 0 .. C - 1.</param>
/// <param name="l2">Lambda.</param>
internal sealed class SoftmaxObjective(ProbeSpace space, int[] labels, double l2)
{
    private readonly int classes = space.Classes;
    private readonly int width = space.Width;

    public ProbeSpace Space => space;

    public double Value(double[] output, double squareOfWeights)
    {
        double sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<double> row = output.AsSpan(i * width, classes);
            double highest = Highest(row), exponentials = 0;
            foreach (double logit in row) exponentials += Math.Exp(logit - highest);
            sum += Math.Log(exponentials) + highest - row[labels[i]];
        }
        return (sum / labels.Length) + (l2 / 2 * squareOfWeights);
    }

    /// <summary>The softmax of every row, <c>[n, C]</c>; padding stays 0.</summary>
    public double[] Probabilities(double[] output)
    {
        double[] probabilities = new double[output.Length];
        for (int row = 0; row < output.Length; row += width)
        {
            ReadOnlySpan<double> logits = output.AsSpan(row, classes);
            Span<double> to = probabilities.AsSpan(row, classes);
            double highest = Highest(logits), sum = 0;
            for (int c = 0; c < classes; c++) sum += to[c] = Math.Exp(logits[c] - highest);
            for (int c = 0; c < classes; c++) to[c] /= sum;
        }
        return probabilities;
    }

    public ProbeVector Gradient(ProbeVector at, double[] probabilities)
    {
        double[] residual = (double[])probabilities.Clone();
        for (int i = 0; i < labels.Length; i++) residual[i * width + labels[i]] -= 1;
        HostAlgebra.Scale(residual, 1.0 / labels.Length);
        ProbeVector gradient = new(space);
        Pull(residual, at, gradient);
        return gradient.Renew();
    }

    /// <summary>H d in coordinates (its logits are not computed), and d' H d.</summary>
    /// <param name="d">The direction.</param>
    /// <param name="probabilities">At the weights where H is taken, <c>[n, C]</c>.</param>
    /// <param name="product">Receives H d.</param>
    /// <param name="images">Room for <c>[n, C]</c>.</param>
    public double HessianProduct(ProbeVector d, double[] probabilities, ProbeVector product, double[] images)
    {
        // A row's share of H is diag(p) - p p' of its logits.
        double curvature = HostAlgebra.Covariance(d.Logits, d.Bias, probabilities, labels.Length, images);
        Pull(images, d, product);
        return curvature + (l2 * d.InnerOfWeights(d));
    }

    // F' R + lambda W, and the sums of R.
    private void Pull(double[] images, ProbeVector at, ProbeVector to)
    {
        space.Pullback(images, to.Weights);
        HostAlgebra.AddScaled(to.Weights, at.Weights, l2);
        HostAlgebra.SumRows(images, to.Bias);
    }

    private static double Highest(ReadOnlySpan<double> row)
    {
        double highest = row[0];
        foreach (double value in row) highest = Math.Max(highest, value);
        return highest;
    }
}
