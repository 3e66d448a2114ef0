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

    private const double Sigma = 1.5;
    private const double C1 = 0.01 * 255 * (0.01 * 255);
    private const double C2 = 0.03 * 255 * (0.03 * 255);

    private static readonly double[] Weights = GaussianWeights();

    /// <summary>Mean SSIM over all windows: 1 for equal luma, symmetric in its arguments, at least -1.</summary>
    /// <exception cref="ArgumentException">The sizes differ, or a side is shorter than <see cref="Window"/>.</exception>
    public static double Mean(SKBitmap baseline, SKBitmap received)
    {
        PngImage.RequireSameSize(baseline, received);
        (int width, int height) = (baseline.Width, baseline.Height);
        if (Math.Min(width, height) < Window)
        {
            throw new ArgumentException(
                $"SSIM needs images of at least {Window} x {Window} pixels, the side of its window; these are {width} x {height}.", nameof(baseline));
        }

        double[] x = Luma(baseline);
        double[] y = Luma(received);
        var moments = new Moments(width);
        double sum = 0.0;
        for (int top = 0; top <= height - Window; top++)
        {
            moments.FilterColumns(x, y, top);
            sum += moments.SumOfIndices();
        }

        return sum / ((width - Window + 1.0) * (height - Window + 1.0));
    }

    /// <summary>Luma of every pixel, 0 to 255, shape <c>[height, width]</c>.</summary>
    private static double[] Luma(SKBitmap image) =>
        Array.ConvertAll(image.Pixels, pixel => (0.299 * pixel.Red) + (0.587 * pixel.Green) + (0.114 * pixel.Blue));

    private static double[] GaussianWeights()
    {
        double[] weights = Enumerable.Range(0, Window).Select(i => Math.Exp(-(i - 5.0) * (i - 5.0) / (2 * Sigma * Sigma))).ToArray();
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    /// <summary>
    /// The weighted means of x, y, xx, yy and xy for one row of windows. The Gaussian is separable: columns first, which leaves one row
    /// of each, then along that row. Nothing bigger than five rows is kept.
    /// </summary>
    private sealed class Moments(int width)
    {
        private readonly double[] x = new double[width];
        private readonly double[] y = new double[width];
        private readonly double[] xx = new double[width];
        private readonly double[] yy = new double[width];
        private readonly double[] xy = new double[width];

        public void FilterColumns(double[] baseline, double[] received, int top)
        {
            foreach (double[]? row in new[] { x, y, xx, yy, xy })
                Array.Clear(row);
            for (int k = 0; k < Window; k++)
            {
                double weight = Weights[k];
                int from = (top + k) * width;
                for (int i = 0; i < width; i++)
                {
                    (double a, double b) = (baseline[from + i], received[from + i]);
                    x[i] += weight * a;
                    y[i] += weight * b;
                    xx[i] += weight * (a * a);
                    yy[i] += weight * (b * b);
                    xy[i] += weight * (a * b);
                }
            }
        }

        public double SumOfIndices()
        {
            double sum = 0.0;
            for (int left = 0; left <= width - Window; left++)
            {
                (double meanX, double meanY) = (Along(x, left), Along(y, left));
                double varianceX = Along(xx, left) - (meanX * meanX);
                double varianceY = Along(yy, left) - (meanY * meanY);
                double covariance = Along(xy, left) - (meanX * meanY);
                sum += ((2 * meanX * meanY) + C1) * ((2 * covariance) + C2)
                    / (((meanX * meanX) + (meanY * meanY) + C1) * (varianceX + varianceY + C2));
            }

            return sum;
        }

        private static double Along(double[] row, int left)
        {
            double sum = 0.0;
            for (int k = 0; k < Window; k++)
                sum += Weights[k] * row[left + k];
            return sum;
        }
    }
}
