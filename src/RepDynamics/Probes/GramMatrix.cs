using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// F F' <c>[n, n]</c> on the host, for products with few columns. It stays in the single precision it was computed in, and products are about as
/// exact: both halve what an iteration of the solver costs, which only needs them to find its way.
/// </summary>
internal sealed class GramMatrix : IDisposable
{
    private const int Panel = PanelProducts.Panel;

    // Single precision adds up this many terms, double precision the rest.
    private const int Run = 128;

    private readonly int n;

    // n, and zeros for whole panels.
    private readonly int size;

    // Panels of columns, each [size, 24]: a product reads one after the other. The matrix is symmetric: a panel's columns are its rows.
    private readonly float[] panels;

    private GramMatrix(int n)
    {
        this.n = n;
        size = (n + Panel - 1) / Panel * Panel;
        // Every fit needs one, and fresh pages cost as much as filling them.
        panels = ArrayPool<float>.Shared.Rent(size * size);
    }

    /// <summary>Of F F', float32 <c>[n, n]</c>, that was computed elsewhere, on any device.</summary>
    public static GramMatrix Of(Tensor products)
    {
        using Tensor onHost = products.cpu().contiguous();
        ReadOnlySpan<float> rows = MemoryMarshal.Cast<byte, float>(onHost.bytes);
        GramMatrix gram = new((int)products.size(0));
        int n = gram.n;
        gram.panels.AsSpan(0, gram.size * gram.size).Clear();
        for (int i = 0; i < n; i++)
        {
            for (int first = 0; first < n; first += Panel)
                rows[(i * n + first)..(i * n + Math.Min(first + Panel, n))].CopyTo(gram.panels.AsSpan(first * gram.size + i * Panel));
        }
        return gram;
    }

    /// <summary>Of features in single precision on the host, centred and divided on the way.</summary>
    public static GramMatrix Of(ReadOnlySpan<float> rows, ReadOnlySpan<double> mean, double scale)
    {
        GramMatrix gram = new(rows.Length / mean.Length);
        float[] block = ArrayPool<float>.Shared.Rent(gram.size * FeaturePanels.Block);
        gram.panels.AsSpan(0, gram.size * gram.size).Clear();
        for (int from = 0; from < mean.Length; from += FeaturePanels.Block)
        {
            int count = Math.Min(FeaturePanels.Block, mean.Length - from);
            FeaturePanels.Fill(rows, mean, scale, from, count, block);
            gram.Add(block, count);
        }
        ArrayPool<float>.Shared.Return(block);
        gram.Mirror();
        return gram;
    }

    /// <summary>Gives the memory back for the next fit.</summary>
    public void Dispose() => ArrayPool<float>.Shared.Return(panels);

    /// <summary>The matrix times <c>[n, width]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(ReadOnlySpan<double> right, int width, Span<double> result)
    {
        // The loops below do not check bounds.
        ArgumentOutOfRangeException.ThrowIfLessThan(right.Length, n * width);
        ArgumentOutOfRangeException.ThrowIfLessThan(result.Length, n * width);
        float[] narrowed = ArrayPool<float>.Shared.Rent(n * width);
        for (int i = 0; i < n * width; i++) narrowed[i] = (float)right[i];
        Span<double> sums = stackalloc double[PanelProducts.Columns * Panel];
        Span<float> part = stackalloc float[PanelProducts.Columns * Panel];
        for (int first = 0; first < n; first += Panel)
        {
            int rows = Math.Min(Panel, n - first);
            for (int column = 0; column < width; column += PanelProducts.Columns)
            {
                sums.Clear();
                for (int from = 0; from < n; from += Run)
                {
                    int terms = Math.Min(Run, n - from);
                    PanelProducts.Compute(ref panels[first * size + from * Panel], terms, ref narrowed[from * width + column], width, ref part[0]);
                    HostAlgebra.Add(sums, part);
                }
                for (int i = 0; i < rows; i++)
                {
                    Span<double> to = result.Slice((first + i) * width + column, PanelProducts.Columns);
                    for (int c = 0; c < PanelProducts.Columns; c++) to[c] = sums[c * Panel + i];
                }
            }
        }
        ArrayPool<float>.Shared.Return(narrowed);
    }

