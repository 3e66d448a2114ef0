namespace RepDynamics.Probes;

/// <summary>
/// Conjugate gradients for one Newton step, H s = -g, in the metric of the weights: an iteration is one product that gives logits, and one
/// that leads back (which is free in the span of the images).
/// </summary>
internal static class ConjugateGradient
{
    // Far more than the spectrum of a representation needs; past it, the line search takes the step as it is.
    private const int MostProducts = 500;

    /// <param name="objective">Gives the products.</param>
    /// <param name="gradient">g.</param>
    /// <param name="probabilities">At the current weights, <c>[n, C]</c>.</param>
    /// <param name="forcing">How small the residual has to get, relative to g.</param>
    /// <returns>The step, and the number of products with H.</returns>
    public static (ProbeVector Step, int Products) Solve(SoftmaxObjective objective, ProbeVector gradient, double[] probabilities, double forcing)
    {
        ProbeVector step = new(objective.Space), product = new(objective.Space);
        ProbeVector residual = gradient.Times(-1), direction = residual.Times(1);
        var images = new double[gradient.Logits.Length];
        double square = residual.Inner(residual), enough = forcing * forcing * square;
        for (int products = 1; ; products++)
        {
            double length = square / objective.HessianProduct(direction, probabilities, product, images);
            step.Add(direction, length);
            HostAlgebra.AddScaled(residual.Weights, product.Weights, -length);
            HostAlgebra.AddScaled(residual.Bias, product.Bias, -length);
            residual.Renew();
            double next = residual.Inner(residual);
            if (!(next > enough) || products == MostProducts) return (step, products);
            direction.ScaleAdd(next / square, residual);
            square = next;
        }
    }
}
