using RepDynamics.Numerics;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Dynamics;

/// <summary>Epoch x epoch matrices made up for tests.</summary>
internal static class Matrices
{
    /// <summary>
    /// Similarity exp(-strength |ln((i + 1)/(j + 1))|) of snapshots at epochs 0 .. n - 1: smooth, 1 on the diagonal.
    /// </summary>
    internal static EpochSimilarity Smooth(string tap, int n, double strength) =>
        Of(tap, n, (i, j) => Math.Exp(-strength * Math.Abs(Math.Log((i + 1.0) / (j + 1)))));

    internal static EpochSimilarity Random(string tap, int n, ulong seed)
    {
        var random = new SeededRandom(seed);
        return Of(tap, n, (_, _) => random.NextDouble());
    }

    internal static EpochSimilarity Of(string tap, int n, Func<int, int, double> above, string measure = "CKA (biased)") =>
        new(tap, [.. Enumerable.Range(0, n)], Fill(n, above), measure);

    internal static double[,] Fill(int n, Func<int, int, double> above)
    {
        var values = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            values[i, i] = 1;
            for (var j = i + 1; j < n; j++)
                values[i, j] = values[j, i] = above(i, j);
        }

        return values;
    }
}
