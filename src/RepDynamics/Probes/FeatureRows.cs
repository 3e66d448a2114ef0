using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RepDynamics.Probes;

// What these loops read comes from the cache or from memory, so they take two rows at a time and touch each number once. Sums go in the same
// order on every machine.

/// <summary>Sums and products over features in single precision, <c>[n, p]</c> row-major, computed in double precision.</summary>
internal static class FeatureRows
{
    private const int Lanes = HostAlgebra.Lanes;

    // Columns taken at once: one vector of floats, two of doubles.
    private const int Columns = 8;

    // Columns whose weights, four a column, stay in the first cache while all rows pass.
    private const int Block = 512;

    /// <summary>The sum of the rows, <c>[p]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ReadOnlySpan<float> rows, Span<double> sum)
    {
        sum.Clear();
        int p = sum.Length, images = rows.Length / p;
        ref double to = ref MemoryMarshal.GetReference(sum);
        for (int i = 0; i < images; i++)
        {
            ref float row = ref MemoryMarshal.GetReference(rows.Slice(i * p, p));
            int j = 0;
            for (; j + Columns <= p; j += Columns)
            {
                (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref row, (nuint)j));
                (Vector256.LoadUnsafe(ref to, (nuint)j) + lower).StoreUnsafe(ref to, (nuint)j);
                (Vector256.LoadUnsafe(ref to, (nuint)(j + Lanes)) + upper).StoreUnsafe(ref to, (nuint)(j + Lanes));
            }
            for (; j < p; j++) Unsafe.Add(ref to, j) += Unsafe.Add(ref row, j);
        }
    }

    /// <summary>The sum of all squares of the features less their means.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SquaredDeviations(ReadOnlySpan<float> rows, ReadOnlySpan<double> mean)
    {
        int p = mean.Length, images = rows.Length / p;
        ref double m = ref MemoryMarshal.GetReference(mean);
        Vector256<double> first = default, second = default;
        double rest = 0;
        for (int i = 0; i < images; i++)
        {
            ref float row = ref MemoryMarshal.GetReference(rows.Slice(i * p, p));
            int j = 0;
            for (; j + Columns <= p; j += Columns)
            {
                (Vector256<double> lower, Vector256<double> upper) = Deviations(ref row, ref m, j);
                first = Vector256.FusedMultiplyAdd(lower, lower, first);
                second = Vector256.FusedMultiplyAdd(upper, upper, second);
            }
            for (; j < p; j++) rest += Square(Unsafe.Add(ref row, j) - Unsafe.Add(ref m, j));
        }
        return Vector256.Sum(first + second) + rest;
    }

    /// <summary>A' times the features less their means, <c>[width, p]</c>; A is <c>[n, width]</c>, width a multiple of <see cref="HostAlgebra.Lanes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Combine(ReadOnlySpan<float> rows, ReadOnlySpan<double> mean, ReadOnlySpan<double> coordinates, int width, Span<double> result)
    {
        int p = mean.Length, images = rows.Length / p;
        result.Clear();
        for (int from = 0; from < p; from += Block)
        {
            int count = Math.Min(Block, p - from);
            for (int i = 0; i < images; i += 2)
            {
                // The last of an odd number of rows is its own neighbour, and counts for nothing as such.
                int next = Math.Min(i + 1, images - 1);
                for (int c = 0; c < width; c += Lanes)
                {
                    var a = Vector256.Create(coordinates.Slice(i * width + c, Lanes));
                    Vector256<double> b = next == i ? default : Vector256.Create(coordinates.Slice(next * width + c, Lanes));
                    AddTwoRows(
                        rows.Slice(i * p + from, count), rows.Slice(next * p + from, count), mean.Slice(from, count), a, b, result[(c * p + from)..], p);
                }
            }
        }
    }

    /// <summary>The features less their means, times W, <c>[n, width]</c>; given W transposed, <c>[width, p]</c>, width as above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ReadOnlySpan<float> rows, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights, int width, Span<double> result)
    {
        int p = mean.Length, images = rows.Length / p;
        result.Clear();
        for (int from = 0; from < p; from += Block)
        {
            int count = Math.Min(Block, p - from);
            for (int i = 0; i < images; i += 2)
            {
                int next = Math.Min(i + 1, images - 1);
                for (int c = 0; c < width; c += Lanes)
                {
                    (Vector256<double> a, Vector256<double> b) = TwoRows(
                        rows.Slice(i * p + from, count), rows.Slice(next * p + from, count), mean.Slice(from, count), weights[(c * p + from)..], p);
                    AddTo(result.Slice(i * width + c, Lanes), a);
                    if (next > i) AddTo(result.Slice(next * width + c, Lanes), b);
                }
            }
        }
    }

    // To four rows of some columns, adds one row times the four numbers in a, and another times those in b.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTwoRows(
        ReadOnlySpan<float> row, ReadOnlySpan<float> other, ReadOnlySpan<double> mean, Vector256<double> a, Vector256<double> b, Span<double> result, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(result.Length, ((Lanes - 1) * stride) + mean.Length);
        int p = mean.Length, j = 0;
        ref float x = ref MemoryMarshal.GetReference(row);
        ref float y = ref MemoryMarshal.GetReference(other);
        ref double m = ref MemoryMarshal.GetReference(mean);
        ref double w0 = ref MemoryMarshal.GetReference(result);
        ref double w1 = ref Unsafe.Add(ref w0, stride);
        ref double w2 = ref Unsafe.Add(ref w0, 2 * stride);
        ref double w3 = ref Unsafe.Add(ref w0, 3 * stride);
        Vector256<double> a0 = Vector256.Create(a[0]), a1 = Vector256.Create(a[1]), a2 = Vector256.Create(a[2]), a3 = Vector256.Create(a[3]);
        Vector256<double> b0 = Vector256.Create(b[0]), b1 = Vector256.Create(b[1]), b2 = Vector256.Create(b[2]), b3 = Vector256.Create(b[3]);
        for (; j + Columns <= p; j += Columns)
        {
            (Vector256<double> xl, Vector256<double> xu) = Deviations(ref x, ref m, j);
            (Vector256<double> yl, Vector256<double> yu) = Deviations(ref y, ref m, j);
            Add(ref w0, j, a0, xl, b0, yl);
            Add(ref w1, j, a1, xl, b1, yl);
            Add(ref w2, j, a2, xl, b2, yl);
            Add(ref w3, j, a3, xl, b3, yl);
            Add(ref w0, j + Lanes, a0, xu, b0, yu);
            Add(ref w1, j + Lanes, a1, xu, b1, yu);
            Add(ref w2, j + Lanes, a2, xu, b2, yu);
            Add(ref w3, j + Lanes, a3, xu, b3, yu);
        }
        for (; j < p; j++)
        {
            double dx = row[j] - mean[j], dy = other[j] - mean[j];
            for (int c = 0; c < Lanes; c++) result[c * stride + j] += (a[c] * dx) + (b[c] * dy);
        }
    }

    // The products of two rows with four rows of weights.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (Vector256<double> First, Vector256<double> Second) TwoRows(
        ReadOnlySpan<float> row, ReadOnlySpan<float> other, ReadOnlySpan<double> mean, ReadOnlySpan<double> weights, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weights.Length, ((Lanes - 1) * stride) + mean.Length);
        int p = mean.Length, j = 0;
        ref float x = ref MemoryMarshal.GetReference(row);
        ref float y = ref MemoryMarshal.GetReference(other);
        ref double m = ref MemoryMarshal.GetReference(mean);
        ref double w0 = ref MemoryMarshal.GetReference(weights);
        ref double w1 = ref Unsafe.Add(ref w0, stride);
        ref double w2 = ref Unsafe.Add(ref w0, 2 * stride);
        ref double w3 = ref Unsafe.Add(ref w0, 3 * stride);
        Vector256<double> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (; j + Columns <= p; j += Columns)
        {
            (Vector256<double> xl, Vector256<double> xu) = Deviations(ref x, ref m, j);
            (Vector256<double> yl, Vector256<double> yu) = Deviations(ref y, ref m, j);
            (a0, b0) = (Product(ref w0, j, xl, xu, a0), Product(ref w0, j, yl, yu, b0));
            (a1, b1) = (Product(ref w1, j, xl, xu, a1), Product(ref w1, j, yl, yu, b1));
            (a2, b2) = (Product(ref w2, j, xl, xu, a2), Product(ref w2, j, yl, yu, b2));
            (a3, b3) = (Product(ref w3, j, xl, xu, a3), Product(ref w3, j, yl, yu, b3));
        }
        var first = Vector256.Create(Vector256.Sum(a0), Vector256.Sum(a1), Vector256.Sum(a2), Vector256.Sum(a3));
        var second = Vector256.Create(Vector256.Sum(b0), Vector256.Sum(b1), Vector256.Sum(b2), Vector256.Sum(b3));
        for (; j < p; j++)
        {
            var w = Vector256.Create(Unsafe.Add(ref w0, j), Unsafe.Add(ref w1, j), Unsafe.Add(ref w2, j), Unsafe.Add(ref w3, j));
            first += w * (row[j] - mean[j]);
            second += w * (other[j] - mean[j]);
        }
        return (first, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> Lower, Vector256<double> Upper) Deviations(ref float row, ref double mean, int column)
    {
        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref row, (nuint)column));
        return (lower - Vector256.LoadUnsafe(ref mean, (nuint)column), upper - Vector256.LoadUnsafe(ref mean, (nuint)(column + Lanes)));
    }

    private static void AddTo(Span<double> four, Vector256<double> values) => (Vector256.Create<double>(four) + values).CopyTo(four);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref double to, int column, Vector256<double> a, Vector256<double> x, Vector256<double> b, Vector256<double> y) =>
        Vector256.FusedMultiplyAdd(b, y, Vector256.FusedMultiplyAdd(a, x, Vector256.LoadUnsafe(ref to, (nuint)column))).StoreUnsafe(ref to, (nuint)column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Product(ref double w, int column, Vector256<double> lower, Vector256<double> upper, Vector256<double> sum) =>
        Vector256.FusedMultiplyAdd(
            Vector256.LoadUnsafe(ref w, (nuint)(column + Lanes)), upper, Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref w, (nuint)column), lower, sum));

    private static double Square(double value) => value * value;
}
