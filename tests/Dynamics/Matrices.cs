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

    /// <summary>One similarity within phases and another between them, plus normal noise.</summary>
    internal static EpochSimilarity Phased(
        string tap, int n, int[] starts, double within = .9, double between = .3, double noise = 0, ulong seed = 0)
    {
        var random = new SeededRandom(seed);
        int Phase(int position) => starts.Count(start => start <= position);
        return Of(tap, n, (i, j) => (Phase(i) == Phase(j) ? within : between) + (noise * random.Normal()));
    }

    /// <summary>A layer that moves along a line: similarity exp(-|distance|) of the places where it is at two epochs.</summary>
    internal static EpochSimilarity Moving(string tap, int[] epochs, Func<int, double> place) => new(
        tap, epochs, Fill(epochs.Length, (i, j) => Math.Exp(-Math.Abs(place(epochs[i]) - place(epochs[j])))), "CKA (biased)");

    /// <summary>The same snapshots in another order: what changes when stays no longer together.</summary>
    internal static EpochSimilarity Shuffled(EpochSimilarity block, ulong seed)
    {
        int[] order = new SeededRandom(seed).Permutation(block.Count);
        return new(block.Tap, block.Epochs, Fill(block.Count, (i, j) => block[order[i], order[j]]), block.MeasureName);
    }

    internal static double[,] Fill(int n, Func<int, int, double> above)
    {
        double[,] values = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            values[i, i] = 1;
            for (int j = i + 1; j < n; j++)
                values[i, j] = values[j, i] = above(i, j);
        }

        return values;
    }
}
