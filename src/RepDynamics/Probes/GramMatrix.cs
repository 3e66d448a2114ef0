using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>Of a matrix that was computed elsewhere.</summary>
    /// <param name="products">F F', float32 <c>[n, n]</c> on any device.</param>
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
    /// <param name="rows"><c>[n, p]</c>.</param>
    /// <param name="mean">What is subtracted, <c>[p]</c>.</param>
    /// <param name="scale">What is divided by.</param>
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
