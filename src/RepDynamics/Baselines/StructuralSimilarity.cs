using SkiaSharp;

namespace RepDynamics.Baselines;

/// <summary>
/// The mean structural similarity index (SSIM) of two images, as defined by Wang, Bovik, Sheikh and Simoncelli, 'Image quality
/// assessment: from error visibility to structural similarity', IEEE Transactions on Image Processing 13(4), 2004, equations 13 to 17.
/// </summary>
/// <remarks>
/// Measured on luma (ITU-R BT.601), in float64, with the paper's circular Gaussian window (11 x 11, sigma 1.5,
/// weights summing to 1) at every place where it fits wholly into the image, and K1 = 0.01, K2 = 0.03, L = 255. It is blind to a change of
/// hue at equal luma: <see cref="ColourDifference"/> is there for that.
/// </remarks>
internal static class StructuralSimilarity
{
    /// <summary>Side of the Gaussian window in pixels, and so the smallest side an image may have.</summary>
    public const int Window = 11;

    private const double Sigma = 1.5, C1 = 0.01 * 255 * (0.01 * 255), C2 = 0.03 * 255 * (0.03 * 255);

    private static readonly double[] Weights = GaussianWeights();

    /// <summary>Mean SSIM over all windows: 1 for equal luma, symmetric in its arguments, at least -1.</summary>
    /// <exception cref="ArgumentException">A side is shorter than <see cref="Window"/>.</exception>
    public static double Mean(SKBitmap baseline, SKBitmap received)
    {
        (int width, int height) = (baseline.Width, baseline.Height);
        if (Math.Min(width, height) < Window)
            throw new ArgumentException($"SSIM needs images of at least {Window} x {Window} pixels, the side of its window; these are {width} x {height}.", nameof(baseline));

        // The Gaussian is separable: the columns first, which leaves one row of weighted sums of each of x, y, xx, yy and xy, then along these rows.
        (double[] x, double[] y) = (Luma(baseline), Luma(received));
        double[][] rows = [.. Enumerable.Range(0, 5).Select(_ => new double[width])];
        double sum = 0.0;
        for (int top = 0; top <= height - Window; top++)
        {
            FilterColumns(rows, x, y, top * width);
            sum += Enumerable.Range(0, width - Window + 1).Sum(left => Index(rows, left));
        }
        return sum / ((width - Window + 1.0) * (height - Window + 1.0));
    }

    private static void FilterColumns(double[][] rows, double[] x, double[] y, int from)
    {
        foreach (double[] row in rows) Array.Clear(row);
        (double[] sumX, double[] sumY, double[] xx, double[] yy, double[] xy) = (rows[0], rows[1], rows[2], rows[3], rows[4]);
        foreach (double weight in Weights)
        {
            for (int i = 0; i < sumX.Length; i++)
            {
                (double a, double b) = (x[from + i], y[from + i]);
                sumX[i] += weight * a;
                sumY[i] += weight * b;
                xx[i] += weight * (a * a);
                yy[i] += weight * (b * b);
                xy[i] += weight * (a * b);
            }
            from += sumX.Length;
        }
    }

    // Of the window that starts at a column.
    private static double Index(double[][] rows, int left)
    {
        (double meanX, double meanY) = (Along(rows[0]), Along(rows[1]));
        double varianceX = Along(rows[2]) - (meanX * meanX), varianceY = Along(rows[3]) - (meanY * meanY), covariance = Along(rows[4]) - (meanX * meanY);
        return ((2 * meanX * meanY) + C1) * ((2 * covariance) + C2) / (((meanX * meanX) + (meanY * meanY) + C1) * (varianceX + varianceY + C2));

        double Along(double[] row)
        {
            double sum = 0.0;
            for (int k = 0; k < Window; k++) sum += Weights[k] * row[left + k];
            return sum;
        }
    }

    /// <summary>Luma of every pixel, 0 to 255, shape <c>[height, width]</c>.</summary>
    private static double[] Luma(SKBitmap image) => Array.ConvertAll(image.Pixels, pixel => (0.299 * pixel.Red) + (0.587 * pixel.Green) + (0.114 * pixel.Blue));

    private static double[] GaussianWeights()
    {
        double[] weights = [.. Enumerable.Range(0, Window).Select(i => Math.Exp(-(i - 5.0) * (i - 5.0) / (2 * Sigma * Sigma)))];
        double sum = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / sum);
    }
}
