using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// F F' <c>[n, n]</c> on the host, for products with few columns. It stays in the single precision it was computed in, and products are about as
/// exact: both halve what an iteration of the solver costs, which only needs them to find its way.
/// </summary>
internal sealed class GramMatrix : IDisposable
{
    // The matrix is symmetric: the blocks below its diagonal are copied. More blocks save less than their smaller products cost.
    private const int Blocks = 4;

    // The matrix is kept as panels of 24 columns, each [n, 24]: a product reads one after the other from its beginning to its end. With
    // four columns on the other side these are twelve sums at once, which keep both units for fused multiply-add busy while each sum waits
    // for its last one; more do not fit into the registers.
    private const int Panel = 24;

    // Single precision adds up this many terms, double precision the rest.
    private const int Run = 128;

    private const int Lanes = HostAlgebra.Lanes;

    private readonly int n;
    private readonly float[] panels;

    /// <param name="features">F, float32 <c>[n, p]</c> on any device.</param>
    public GramMatrix(Tensor features)
    {
        n = (int)features.size(0);
        int columns = (n + Panel - 1) / Panel * Panel;
        // Every fit needs one, and fresh pages cost as much as filling them.
        panels = ArrayPool<float>.Shared.Rent(columns * n);
        panels.AsSpan((columns - Panel) * n, Panel * n).Clear();
        int block = ((n + Blocks - 1) / Blocks + Panel - 1) / Panel * Panel;
        for (int first = 0; first < n; first += block)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor rows = features.narrow(0, first, Math.Min(block, n - first));
            using Tensor part = rows.mm(features.narrow(0, first, n - first).t()).cpu().contiguous();
            Place(MemoryMarshal.Cast<byte, float>(part.bytes), first, (int)rows.size(0));
        }
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
        Span<double> sums = stackalloc double[Lanes * Panel];
        for (int first = 0; first < n; first += Panel)
        {
            int rows = Math.Min(Panel, n - first);
            for (int lane = 0; lane < width; lane += Lanes)
            {
                sums.Clear();
                for (int from = 0; from < n; from += Run)
                {
                    int count = Math.Min(Run, n - from);
                    AddProducts(ref panels[(first * n) + (from * Panel)], count, ref narrowed[(from * width) + lane], width, ref MemoryMarshal.GetReference(sums));
                }
                for (int i = 0; i < rows; i++)
                {
                    Span<double> to = result.Slice((first + i) * width + lane, Lanes);
                    for (int c = 0; c < Lanes; c++) to[c] = sums[c * Panel + i];
                }
            }
        }
        ArrayPool<float>.Shared.Return(narrowed);
    }

    // Some terms of 24 rows of the product by four columns, as [4, 24]: the matrix is symmetric, a panel's columns are its rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddProducts(ref float panel, int terms, ref float right, int width, ref double sums)
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
            right = ref Unsafe.Add(ref right, width);
        }
        Add(ref sums, a0, a1, a2);
        Add(ref Unsafe.Add(ref sums, Panel), b0, b1, b2);
        Add(ref Unsafe.Add(ref sums, 2 * Panel), c0, c1, c2);
        Add(ref Unsafe.Add(ref sums, 3 * Panel), d0, d1, d2);

        static void Add(ref double to, Vector256<float> first, Vector256<float> second, Vector256<float> third)
        {
            AddEight(ref to, first);
            AddEight(ref Unsafe.Add(ref to, 8), second);
            AddEight(ref Unsafe.Add(ref to, 16), third);
        }

        static void AddEight(ref double to, Vector256<float> eight)
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(eight);
            (Vector256.LoadUnsafe(ref to) + lower).StoreUnsafe(ref to);
            (Vector256.LoadUnsafe(ref to, 4) + upper).StoreUnsafe(ref to, 4);
        }
    }

    // Some rows from the diagonal on, [height, n - first], to both sides of it.
    private void Place(ReadOnlySpan<float> part, int first, int height)
    {
        int width = n - first;
        for (int i = 0; i < height; i++)
        {
            ReadOnlySpan<float> row = part.Slice(i * width, width);
            for (int j = 0; j < width; j += Panel)
                row[j..Math.Min(j + Panel, width)].CopyTo(panels.AsSpan((first + j) * n + (first + i) * Panel));
        }
        // Below a block on the diagonal there are rows only if the block is a full one, of whole panels.
        for (int i = 0; i < height && height < width; i += Panel)
        {
            Span<float> panel = panels.AsSpan((first + i) * n, Panel * n);
            for (int j = height; j < width; j++)
            {
                Span<float> to = panel.Slice((first + j) * Panel, Panel);
                for (int k = 0; k < Panel; k++) to[k] = part[(i + k) * width + j];
            }
        }
    }
}
