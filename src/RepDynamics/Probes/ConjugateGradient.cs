using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>Conjugate gradients for one Newton step, H s = -g, in the metric of the weights: one product with the features (or the Gram
/// matrix) an iteration to get logits, and one to get back.</summary>
internal static class ConjugateGradient
{
    // Far more than the spectrum of a representation needs; past it, the line search takes the step as it is.
    private const int MostProducts = 500;

    /// <param name="objective">Gives the products.</param>
    /// <param name="gradient">g.</param>
    /// <param name="probabilities">At the current weights, <c>[n, C]</c>.</param>
    /// <param name="forcing">How small the residual has to get, relative to g.</param>
    /// <returns>The step, and the number of products with H.</returns>
    public static (ProbeVector Step, int Products) Solve(SoftmaxObjective objective, ProbeVector gradient, Tensor probabilities, double forcing)
    {
        ProbeVector step = objective.Zero(), residual = gradient.Clone().Scaled(-1), direction = residual.Clone();
        double square = residual.Square().ToDouble(), enough = forcing * forcing * square;
        for (int products = 1; ; products++)
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor weights, Tensor bias, double curvature) = objective.HessianProduct(direction, probabilities);
            double length = square / curvature;
            step.Add(direction, length);
            residual.Weights.add_(weights, -length);
            residual.Bias.add_(bias, -length);
            residual.Renew();
            double next = residual.Square().ToDouble();
            if (next <= enough || products == MostProducts) return (step, products);
            direction.Scaled(next / square).Add(residual);
            square = next;
        }
    }
}
