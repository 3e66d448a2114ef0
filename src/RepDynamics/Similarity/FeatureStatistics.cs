using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RepDynamics.Similarity;

// Sums are of differences to the first image, in double precision: a mean that is large against the spread costs no digits.

/// <summary>The column means and the spread of the features of some consecutive images.</summary>
internal sealed class FeatureStatistics(double[] means, double spread, bool varies)
{
    private const int NumbersAtATime = 1 << 18;

    /// <summary>The Frobenius norm of the centred features.</summary>
    public double Spread => spread;

    /// <summary>Whether a feature differs between images by more than rounding; each is compared with its own size.</summary>
    public bool Varies => varies;

    /// <summary>Reads the features of some images once.</summary>
    /// <exception cref="FeatureException">A value is not finite.</exception>
    public static FeatureStatistics Of(IFeatures features, int first, int images, CancellationToken cancellation)
    {
        int width = features.Width;
        double[] origin = new double[width], sums = new double[width], squares = new double[width];
        features.Read(first, 0, width, origin);
        int rows = Math.Clamp(NumbersAtATime / width, 1, images);
        // Of every epoch in turn: left to the garbage collector, they would pile up.
        double[] buffer = ArrayPool<double>.Shared.Rent(checked(rows * width));
        try
        {
            for (int done = 0; done < images; done += rows)
            {
                cancellation.ThrowIfCancellationRequested();
                Span<double> part = buffer.AsSpan(0, Math.Min(rows, images - done) * width);
                features.Read(first + done, 0, width, part);
                double total = 0;
                for (int at = 0; at < part.Length; at += width) total += Add(part.Slice(at, width), origin, sums, squares);
                if (!double.IsFinite(total)) throw NotFinite(features, first + done, part);
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(buffer);
        }
        double spread = 0;
        bool varies = false;
        for (int j = 0; j < width; j++)
        {
            double shift = sums[j] / images, square = Math.Max(0, squares[j] - images * shift * shift);
            origin[j] += shift;
            spread += square;
            varies |= square > images * Math.Pow(features.Rounding * origin[j], 2);
        }
        return new(origin, Math.Sqrt(spread), varies);
    }

    /// <summary>Subtracts the means from some features, <c>[images, features]</c>, and multiplies.</summary>
    // Compiled at once with optimization: a short run would otherwise spend its time in code that is several times slower.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Centre(ReadOnlySpan<double> block, int firstFeature, int features, double factor, Span<double> centred)
    {
        ReadOnlySpan<double> mean = means.AsSpan(firstFeature, features);
        for (int at = 0; at < block.Length; at += features)
        {
            for (int j = 0; j < features; j++) centred[at + j] = (block[at + j] - mean[j]) * factor;
        }
    }

    /// <summary>The same, rounded to single precision, which nearly all similarities are computed in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Centre(ReadOnlySpan<double> block, int firstFeature, int features, double factor, Span<float> rounded)
    {
        ReadOnlySpan<double> mean = means.AsSpan(firstFeature, features);
        ReadOnlySpan<Vector<double>> meanVectors = MemoryMarshal.Cast<double, Vector<double>>(mean);
        for (int at = 0; at < block.Length; at += features)
        {
            ReadOnlySpan<double> row = block.Slice(at, features);
            Span<float> result = rounded.Slice(at, features);
            ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(row);
            Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(result);
            for (int v = 0; v < results.Length; v++)
                results[v] = Vector.Narrow((vectors[2 * v] - meanVectors[2 * v]) * factor, (vectors[2 * v + 1] - meanVectors[2 * v + 1]) * factor);
            for (int j = results.Length * Vector<float>.Count; j < features; j++) result[j] = (float)((row[j] - mean[j]) * factor);
        }
    }

    // The sum of the squared differences.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Add(ReadOnlySpan<double> row, double[] origin, double[] sums, double[] squares)
    {
        ReadOnlySpan<Vector<double>> values = MemoryMarshal.Cast<double, Vector<double>>(row);
        Span<Vector<double>> origins = MemoryMarshal.Cast<double, Vector<double>>(origin.AsSpan());
        Span<Vector<double>> sum = MemoryMarshal.Cast<double, Vector<double>>(sums.AsSpan()), square = MemoryMarshal.Cast<double, Vector<double>>(squares.AsSpan());
        Vector<double> totals = Vector<double>.Zero;
        for (int v = 0; v < values.Length; v++)
        {
            Vector<double> difference = values[v] - origins[v], squared = difference * difference;
            sum[v] += difference;
            square[v] += squared;
            totals += squared;
        }
        double total = Vector.Sum(totals);
        for (int j = values.Length * Vector<double>.Count; j < row.Length; j++)
        {
            double difference = row[j] - origin[j];
            sums[j] += difference;
            squares[j] += difference * difference;
            total += difference * difference;
        }
        return total;
    }

    private static FeatureException NotFinite(IFeatures features, int firstImage, ReadOnlySpan<double> part)
    {
        int at = 0;
        while (at < part.Length && double.IsFinite(part[at])) at++;
        return at == part.Length
            ? new(features.Name, "the values differ by more than 1e150.", "Divide the layer's features by a common number.")
            : new(
                features.Name,
                $"the value of image {firstImage + at / features.Width}, feature {at % features.Width} (both from 0) is "
                + $"{(double.IsNaN(part[at]) ? "NaN" : "infinite")}.",
                "Similarity needs finite numbers: leave the epoch (--epochs) or the layer (--without) out, or find out where the training diverged.");
    }
}
