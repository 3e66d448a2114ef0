namespace RepDynamics.Dynamics;

/// <summary>How well two series of numbers agree, in shape, in level and in amplitude.</summary>
public static class Concordance
{
    /// <summary>Lin's concordance correlation coefficient.</summary>
    /// <remarks>
    /// <c>2 cov / (var1 + var2 + (mean1 - mean2)^2)</c> with population moments, that is, sums divided by n (Lin, "A concordance
    /// correlation coefficient to evaluate reproducibility", Biometrics 45(1), 1989). It is 1 only for equal series: unlike
    /// correlation, it falls when one series is a shifted or stretched copy of the other. If both series are constant, the coefficient
    /// is 0 when the constants differ; when they are equal the formula is 0/0, and the result is defined as 1.
    /// </remarks>
    /// <param name="x">One series, <c>[n]</c> as the other, n at least 2; finite.</param>
    /// <returns>A number in [-1, 1]; symmetric in its arguments up to rounding.</returns>
    /// <exception cref="ArgumentException">Lengths differ, fewer than 2 points, or a value that is not finite.</exception>
    public static double Lin(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length)
            throw new ArgumentException($"Expected two series of the same length, found {x.Length} and {y.Length} points.", nameof(y));
        if (x.Length < 2)
            throw new ArgumentException($"Expected at least 2 points, found {x.Length}.", nameof(x));

        // The coefficient does not change when both series are moved and stretched together. Doing so by their own size keeps
        // small moments from vanishing, and makes the spread of a constant series exactly zero.
        double origin = x[0], size = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(x[i]) || !double.IsFinite(y[i]))
                throw new ArgumentException(FormattableString.Invariant($"Point {i}: expected finite values, found {x[i]} and {y[i]}."));
            size = Math.Max(size, Math.Max(Math.Abs(x[i] - origin), Math.Abs(y[i] - origin)));
        }
        if (size == 0) return 1;

        double meanX = 0, meanY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            meanX += (x[i] - origin) / size;
            meanY += (y[i] - origin) / size;
        }
        meanX /= x.Length;
        meanY /= x.Length;

        double varianceX = 0, varianceY = 0, covariance = 0;
        for (int i = 0; i < x.Length; i++)
        {
            (double dx, double dy) = (((x[i] - origin) / size) - meanX, ((y[i] - origin) / size) - meanY);
            varianceX += dx * dx / x.Length;
            varianceY += dy * dy / x.Length;
            covariance += dx * dy / x.Length;
        }
        double shift = meanX - meanY;
        return Math.Clamp(2 * covariance / (varianceX + varianceY + (shift * shift)), -1, 1);
    }
}
