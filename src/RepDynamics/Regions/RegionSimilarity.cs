using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RepDynamics.Similarity;

namespace RepDynamics.Regions;

/// <summary>How much the decision regions of two epochs agree: the share of points with the same class.</summary>
/// <remarks>
/// docs/design.md#measures. Somepalli et al. (2022) compare networks in this way; here one tap is compared with itself across epochs. All
/// planes have the same number of points, so the similarity over all points is the mean of those of the single planes.
/// </remarks>
public static class RegionSimilarity
{
    /// <summary>Name of the measure in <see cref="EpochSimilarity.MeasureName"/>.</summary>
    public const string MeasureName = "regions";

    /// <summary>Agreement of one tap's regions at every two epochs, over all points of all planes.</summary>
    /// <param name="maps">At least 2 maps of one tap on the same planes, by strictly increasing epoch.</param>
    /// <returns>Values in [0, 1].</returns>
    /// <exception cref="ArgumentException">The maps do not belong together, or are too few or out of order.</exception>
    public static EpochSimilarity Of(IReadOnlyList<RegionMap> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.Count < 2)
            throw new ArgumentException($"Region similarity needs maps of at least 2 epochs, found {maps.Count}.", nameof(maps));
        RegionMap first = maps[0];
        foreach ((RegionMap before, RegionMap map) in maps.Zip(maps.Skip(1)))
        {
            if (map.Tap != first.Tap) throw Fault(map, $"expected a map of tap {first.Tap}");
            if (map.Epoch <= before.Epoch) throw Fault(map, $"expected an epoch after {before.Epoch}");
            if (map.Planes != first.Planes) throw Fault(map, $"its planes ({map.Planes}) are not those of epoch {first.Epoch} ({first.Planes})");
            if ((map.Count, map.Resolution, map.Classes) != (first.Count, first.Resolution, first.Classes))
                throw Fault(map, $"expected {Grid(first)} classes, found {Grid(map)}");
        }
        return Of<byte>(first.Tap, [.. maps.Select(map => map.Epoch)], i => maps[i].Labels);

        static string Grid(RegionMap map) => $"{map.Count} planes of {map.Resolution} x {map.Resolution} points in {map.Classes}";

        ArgumentException Fault(RegionMap map, string what) => new($"Tap {map.Tap}, epoch {map.Epoch}: {what}.", nameof(maps));
    }

    /// <summary>The share of equal labels at every two epochs.</summary>
    /// <param name="labels">Those of an epoch, by its position: as many at every epoch, at least one.</param>
    internal static EpochSimilarity Of<T>(
        string tap, IReadOnlyList<int> epochs, Func<int, ReadOnlySpan<T>> labels, Action<double>? progress = null, CancellationToken cancellation = default)
        where T : struct, IEquatable<T>
    {
        double[,] values = new double[epochs.Count, epochs.Count];
        for (int i = 0; i < epochs.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            values[i, i] = 1;
            for (int j = i + 1; j < epochs.Count; j++)
                values[i, j] = values[j, i] = (double)CountEqual(labels(i), labels(j)) / labels(i).Length;
            progress?.Invoke((i + 1.0) / epochs.Count);
        }
        return new(tap, epochs, values, MeasureName);
    }

    /// <summary>The number of places where two equally long rows are equal.</summary>
    internal static int CountEqual<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y) where T : struct, IEquatable<T>
    {
        int count = 0;
        ReadOnlySpan<Vector256<T>> xs = MemoryMarshal.Cast<T, Vector256<T>>(x), ys = MemoryMarshal.Cast<T, Vector256<T>>(y);
        for (int i = 0; i < xs.Length; i++) count += BitOperations.PopCount(Vector256.Equals(xs[i], ys[i]).ExtractMostSignificantBits());
        for (int i = xs.Length * Vector256<T>.Count; i < x.Length; i++) count += x[i].Equals(y[i]) ? 1 : 0;
        return count;
    }
}
