using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RepDynamics.Similarity;

// The mean is kept as a sum of two single-precision numbers: subtracting the one and then the other leaves what double precision would
// leave, also where the mean is thousands of times the spread, at single precision's speed.

/// <summary>The column means and the size of the features of some consecutive images.</summary>
internal sealed class FeatureStatistics
{
    private const int FloatsAtATime = 1 << 20;

    private readonly float[] high;
    private readonly float[] low;

    private FeatureStatistics(double[] sums, double squares, int images)
    {
        (high, low) = (new float[sums.Length], new float[sums.Length]);
        double squaresOfMeans = 0;
        for (int j = 0; j < sums.Length; j++)
        {
            double mean = sums[j] / images;
            squaresOfMeans += mean * mean;
            high[j] = (float)mean;
            low[j] = (float)(mean - high[j]);
        }
        Size = Math.Sqrt(squares);
        Spread = Math.Sqrt(Math.Max(0, squares - images * squaresOfMeans));
    }

    /// <summary>The Frobenius norm of the features.</summary>
    public double Size { get; }

    /// <summary>The Frobenius norm of the centred features.</summary>
    public double Spread { get; }

    /// <summary>Reads the features of some images once.</summary>
    /// <exception cref="FeatureException">A value is not finite.</exception>
    public static FeatureStatistics Of(IFeatures features, int first, int images, CancellationToken cancellation)
    {
        double[] sums = new double[features.Width];
        double squares = 0;
        int rows = Math.Clamp(FloatsAtATime / features.Width, 1, images);
        // Of every epoch in turn: left to the garbage collector, they would pile up.
        float[] buffer = ArrayPool<float>.Shared.Rent(checked(rows * features.Width));
        try
        {
            for (int done = 0; done < images; done += rows)
            {
                cancellation.ThrowIfCancellationRequested();
                Span<float> part = buffer.AsSpan(0, Math.Min(rows, images - done) * features.Width);
                features.Read(first + done, 0, features.Width, part);
                for (int at = 0; at < part.Length; at += features.Width) squares += Add(part.Slice(at, features.Width), sums);
                if (!double.IsFinite(squares)) throw NotFinite(features, first + done, part);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
        return new(sums, squares, images);
    }

    /// <summary>Subtracts the means and multiplies, in place.</summary>
    /// <param name="block">Row-major <c>[images, features]</c>.</param>
    /// <param name="firstFeature">The first of the features.</param>
    /// <param name="features">How many there are.</param>
    /// <param name="factor">What to multiply by.</param>
    // Compiled at once with optimization: a short run would otherwise spend its time in code that is several times slower.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Centre(Span<float> block, int firstFeature, int features, float factor)
    {
        ReadOnlySpan<float> highs = high.AsSpan(firstFeature, features), lows = low.AsSpan(firstFeature, features);
        ReadOnlySpan<Vector<float>> highVectors = MemoryMarshal.Cast<float, Vector<float>>(highs), lowVectors = MemoryMarshal.Cast<float, Vector<float>>(lows);
        for (int at = 0; at < block.Length; at += features)
        {
            Span<float> row = block.Slice(at, features);
            Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
            for (int v = 0; v < vectors.Length; v++) vectors[v] = (vectors[v] - highVectors[v] - lowVectors[v]) * factor;
            for (int j = vectors.Length * Vector<float>.Count; j < features; j++) row[j] = (row[j] - highs[j] - lows[j]) * factor;
        }
    }

    // The sum of the row's squares.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Add(ReadOnlySpan<float> row, double[] sums)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        Span<Vector<double>> totals = MemoryMarshal.Cast<double, Vector<double>>(sums.AsSpan());
        Vector<double> squares = Vector<double>.Zero;
        for (int v = 0; v < vectors.Length; v++)
        {
            Vector.Widen(vectors[v], out Vector<double> one, out Vector<double> other);
            totals[2 * v] += one;
            totals[2 * v + 1] += other;
            squares += one * one + other * other;
        }
        double rest = Vector.Sum(squares);
        for (int j = vectors.Length * Vector<float>.Count; j < row.Length; j++)
        {
            sums[j] += row[j];
            rest += (double)row[j] * row[j];
        }
        return rest;
    }

    private static FeatureException NotFinite(IFeatures features, int firstImage, ReadOnlySpan<float> part)
    {
        int at = 0;
        while (float.IsFinite(part[at])) at++;
        string what = float.IsNaN(part[at]) ? "NaN" : "infinite (or beyond single precision)";
        return new(
            features.Name, $"the value of image {firstImage + at / features.Width}, feature {at % features.Width} (both from 0) is {what}.",
            "Similarity needs finite numbers: leave that epoch out, or find out where the training diverged.");
    }
}