    // The products of some features, to the panels' parts on and above the diagonal.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(float[] block, int features)
    {
        Span<float> part = stackalloc float[PanelProducts.Columns * Panel];
        for (int first = 0; first < size; first += Panel)
        {
            for (int row = 0; row < first + Panel; row += PanelProducts.Columns)
            {
                int other = row / Panel * Panel;
                PanelProducts.Compute(ref block[first * features], features, ref block[other * features + (row - other)], Panel, ref part[0]);
                HostAlgebra.Add(panels.AsSpan(first * size + row * Panel, part.Length), part);
            }
        }
    }

    // The parts below the diagonal, from those above it.
    private void Mirror()
    {
        for (int first = 0; first < size; first += Panel)
        {
            for (int other = first + Panel; other < size; other += Panel)
            {
                ReadOnlySpan<float> from = panels.AsSpan(other * size + first * Panel, Panel * Panel);
                Span<float> to = panels.AsSpan(first * size + other * Panel, Panel * Panel);
                for (int i = 0; i < Panel; i++)
                {
                    for (int j = 0; j < Panel; j++) to[i * Panel + j] = from[j * Panel + i];
                }
            }
        }
    }
}

/// <summary>Features as <see cref="PanelProducts"/> reads them: centred, divided, and 24 images side by side.</summary>
internal static class FeaturePanels
{
    /// <summary>Features taken at once: two panels of them stay in the first cache, and all panels in the second.</summary>
    public const int Block = 128;

    private const int Panel = PanelProducts.Panel;

    // Images and features that are turned at once, in registers.
    private const int Square = 8;

    /// <summary>
    /// Some features of all images, at most <see cref="Block"/>: a <c>[count, 24]</c> for every 24 images; images that are missing in the last
    /// one are 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(ReadOnlySpan<float> rows, ReadOnlySpan<double> mean, double scale, int from, int count, Span<float> panels)
    {
        int p = mean.Length, images = rows.Length / p, size = (images + Panel - 1) / Panel * Panel;
        double factor = 1 / scale;
        for (int first = 0; first < size; first += Square)
        {
            Span<float> to = panels.Slice(first / Panel * Panel * count, Panel * count)[(first % Panel)..];
            int whole = Avx.IsSupported && first + Square <= images ? count - (count % Square) : 0;
            for (int j = 0; j < whole; j += Square) Turn(rows[(first * p + from + j)..], p, mean.Slice(from + j, Square), factor, to[(j * Panel)..]);
            for (int j = whole; j < count; j++)
            {
                for (int i = 0; i < Square; i++)
                    to[j * Panel + i] = first + i < images ? (float)((rows[(first + i) * p + from + j] - mean[from + j]) * factor) : 0;
            }
        }
    }

    // Eight features of eight images.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Turn(ReadOnlySpan<float> rows, int stride, ReadOnlySpan<double> mean, double factor, Span<float> to)
    {
        // What follows does not check bounds.
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, (Square - 1) * stride + Square);
        ArgumentOutOfRangeException.ThrowIfLessThan(to.Length, (Square - 1) * Panel + Square);
        ref float from = ref MemoryMarshal.GetReference(rows);
        Vector256<double> lower = Vector256.Create(mean), upper = Vector256.Create(mean[4..]);
        Vector256<float> a = Row(ref from, 0, stride), b = Row(ref from, 1, stride), c = Row(ref from, 2, stride), d = Row(ref from, 3, stride);
        Vector256<float> e = Row(ref from, 4, stride), f = Row(ref from, 5, stride), g = Row(ref from, 6, stride), h = Row(ref from, 7, stride);
        (a, b, c, d) = TurnQuarters(a, b, c, d);
        (e, f, g, h) = TurnQuarters(e, f, g, h);
        ref float first = ref MemoryMarshal.GetReference(to);
        ref float fifth = ref Unsafe.Add(ref first, 4 * Panel);
        Vector256.Create(a.GetLower(), e.GetLower()).StoreUnsafe(ref first);
        Vector256.Create(b.GetLower(), f.GetLower()).StoreUnsafe(ref first, Panel);
        Vector256.Create(c.GetLower(), g.GetLower()).StoreUnsafe(ref first, 2 * Panel);
        Vector256.Create(d.GetLower(), h.GetLower()).StoreUnsafe(ref first, 3 * Panel);
        Vector256.Create(a.GetUpper(), e.GetUpper()).StoreUnsafe(ref fifth);
        Vector256.Create(b.GetUpper(), f.GetUpper()).StoreUnsafe(ref fifth, Panel);
        Vector256.Create(c.GetUpper(), g.GetUpper()).StoreUnsafe(ref fifth, 2 * Panel);
        Vector256.Create(d.GetUpper(), h.GetUpper()).StoreUnsafe(ref fifth, 3 * Panel);

