using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RepDynamics.Probes;

// A probe's problem is some hundred images by a handful of classes: on it a call into libtorch, or a kernel on a GPU, costs more than
// its arithmetic, and general matrix products make little of so few columns. Fused multiply-add rounds the same on every machine.
// Methods are compiled at once at full optimization: they are few, and hot from their first call.

/// <summary>Sums and products of small row-major arrays of doubles whose rows are padded to whole vectors of four.</summary>
internal static class HostAlgebra
{
    /// <summary>Doubles in a vector; row lengths are multiples of it.</summary>
    public const int Lanes = 4;

    private const int RowsAtOnce = 8;

    /// <summary>The row length for a number of classes.</summary>
    public static int Padded(int classes) => (classes + Lanes - 1) / Lanes * Lanes;

    /// <summary>Matrix <c>[rows, columns]</c> times <c>[columns, width]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ReadOnlySpan<double> matrix, int rows, int columns, ReadOnlySpan<double> right, int width, Span<double> result)
    {
        // The loops below do not check bounds.
        ArgumentOutOfRangeException.ThrowIfLessThan(matrix.Length, rows * columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(right.Length, columns * width);
        ArgumentOutOfRangeException.ThrowIfLessThan(result.Length, rows * width);
        ref double m = ref MemoryMarshal.GetReference(matrix);
        ref double v = ref MemoryMarshal.GetReference(right);
        ref double to = ref MemoryMarshal.GetReference(result);
        for (int lane = 0; lane < width; lane += Lanes)
        {
            ref double from = ref Unsafe.Add(ref v, lane);
            int row = 0;
            for (; row + RowsAtOnce <= rows; row += RowsAtOnce)
                EightRows(ref Unsafe.Add(ref m, row * columns), columns, ref from, width, ref Unsafe.Add(ref to, row * width + lane));
            for (; row < rows; row++)
                OneRow(ref Unsafe.Add(ref m, row * columns), columns, ref from, width, ref Unsafe.Add(ref to, row * width + lane));
        }
    }

    /// <summary>x += y, in single precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(Span<float> x, ReadOnlySpan<float> y)
    {
        Span<Vector256<float>> to = MemoryMarshal.Cast<float, Vector256<float>>(x);
        ReadOnlySpan<Vector256<float>> from = MemoryMarshal.Cast<float, Vector256<float>>(y);
        for (int i = 0; i < to.Length; i++) to[i] += from[i];
    }

    /// <summary>x += y, widened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(Span<double> x, ReadOnlySpan<float> y)
    {
        Span<Vector256<double>> to = Vectors(x);
        ReadOnlySpan<Vector256<float>> from = MemoryMarshal.Cast<float, Vector256<float>>(y);
        for (int i = 0; i < from.Length; i++)
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(from[i]);
            to[2 * i] += lower;
            to[2 * i + 1] += upper;
        }
    }

    /// <summary>x += factor * y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(Span<double> x, ReadOnlySpan<double> y, double factor)
    {
        Span<Vector256<double>> to = Vectors(x);
        ReadOnlySpan<Vector256<double>> from = Vectors(y);
        var f = Vector256.Create(factor);
        for (int i = 0; i < to.Length; i++) to[i] = Vector256.FusedMultiplyAdd(f, from[i], to[i]);
    }

    /// <summary>x = factor * x + y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleAdd(Span<double> x, double factor, ReadOnlySpan<double> y)
    {
        Span<Vector256<double>> to = Vectors(x);
        ReadOnlySpan<Vector256<double>> from = Vectors(y);
        var f = Vector256.Create(factor);
        for (int i = 0; i < to.Length; i++) to[i] = Vector256.FusedMultiplyAdd(f, to[i], from[i]);
    }

    /// <summary>x *= factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(Span<double> x, double factor)
    {
        foreach (ref Vector256<double> value in Vectors(x)) value *= factor;
    }

