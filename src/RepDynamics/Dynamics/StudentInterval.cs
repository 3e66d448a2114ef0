using MathNet.Numerics.Distributions;
using MathNet.Numerics.RootFinding;

namespace RepDynamics.Dynamics;

// Not a bootstrap: with the handful of seeds that a claim can afford, a percentile bootstrap's nominal 90% interval covers far
// less (61% at n = 3, docs/design.md#verdicts), while this one reaches its coverage for roughly normal values.

/// <summary>Two-sided Student t interval for the mean of a few independent values.</summary>
/// <remarks>
/// <c>Mean +- t(1 - (1 - Confidence) / 2; N - 1) s / sqrt(N)</c>, with s the standard deviation over N - 1 (Student 1908).
/// </remarks>
/// <param name="Lower">Lower end; equal to <paramref name="Upper"/> when all values are the same.</param>
/// <param name="StandardError">s / sqrt(N), at least 0.</param>
/// <param name="N">Number of values, at least 2.</param>
/// <param name="Confidence">Nominal coverage, in (0, 1).</param>
public sealed record StudentInterval(double Mean, double Lower, double Upper, double StandardError, int N, double Confidence)
{
    /// <summary>Nominal coverage of the intervals that decide claims, docs/design.md#verdicts.</summary>
    public const double DefaultConfidence = 0.90;

    /// <summary>The interval for the mean of some values.</summary>
    /// <param name="values">At least 2 finite values, such as one a seed.</param>
    /// <param name="confidence">Nominal coverage, in (0, 1).</param>
    /// <exception cref="ArgumentException">Fewer than 2 values, or one that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is outside (0, 1).</exception>
    public static StudentInterval Of(IReadOnlyList<double> values, double confidence = DefaultConfidence)
    {
        RequireConfidence(confidence);
        if (values.Count < 2)
            throw new ArgumentException($"A t interval needs at least 2 values, found {values.Count}.", nameof(values));
        int finite = values.TakeWhile(double.IsFinite).Count();
        if (finite < values.Count)
            throw new ArgumentException(FormattableString.Invariant($"Value {finite}: expected a finite value, found {values[finite]}."), nameof(values));

        // Measured from the first value, equal values have exactly no spread.
        double origin = values[0];
        double shift = values.Sum(v => v - origin) / values.Count;
        double squares = values.Sum(v => (v - origin - shift) * (v - origin - shift));
        double error = Math.Sqrt(squares / (values.Count - 1) / values.Count);
        double reach = Quantile(values.Count - 1, confidence) * error;
        double mean = origin + shift;
        return new StudentInterval(mean, mean - reach, mean + reach, error, values.Count, confidence);
    }

    /// <summary>The interval for the difference of two means, this one minus another, whose values may spread differently (Welch 1947).</summary>
    /// <param name="other">The mean of other, independent values.</param>
    /// <returns>Both ends; the same where neither set of values has a spread.</returns>
    /// <inheritdoc cref="Of" path="/param[@name='confidence']|/exception[2]"/>
    public (double Lower, double Upper) Minus(StudentInterval other, double confidence)
    {
        RequireConfidence(confidence);
        double here = StandardError * StandardError, there = other.StandardError * other.StandardError;
        double difference = Mean - other.Mean;
        if (here + there == 0) return (difference, difference);
        // Welch and Satterthwaite: between the smaller of both degrees of freedom and their sum.
        double freedom = (here + there) * (here + there) / (here * here / (N - 1) + there * there / (other.N - 1));
        double reach = Quantile(freedom, confidence) * Math.Sqrt(here + there);
        return (difference - reach, difference + reach);
    }

    private static void RequireConfidence(double confidence)
    {
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Expected a confidence in (0, 1), such as 0.9.");
    }

    /// <summary>Half-width of the two-sided interval, in standard errors.</summary>
    internal static double Quantile(double freedom, double confidence)
    {
        // MathNet searches up to 800 only; with one degree of freedom, a confidence of .9993 is beyond.
        double p = (1 + confidence) / 2, upper = 800;
        if (Cdf(upper) >= p) return StudentT.InvCDF(location: 0, scale: 1, freedom: freedom, p: p);
        while (Cdf(upper) < p) upper *= 2;
        return Brent.FindRoot(t => Cdf(t) - p, upper / 2, upper, accuracy: 1e-12);

        double Cdf(double t) => StudentT.CDF(location: 0, scale: 1, freedom: freedom, x: t);
    }
}
