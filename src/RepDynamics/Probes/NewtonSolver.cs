using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// Newton's method with conjugate gradients for the steps and a backtracking line search (Nocedal and Wright 2006, algorithm 7.1), in
/// double precision.
/// </summary>
internal static class NewtonSolver
{
    // Half a step is taken back as often as this before the direction is given up.
    private const int MostHalvings = 30;
    private const double SufficientDecrease = 1e-4;

    // Near the optimum a step lowers the objective by less than it is rounded: then the gradient decides, not the decrease.
    private const double Rounding = 1e-13;

    // A step solved better than this wastes work far from the optimum; near it the steps get as exact as the gradient is small.
    private const double CoarsestStep = 0.25;

    /// <summary>Where the solver ended.</summary>
    /// <param name="Optimum">Weights and biases; the biases sum to 0.</param>
    /// <param name="Iterations">Newton steps.</param>
    /// <param name="Products">Products with the Hessian, over all steps.</param>
    /// <param name="GradientNorm">Relative to that at zero.</param>
    public sealed record Solution(ProbeVector Optimum, int Iterations, int Products, double GradientNorm);

    /// <param name="objective">Strictly convex but for a common shift of the biases, along which no gradient points.</param>
    /// <param name="start">Where to start; zero when null, or when zero is better.</param>
    /// <param name="options">Tolerance and limit.</param>
    /// <returns>The last iterate, fitted or not, in the scope of the caller.</returns>
    public static Solution Minimize(SoftmaxObjective objective, ProbeVector? start, ProbeOptions options)
    {
        ProbeVector zero = objective.Zero();
        double atZero = GradientAt(objective, zero).Norm;
        ProbeVector x = start is not null && objective.Value(start) < objective.Value(zero) ? start : zero;
        int iterations = 0, products = 0;
        while (true)
        {
            using DisposeScope scope = NewDisposeScope();
            (ProbeVector gradient, Tensor probabilities, double norm) = GradientAt(objective, x);
            double relative = atZero > 0 ? norm / atZero : 0;
            if (relative <= options.GradientTolerance || iterations == options.MaximalIterations)
                return new(x, iterations, products, relative);
            double forcing = Math.Max(Math.Min(CoarsestStep, Math.Sqrt(relative)), 0.5 * options.GradientTolerance / relative);
            (ProbeVector step, int used) = ConjugateGradient.Solve(objective, gradient, probabilities, forcing);
            products += used;
            iterations++;
            if (!Walk(objective, x, step, gradient)) return new(x, iterations, products, relative);
        }
    }

    private static (ProbeVector Gradient, Tensor Probabilities, double Norm) GradientAt(SoftmaxObjective objective, ProbeVector x)
    {
        Tensor probabilities = x.Output().softmax(1);
        ProbeVector gradient = objective.Gradient(x, probabilities);
        return (gradient, probabilities, Math.Sqrt(Math.Max(0, gradient.Square().ToDouble())));
    }

    /// <summary>Moves along the step, by half as much until the objective falls enough; false when it never does.</summary>
    private static bool Walk(SoftmaxObjective objective, ProbeVector x, ProbeVector step, ProbeVector gradient)
    {
        Tensor output = x.Output(), change = step.Output();
        double square = x.InnerOfWeights(x).ToDouble(), mixed = x.InnerOfWeights(step).ToDouble(), stepSquare = step.InnerOfWeights(step).ToDouble();
        double slope = (gradient.Bias * step.Bias).sum().add_(gradient.InnerOfWeights(step)).ToDouble();
        double before = objective.Value(output, square), t = 1;
        for (int halvings = 0; halvings <= MostHalvings; halvings++, t /= 2)
        {
            using DisposeScope scope = NewDisposeScope();
            double after = objective.Value(output.add(change, t), square + (2 * t * mixed) + (t * t * stepSquare));
            if (!(after <= before + (SufficientDecrease * t * slope) + (Rounding * Math.Abs(before)))) continue;
            x.Add(step, t);
            return true;
        }
        return false;
    }
}