    /// <summary>The sum of products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ReadOnlySpan<Vector256<double>> a = Vectors(x), b = Vectors(y);
        Vector256<double> sum = default;
        for (int i = 0; i < a.Length; i++) sum = Vector256.FusedMultiplyAdd(a[i], b[i], sum);
        return Vector256.Sum(sum);
    }

    /// <summary>The sum of the rows of <c>[rows, width]</c>, width that of the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumRows(ReadOnlySpan<double> x, Span<double> sum)
    {
        ReadOnlySpan<Vector256<double>> from = Vectors(x);
        Span<Vector256<double>> to = Vectors(sum);
        to.Clear();
        for (int row = 0; row < from.Length; row += to.Length)
        {
            for (int lane = 0; lane < to.Length; lane++) to[lane] += from[row + lane];
        }
    }

    /// <summary>For each row z + b of logits and p of probabilities: p (z + b - mean), mean being p's, all divided by the number of rows.</summary>
    /// <returns>The sum over rows of p's variance of the logits, divided by the number of rows.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Covariance(ReadOnlySpan<double> logits, ReadOnlySpan<double> bias, ReadOnlySpan<double> probabilities, int rows, Span<double> result)
    {
        ReadOnlySpan<Vector256<double>> z = Vectors(logits), b = Vectors(bias), p = Vectors(probabilities);
        Span<Vector256<double>> to = Vectors(result);
        Vector256<double> total = default;
        double share = 1.0 / rows;
        for (int row = 0; row < z.Length; row += b.Length)
        {
            Vector256<double> sum = default;
            for (int lane = 0; lane < b.Length; lane++) sum = Vector256.FusedMultiplyAdd(p[row + lane], z[row + lane] + b[lane], sum);
            var mean = Vector256.Create(Vector256.Sum(sum));
            for (int lane = 0; lane < b.Length; lane++)
            {
                Vector256<double> deviation = z[row + lane] + b[lane] - mean, weighted = p[row + lane] * deviation * share;
                to[row + lane] = weighted;
                total = Vector256.FusedMultiplyAdd(weighted, deviation, total);
            }
        }
        return Vector256.Sum(total);
    }

    private static Span<Vector256<double>> Vectors(Span<double> values) => MemoryMarshal.Cast<double, Vector256<double>>(values);

    private static ReadOnlySpan<Vector256<double>> Vectors(ReadOnlySpan<double> values) => MemoryMarshal.Cast<double, Vector256<double>>(values);

    // Eight sums at once: enough to keep both units for fused multiply-add busy, and each vector of the right side is read once for all.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightRows(ref double m, int columns, ref double v, int width, ref double to)
    {
        Vector256<double> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        ref double m4 = ref Unsafe.Add(ref m, 4 * columns);
        for (int j = 0; j < columns; j++)
        {
            var right = Vector256.LoadUnsafe(ref v, (nuint)(j * width));
            ref double upper = ref Unsafe.Add(ref m, j);
            ref double lower = ref Unsafe.Add(ref m4, j);
            a = Vector256.FusedMultiplyAdd(Vector256.Create(upper), right, a);
            b = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref upper, columns)), right, b);
            c = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref upper, 2 * columns)), right, c);
            d = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref upper, 3 * columns)), right, d);
            e = Vector256.FusedMultiplyAdd(Vector256.Create(lower), right, e);
            f = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref lower, columns)), right, f);
            g = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref lower, 2 * columns)), right, g);
            h = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref lower, 3 * columns)), right, h);
        }
        a.StoreUnsafe(ref to);
        b.StoreUnsafe(ref to, (nuint)width);
        c.StoreUnsafe(ref to, (nuint)(2 * width));
        d.StoreUnsafe(ref to, (nuint)(3 * width));
        e.StoreUnsafe(ref to, (nuint)(4 * width));
        f.StoreUnsafe(ref to, (nuint)(5 * width));
        g.StoreUnsafe(ref to, (nuint)(6 * width));
        h.StoreUnsafe(ref to, (nuint)(7 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow(ref double m, int columns, ref double v, int width, ref double to)
    {
        Vector256<double> sum = default;
        for (int j = 0; j < columns; j++)
            sum = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref m, j)), Vector256.LoadUnsafe(ref v, (nuint)(j * width)), sum);
        sum.StoreUnsafe(ref to);
    }
}
