namespace RepDynamics.Probes;

// The paper's abstracts say no more than 'linear probes': the values here are assumed, and marked so.

/// <summary>How linear probes are fitted. Immutable; equal when all values are.</summary>
public sealed record ProbeOptions
{
    /// <summary>
    /// Lambda, the weight of ||W||^2 / 2 beside the mean cross entropy; above 0, by default 0.002. <em>Assumed</em>: it is C = 1, the default of
    /// scikit-learn's LogisticRegression, at 500 images (lambda = 1 / (C n)). It is a fixed number and not a multiple of 1 / n, so that more images
    /// estimate the same probe better instead of estimating another one. Since features are scaled to a root mean square norm of 1, it means the same
    /// for every tap. In a trial (profile <c>cpu</c>, seed 1000, both networks with SGD, all taps, fitted to 250 images and held against 250 others)
    /// the mean accuracy on the others differed by at most half a percentage point from 0.002 to 0.00002; 0.01 and 0.05 did worse.
    /// </summary>
    public double L2 { get; init; } = 1.0 / 500;

    /// <summary>
    /// A probe is fitted when the norm of the objective's gradient (weights and biases, in scaled features) is at most this multiple of its norm at
    /// zero; in [1e-12, 1), by default 1e-8. The objective bends by at least lambda along the weights, so they are then within 1e-8 |gradient at
    /// zero| / lambda of the optimum: with the default lambda below 1e-5, far less than a probability of 1e-4 or a point of a region map needs.
    /// </summary>
    public double GradientTolerance { get; init; } = 1e-8;

    /// <summary>The most Newton steps; at least 1, by default 100. A fit that needs more is an error.</summary>
    public int MaximalIterations { get; init; } = 100;

    /// <summary>These options, once all values are in range.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public ProbeOptions Validated()
    {
        Check(L2 > 0 && double.IsFinite(L2), nameof(L2), L2, "a finite number above 0, such as 0.002; without it separable features have no best probe");
        Check(GradientTolerance is >= 1e-12 and < 1, nameof(GradientTolerance), GradientTolerance, "a number in [1e-12, 1); double precision reaches no further");
        Check(MaximalIterations >= 1, nameof(MaximalIterations), MaximalIterations, "at least 1");
        return this;

        static void Check(bool inRange, string name, double value, string expected)
        {
            if (!inRange) throw new ArgumentException($"{name} = {value}: expected {expected}.");
        }
    }
}

/// <summary>Thrown when a fit ends before its tolerance: such a probe is not a function of the representation.</summary>
public sealed class ProbeException : Exception
{
    internal ProbeException(ProbeSubject subject, int iterations, double gradientNorm, ProbeOptions options)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"{subject}: the probe was not fitted after {iterations} of at most {options.MaximalIterations} Newton steps: its gradient is {gradientNorm:0.0e0} of the one at zero, where at most {options.GradientTolerance:0.0e0} was asked (L2 = {options.L2:g4}). Raise MaximalIterations, GradientTolerance or L2."))
    {
    }
}

/// <summary>The representation that a probe reads; every error names it.</summary>
internal sealed record ProbeSubject(string Run, string Tap, int Epoch)
{
    public override string ToString() => FormattableString.Invariant($"{Run}, tap {Tap}, epoch {Epoch}");
}
