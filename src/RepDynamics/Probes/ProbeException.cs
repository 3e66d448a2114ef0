using System.Globalization;

namespace RepDynamics.Probes;

/// <summary>A probe was not fitted to its tolerance: what there is of it is not a function of the representation, and is not given out.</summary>
public sealed class ProbeException : Exception
{
    /// <summary>Tells which fit ended where.</summary>
    /// <param name="subject">What was probed.</param>
    /// <param name="iterations">Newton steps taken.</param>
    /// <param name="gradientNorm">Norm of the gradient, relative to its norm at zero.</param>
    /// <param name="options">What was asked.</param>
    public ProbeException(ProbeSubject subject, int iterations, double gradientNorm, ProbeOptions options)
        : base(Describe(subject, iterations, gradientNorm, options))
    {
        ArgumentNullException.ThrowIfNull(options);
        Subject = subject;
        Iterations = iterations;
        GradientNorm = gradientNorm;
        Tolerance = options.GradientTolerance;
    }

    /// <summary>Run, tap and epoch.</summary>
    public ProbeSubject Subject { get; }

    /// <summary>Newton steps taken.</summary>
    public int Iterations { get; }

    /// <summary>Norm of the gradient where the fit ended, relative to its norm at zero.</summary>
    public double GradientNorm { get; }

    /// <summary>What it had to come below.</summary>
    public double Tolerance { get; }

    private static string Describe(ProbeSubject subject, int iterations, double gradientNorm, ProbeOptions options) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{subject}: the probe was not fitted after {iterations} of at most {options.MaximalIterations} Newton steps: ")
        + string.Create(
            CultureInfo.InvariantCulture,
            $"its gradient is {gradientNorm:0.0e0} of the one at zero, where at most {options.GradientTolerance:0.0e0} was asked (L2 = {options.L2:g4}). ")
        + "Raise MaximalIterations, GradientTolerance or L2.";
}
