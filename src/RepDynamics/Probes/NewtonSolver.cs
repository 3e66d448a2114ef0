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

    // Far more than the spectrum of a representation needs; past it, the line search takes the step as it is.
    private const int MostProducts = 500;

    /// <summary>Where the solver ended: the biases sum to 0.</summary>
    /// <param name="GradientNorm">Relative to that at zero; from the features themselves, in double precision, when within the tolerance.</param>
    public sealed record Solution(ProbeVector Optimum, int Iterations, int HessianProducts, double GradientNorm);

    /// <param name="objective">Strictly convex but for a common shift of the biases, along which no gradient points.</param>
    /// <param name="start">Where to start; zero when null, or when zero is better.</param>
    /// <returns>The last iterate, fitted or not.</returns>
    public static Solution Minimize(SoftmaxObjective objective, ProbeVector? start, ProbeOptions options)
    {
        ProbeVector x = new(objective.Space);
        double atZero = Math.Sqrt(GradientAt(objective, x).Square);
        if (start is not null && ValueAt(objective, start) < ValueAt(objective, x)) x = start;
        int iterations = 0, products = 0;
        while (true)
        {
            (ProbeVector gradient, double[] probabilities, double square) = GradientAt(objective, x);
            double relative = Relative(square);
            if (!objective.Space.IsExact && relative <= Math.Max(Settled, options.GradientTolerance))
            {
                objective.Space.ExactLogits(x.Weights).CopyTo(x.Logits, 0);
                (gradient, probabilities, square) = GradientAt(objective, x);
                relative = Relative(square);
                if (relative <= options.GradientTolerance)
                    relative = Relative(objective.Space.ExactSquare(gradient.Weights) + HostAlgebra.Dot(gradient.Bias, gradient.Bias));
            }
            if (relative <= options.GradientTolerance || iterations == options.MaximalIterations) return new(x, iterations, products, relative);
            double forcing = Math.Max(Math.Min(CoarsestStep, Math.Pow(relative, Exactness)), 0.5 * options.GradientTolerance / relative);
            (ProbeVector step, int used) = Step(objective, gradient, probabilities, forcing);
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

    // Conjugate gradients for H s = -g, in the metric of the weights, until the residual is at most forcing times g: an iteration is one
    // product that gives logits, and one that leads back (which is free in the span of the images). Returns s and the number of products.
    private static (ProbeVector Step, int HessianProducts) Step(SoftmaxObjective objective, ProbeVector gradient, double[] probabilities, double forcing)
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

    // Moves along the step, by half as much until the objective falls enough; false when it never does.
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

/// <summary>Mean cross entropy of the softmax of F W + b, plus lambda / 2 times ||W||^2: value, gradient, and products with the Hessian.</summary>
internal sealed class SoftmaxObjective(ProbeSpace space, int[] labels, double l2)
{
    private readonly int classes = space.Classes, width = space.Width;

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

    /// <summary>H d in coordinates (its logits are not computed), for the probabilities at which H is taken; returns d' H d.</summary>
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