        Vector256<float> Row(ref float origin, int row, int length)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.LoadUnsafe(ref origin, (nuint)(row * length)));
            return Vector256.Narrow((low - lower) * factor, (high - upper) * factor);
        }
    }

    // Both halves, four by four.
    private static (Vector256<float> A, Vector256<float> B, Vector256<float> C, Vector256<float> D) TurnQuarters(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        Vector256<double> ab = Avx.UnpackLow(a, b).AsDouble(), cd = Avx.UnpackLow(c, d).AsDouble();
        Vector256<double> upperAb = Avx.UnpackHigh(a, b).AsDouble(), upperCd = Avx.UnpackHigh(c, d).AsDouble();
        return (
            Avx.UnpackLow(ab, cd).AsSingle(), Avx.UnpackHigh(ab, cd).AsSingle(),
            Avx.UnpackLow(upperAb, upperCd).AsSingle(), Avx.UnpackHigh(upperAb, upperCd).AsSingle());
    }
}

/// <summary>
/// The kernel behind <see cref="GramMatrix"/>: products of a panel of 24 columns with four other columns, in single precision. These are
/// twelve sums at once, which keep both units for fused multiply-add busy while each sum waits for its last one; more do not fit into the
/// registers. Every sum goes in the order of its terms, so that its bits are the same on every machine.
/// </summary>
internal static class PanelProducts
{
    /// <summary>Columns in a panel; it lies in memory as <c>[terms, 24]</c> and is read from its beginning to its end.</summary>
    public const int Panel = 24;

    /// <summary>Columns on the other side.</summary>
    public const int Columns = 4;

    /// <summary>Panel', of <c>[terms, 24]</c>, times the other columns, <c>[terms, 4]</c> with a stride: <c>[4, 24]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(ref float panel, int terms, ref float right, int stride, ref float result)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, b0 = default, b1 = default, b2 = default;
        Vector256<float> c0 = default, c1 = default, c2 = default, d0 = default, d1 = default, d2 = default;
        for (int j = 0; j < terms; j++)
        {
            Vector256<float> g0 = Vector256.LoadUnsafe(ref panel), g1 = Vector256.LoadUnsafe(ref panel, 8), g2 = Vector256.LoadUnsafe(ref panel, 16);
            var factor = Vector256.Create(right);
            a0 = Vector256.FusedMultiplyAdd(factor, g0, a0);
            a1 = Vector256.FusedMultiplyAdd(factor, g1, a1);
            a2 = Vector256.FusedMultiplyAdd(factor, g2, a2);
            factor = Vector256.Create(Unsafe.Add(ref right, 1));
            b0 = Vector256.FusedMultiplyAdd(factor, g0, b0);
            b1 = Vector256.FusedMultiplyAdd(factor, g1, b1);
            b2 = Vector256.FusedMultiplyAdd(factor, g2, b2);
            factor = Vector256.Create(Unsafe.Add(ref right, 2));
            c0 = Vector256.FusedMultiplyAdd(factor, g0, c0);
            c1 = Vector256.FusedMultiplyAdd(factor, g1, c1);
            c2 = Vector256.FusedMultiplyAdd(factor, g2, c2);
            factor = Vector256.Create(Unsafe.Add(ref right, 3));
            d0 = Vector256.FusedMultiplyAdd(factor, g0, d0);
            d1 = Vector256.FusedMultiplyAdd(factor, g1, d1);
            d2 = Vector256.FusedMultiplyAdd(factor, g2, d2);
            panel = ref Unsafe.Add(ref panel, Panel);
            right = ref Unsafe.Add(ref right, stride);
        }
        Store(ref result, a0, a1, a2);
        Store(ref Unsafe.Add(ref result, Panel), b0, b1, b2);
        Store(ref Unsafe.Add(ref result, 2 * Panel), c0, c1, c2);
        Store(ref Unsafe.Add(ref result, 3 * Panel), d0, d1, d2);

        static void Store(ref float to, Vector256<float> first, Vector256<float> second, Vector256<float> third)
        {
            first.StoreUnsafe(ref to);
            second.StoreUnsafe(ref to, 8);
            third.StoreUnsafe(ref to, 16);
        }
    }
}
