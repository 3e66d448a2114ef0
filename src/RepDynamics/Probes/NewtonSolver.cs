namespace RepDynamics.Probes;

/// <summary>
/// Newton's method with conjugate gradients for the steps and a backtracking line search (Nocedal and Wright 2006, algorithm 7.1). Steps may
/// be found in less (<see cref="GramMatrix"/>); where they ended is judged in double precision.
/// </summary>
internal static class NewtonSolver
{
    private const int MostHalvings = 30;
    private const double SufficientDecrease = 1e-4;

    // Near the optimum a step lowers the objective by less than it is rounded: then the gradient decides, not the decrease.
    private const double Rounding = 1e-13;

    // A step solved better than this is wasted far from the optimum; near it steps get as exact as the gradient is small.
    private const double CoarsestStep = 0.25;
    private const double Exactness = 0.75;

    // How far a Gram matrix in single precision leads; from here on the gradient is taken from the features themselves.
    private const double Settled = 1e-6;

    /// <summary>Where the solver ended.</summary>
    /// <param name="Optimum">Weights and biases; the biases sum to 0.</param>
    /// <param name="Iterations">Newton steps.</param>
    /// <param name="HessianProducts">Products with the Hessian, over all steps.</param>
    /// <param name="GradientNorm">Relative to that at zero; from the features themselves, in double precision, when within the tolerance.</param>
    public sealed record Solution(ProbeVector Optimum, int Iterations, int HessianProducts, double GradientNorm);

    /// <param name="objective">Strictly convex but for a common shift of the biases, along which no gradient points.</param>
    /// <param name="start">Where to start; zero when null, or when zero is better.</param>
    /// <param name="options">Tolerance and limit.</param>
    /// <returns>The last iterate, fitted or not.</returns>
    public static Solution Minimize(SoftmaxObjective objective, ProbeVector? start, ProbeOptions options)
    {
        ProbeVector x = new(objective.Space);
        double atZero = Math.Sqrt(GradientAt(objective, x).Square);
        if (start is not null && ValueAt(objective, start) < ValueAt(objective, x)) x = start;
        bool exact = objective.Space.IsExact;
        int iterations = 0, products = 0;
        while (true)
        {
            (ProbeVector gradient, double[] probabilities, double square) = GradientAt(objective, x);
            double relative = Relative(square);
            if (!exact && relative <= Math.Max(Settled, options.GradientTolerance))
            {
                objective.Space.ExactLogits(x.Weights).CopyTo(x.Logits, 0);
                (gradient, probabilities, square) = GradientAt(objective, x);
                relative = Relative(square);
                if (relative <= options.GradientTolerance)
                    relative = Relative(objective.Space.ExactSquare(gradient.Weights) + HostAlgebra.Dot(gradient.Bias, gradient.Bias));
            }
            if (relative <= options.GradientTolerance || iterations == options.MaximalIterations)
                return new(x, iterations, products, relative);
            double forcing = Math.Max(Math.Min(CoarsestStep, Math.Pow(relative, Exactness)), 0.5 * options.GradientTolerance / relative);
            (ProbeVector step, int used) = ConjugateGradient.Solve(objective, gradient, probabilities, forcing);
            products += used;
            iterations++;
            if (!Walk(objective, x, step, gradient)) return new(x, iterations, products, relative);
        }

        double Relative(double square) => atZero > 0 ? Math.Sqrt(Math.Max(0, square)) / atZero : 0;
    }

    private static double ValueAt(SoftmaxObjective objective, ProbeVector x) => objective.Value(x.Output(), x.InnerOfWeights(x));

    private static (ProbeVector Gradient, double[] Probabilities, double Square) GradientAt(SoftmaxObjective objective, ProbeVector x)
    {
        double[] probabilities = objective.Probabilities(x.Output());
        ProbeVector gradient = objective.Gradient(x, probabilities);
        return (gradient, probabilities, gradient.Inner(gradient));
    }

    /// <summary>Moves along the step, by half as much until the objective falls enough; false when it never does.</summary>
    private static bool Walk(SoftmaxObjective objective, ProbeVector x, ProbeVector step, ProbeVector gradient)
    {
        double[] output = x.Output(), change = step.Output();
        double square = x.InnerOfWeights(x), mixed = x.InnerOfWeights(step), stepSquare = step.InnerOfWeights(step);
        double slope = gradient.Inner(step), before = objective.Value(output, square), t = 1;
        for (int halvings = 0; halvings <= MostHalvings; halvings++, t /= 2)
        {
            double[] there = (double[])output.Clone();
            HostAlgebra.AddScaled(there, change, t);
            double after = objective.Value(there, square + (2 * t * mixed) + (t * t * stepSquare));
            if (!(after <= before + (SufficientDecrease * t * slope) + (Rounding * Math.Abs(before)))) continue;
            x.Add(step, t);
            return true;
        }
        return false;
    }
}

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
    public static (ProbeVector Step, int HessianProducts) Solve(SoftmaxObjective objective, ProbeVector gradient, double[] probabilities, double forcing)
    {
        ProbeVector step = new(objective.Space), product = new(objective.Space);
        ProbeVector residual = gradient.Times(-1), direction = residual.Times(1);
        double[] images = new double[gradient.Logits.Length];
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
