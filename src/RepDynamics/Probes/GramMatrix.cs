using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Probes;

/// <summary>
/// F F' <c>[n, n]</c> on the host, for products with few columns. It stays in the single precision it was computed in, which halves what a
/// product reads; products are computed in double precision.
/// </summary>
internal sealed class GramMatrix : IDisposable
{
    // The matrix is symmetric: the blocks below its diagonal are copied. More blocks save less than their smaller products cost.
    private const int Blocks = 4;

    // The matrix is kept as panels of twelve columns, each [n, 12]: a product reads one after the other from its beginning to its end. With
    // four columns on the other side these are twelve sums at once, which keep both units for fused multiply-add busy while each sum waits
    // for its last one; more do not fit into the registers.
    private const int Panel = 12;

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
        ref double from = ref MemoryMarshal.GetReference(right);
        Span<double> sums = stackalloc double[Lanes * Panel];
        for (int first = 0; first < n; first += Panel)
        {
            int rows = Math.Min(Panel, n - first);
            for (int lane = 0; lane < width; lane += Lanes)
            {
                Products(ref panels[first * n], n, ref Unsafe.Add(ref from, lane), width, ref MemoryMarshal.GetReference(sums));
                for (int i = 0; i < rows; i++)
                {
                    Span<double> to = result.Slice((first + i) * width + lane, Lanes);
                    for (int c = 0; c < Lanes; c++) to[c] = sums[c * Panel + i];
                }
            }
        }
    }

    // Twelve rows of the product by four columns, as [4, 12]: the matrix is symmetric, a panel's columns are its rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Products(ref float panel, int n, ref double right, int width, ref double sums)
    {
        Vector256<double> a0 = default, a1 = default, a2 = default, b0 = default, b1 = default, b2 = default;
        Vector256<double> c0 = default, c1 = default, c2 = default, d0 = default, d1 = default, d2 = default;
        for (int j = 0; j < n; j++)
        {
            (Vector256<double> g0, Vector256<double> g1) = Vector256.Widen(Vector256.LoadUnsafe(ref panel));
            Vector256<double> g2 = Vector256.WidenLower(Vector128.LoadUnsafe(ref panel, 2 * Lanes).ToVector256Unsafe());
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
        Store(ref sums, a0, a1, a2);
        Store(ref Unsafe.Add(ref sums, Panel), b0, b1, b2);
        Store(ref Unsafe.Add(ref sums, 2 * Panel), c0, c1, c2);
        Store(ref Unsafe.Add(ref sums, 3 * Panel), d0, d1, d2);

        static void Store(ref double to, Vector256<double> first, Vector256<double> second, Vector256<double> third)
        {
            first.StoreUnsafe(ref to);
            second.StoreUnsafe(ref to, Lanes);
            third.StoreUnsafe(ref to, 2 * Lanes);
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
