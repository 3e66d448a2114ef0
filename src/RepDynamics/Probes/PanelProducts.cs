using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RepDynamics.Probes;

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

    /// <summary>Panel' times the other columns.</summary>
    /// <param name="panel"><c>[terms, 24]</c>.</param>
    /// <param name="terms">Terms in each sum.</param>
    /// <param name="right"><c>[terms, 4]</c>.</param>
    /// <param name="stride">From one row of the right side to the next.</param>
    /// <param name="result">Receives <c>[4, 24]</c>.</param>
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
