using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RepDynamics.Probes;

/// <summary>Features as <see cref="PanelProducts"/> reads them: centred, divided, and 24 images side by side.</summary>
internal static class FeaturePanels
{
    /// <summary>Features taken at once: two panels of them stay in the first cache, and all panels in the second.</summary>
    public const int Block = 128;

    private const int Panel = PanelProducts.Panel;

    // Images and features that are turned at once, in registers.
    private const int Square = 8;

    /// <summary>Some features of all images.</summary>
    /// <param name="rows">All features, <c>[n, p]</c>.</param>
    /// <param name="mean">What is subtracted, <c>[p]</c>.</param>
    /// <param name="scale">What is divided by.</param>
    /// <param name="from">The first feature to take.</param>
    /// <param name="count">How many, at most <see cref="Block"/>.</param>
    /// <param name="panels">Receives a <c>[count, 24]</c> for every 24 images; images that are missing in the last one are 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(ReadOnlySpan<float> rows, ReadOnlySpan<double> mean, double scale, int from, int count, Span<float> panels)
    {
        int p = mean.Length, images = rows.Length / p, size = (images + Panel - 1) / Panel * Panel;
        double factor = 1 / scale;
        for (int first = 0; first < size; first += Square)
        {
            Span<float> to = panels.Slice(first / Panel * Panel * count, Panel * count)[(first % Panel)..];
            int whole = Avx.IsSupported && first + Square <= images ? count - (count % Square) : 0;
            for (int j = 0; j < whole; j += Square)
                Turn(rows[(first * p + from + j)..], p, mean.Slice(from + j, Square), factor, to[(j * Panel)..]);
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
