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

    // The matrix is kept as panels of eight columns, each [n, 8]: a product reads one after the other from its beginning to its end.
    private const int Panel = 8;

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

    // Eight rows of the product by four columns, as [4, 8]: symmetric, a panel's columns are the matrix's rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Products(ref float panel, int n, ref double right, int width, ref double sums)
    {
        Vector256<double> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (int j = 0; j < n; j++)
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref panel, (nuint)(j * Panel)));
            ref double row = ref Unsafe.Add(ref right, j * width);
            Vector256<double> first = Vector256.Create(row), second = Vector256.Create(Unsafe.Add(ref row, 1));
            Vector256<double> third = Vector256.Create(Unsafe.Add(ref row, 2)), fourth = Vector256.Create(Unsafe.Add(ref row, 3));
            a = Vector256.FusedMultiplyAdd(first, lower, a);
            b = Vector256.FusedMultiplyAdd(first, upper, b);
            c = Vector256.FusedMultiplyAdd(second, lower, c);
            d = Vector256.FusedMultiplyAdd(second, upper, d);
            e = Vector256.FusedMultiplyAdd(third, lower, e);
            f = Vector256.FusedMultiplyAdd(third, upper, f);
            g = Vector256.FusedMultiplyAdd(fourth, lower, g);
            h = Vector256.FusedMultiplyAdd(fourth, upper, h);
        }
        a.StoreUnsafe(ref sums);
        b.StoreUnsafe(ref sums, 4);
        c.StoreUnsafe(ref sums, 8);
        d.StoreUnsafe(ref sums, 12);
        e.StoreUnsafe(ref sums, 16);
        f.StoreUnsafe(ref sums, 20);
        g.StoreUnsafe(ref sums, 24);
        h.StoreUnsafe(ref sums, 28);
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
