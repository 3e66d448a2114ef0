using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// Newton's method with conjugate gradients for the steps and a backtracking line search (Nocedal and Wright 2006, algorithm 7.1). Steps are
/// computed in single precision (<see cref="ProbeSpace"/>), the result is checked in double precision.
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

    // The relative gradient from which on it is taken from the features in double precision; before, where a step brought less than this.
    private const double Settled = 1e-6;
    private const double Progress = 0.5;

    // Far more than the spectrum of a representation needs; past it, the line search takes the step as it is.
    private const int MostProducts = 500;

    /// <summary>Where the solver ended: the biases sum to 0.</summary>
    /// <param name="GradientNorm">Relative to that at zero; from the features themselves, in double precision, when within the tolerance.</param>
    public sealed record Solution(ProbeVector Optimum, Tensor? Weights, int Iterations, int HessianProducts, double GradientNorm);

    /// <param name="objective">Strictly convex but for a common shift of the biases, along which no gradient points.</param>
    /// <param name="start">Where to start; zero when null, or when zero is better.</param>
    /// <returns>The last iterate, fitted or not.</returns>
    public static Solution Minimize(SoftmaxObjective objective, ProbeVector? start, ProbeOptions options)
    {
        ProbeSpace space = objective.Space;
        ProbeVector x = new(space);
        double atZero = Norm(objective.Gradient(x).Vector);
        if (start is not null && ValueAt(objective, start) < ValueAt(objective, x)) x = start;
        int iterations = 0, products = 0;
        double before = double.PositiveInfinity;
        while (true)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor? weights = null;
            (ProbeVector gradient, Tensor probabilities) = objective.Gradient(x);
            double relative = Relative(Norm(gradient));
            if (relative <= Math.Max(Settled, options.GradientTolerance) || relative > Progress * before)
            {
                weights = space.Weights(x.Weights);
                x.Logits.copy_(space.ExactLogits(weights));
                (gradient, probabilities) = objective.Gradient(x, exact: true);
                relative = Relative(space.ExactNorm(gradient));
            }
            if (relative <= options.GradientTolerance || iterations == options.MaximalIterations) return Ended();
            before = relative;
            double forcing = Math.Max(Math.Min(CoarsestStep, Math.Pow(relative, Exactness)), 0.5 * options.GradientTolerance / relative);
            (ProbeVector step, int used) = Step(objective, gradient, probabilities, forcing);
            products += used;
            iterations++;
            if (!Walk(objective, x, step, gradient)) return Ended();

            Solution Ended() => new(x, weights?.MoveToOuterDisposeScope(), iterations, products, relative);
        }

        double Norm(ProbeVector vector) => Math.Sqrt(Math.Max(0, space.Inner(vector, vector)));

        double Relative(double norm) => atZero > 0 ? norm / atZero : 0;
    }

    private static double ValueAt(SoftmaxObjective objective, ProbeVector x) => objective.Value(x.Output, objective.Space.InnerOfWeights(x, x));

    // Conjugate gradients for H s = -g, in the metric of the weights, until the residual is at most forcing times g: an iteration is one
    // product that gives logits, and one that leads back (which is free in the span of the images). Returns s and the number of products.
    private static (ProbeVector Step, int HessianProducts) Step(SoftmaxObjective objective, ProbeVector gradient, Tensor probabilities, double forcing)
    {
        ProbeSpace space = objective.Space;
        ProbeVector step = new(space), residual = new ProbeVector(space).Add(gradient, -1), direction = new ProbeVector(space).Add(residual, 1);
        double square = space.Inner(residual, residual), enough = forcing * forcing * square;
        for (int products = 1; ; products++)
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor weights, Tensor bias, double curvature) = objective.HessianProduct(direction, probabilities);
            double length = square / curvature;
            step.Add(direction, length);
            residual.AddAndRenew(space, weights, bias, -length);
            double next = space.Inner(residual, residual);
            if (!(next > enough) || products == MostProducts) return (step, products);
            direction.ScaleAdd(next / square, residual);
            square = next;
        }
    }

    // Moves along the step, by half as much until the objective falls enough; false when it never does.
    private static bool Walk(SoftmaxObjective objective, ProbeVector x, ProbeVector step, ProbeVector gradient)
    {
        ProbeSpace space = objective.Space;
        Tensor output = x.Output, change = step.Output;
        double square = space.InnerOfWeights(x, x), mixed = space.InnerOfWeights(x, step), stepSquare = space.InnerOfWeights(step, step);
        double slope = space.Inner(gradient, step), before = objective.Value(output, square), t = 1;
        for (int halvings = 0; halvings <= MostHalvings; halvings++, t /= 2)
        {
            double after = objective.Value(output.add(change, t), square + (2 * t * mixed) + (t * t * stepSquare));
            if (!(after <= before + (SufficientDecrease * t * slope) + (Rounding * Math.Abs(before)))) continue;
            x.Add(step, t);
            return true;
        }
        return false;
    }
}

/// <summary>Mean cross entropy of the softmax of W F' + b, plus lambda / 2 times ||W||^2: value, gradient, and products with the Hessian.</summary>
/// <param name="labels">Int64 <c>[n]</c>, below C.</param>
internal sealed class SoftmaxObjective(ProbeSpace space, Tensor labels, double l2)
{
    private readonly long images = labels.size(0);
    private readonly Tensor oneHot = nn.functional.one_hot(labels, space.Shape.Classes).t().to(ScalarType.Float64).contiguous();

    public ProbeSpace Space => space;

    /// <summary>At logits <c>[C, n]</c>, given ||W||^2.</summary>
    public double Value(Tensor output, double squareOfWeights) =>
        (l2 / 2 * squareOfWeights) - ((output.log_softmax(0) * oneHot).sum().ToDouble() / images);

    /// <summary>With the probabilities of the classes there, <c>[C, n]</c>.</summary>
    public (ProbeVector Vector, Tensor Probabilities) Gradient(ProbeVector at, bool exact = false)
    {
        Tensor probabilities = at.Output.softmax(0);
        (Tensor weights, Tensor bias) = Pull(probabilities.sub(oneHot).div_(images), at, exact);
        return (new ProbeVector(space).AddAndRenew(space, weights, bias, 1), probabilities);
    }

    /// <summary>H d in coordinates, for the probabilities at which H is taken, and d' H d.</summary>
    public (Tensor Weights, Tensor Bias, double Curvature) HessianProduct(ProbeVector d, Tensor probabilities)
    {
        // An image's share of H is diag(p) - p p' of its logits.
        Tensor output = d.Output, mean = (probabilities * output).sum(0, keepdim: true);
        Tensor weighted = output.sub(mean).mul_(probabilities).div_(images);
        (Tensor weights, Tensor bias) = Pull(weighted, d);
        return (weights, bias, (weighted * output).sum().ToDouble() + (l2 * space.InnerOfWeights(d, d)));
    }

    // R F + lambda W, and the sums of R.
    private (Tensor Weights, Tensor Bias) Pull(Tensor residuals, ProbeVector at, bool exact = false) =>
        (space.Pullback(residuals, exact).add(at.Weights, l2), residuals.sum(1, keepdim: true));
}
