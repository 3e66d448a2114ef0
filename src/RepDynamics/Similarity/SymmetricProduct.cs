using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Similarity;

/// <summary>X X' of <c>[n, p]</c>, which is symmetric: only blocks on and above the diagonal are computed. Of 5 bands that is 3/5 of the work.</summary>
internal static class SymmetricProduct
{
    private const int Bands = 5;

    /// <summary>Adds the product to the upper part of a matrix <c>[n, n]</c>.</summary>
    public static void AddUpper(Tensor matrix, Tensor x)
    {
        long n = matrix.size(0);
        foreach ((long from, long to) in BandsOf(n))
        {
            using DisposeScope scope = NewDisposeScope();
            matrix.narrow(0, from, to - from).narrow(1, from, n - from).add_(x.narrow(0, from, to - from).mm(x.narrow(0, from, n - from).t()));
        }
    }

    /// <summary>Copies the upper part to the lower one.</summary>
    public static void Mirror(Tensor matrix)
    {
        long n = matrix.size(0);
        foreach ((long from, long to) in BandsOf(n))
            matrix.narrow(0, to, n - to).narrow(1, from, to - from).copy_(matrix.narrow(0, from, to - from).narrow(1, to, n - to).t());
    }

    private static IEnumerable<(long From, long To)> BandsOf(long n) =>
        Enumerable.Range(0, Bands).Select(band => (n * band / Bands, n * (band + 1) / Bands)).Where(band => band.Item1 < band.Item2);
}
