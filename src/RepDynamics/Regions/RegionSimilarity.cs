using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RepDynamics.Similarity;

namespace RepDynamics.Regions;

/// <summary>How much the decision regions of two epochs agree: the share of points with the same class.</summary>
/// <remarks>
/// docs/design.md#measures. Somepalli et al. (2022) compare networks so; here one tap is compared with itself across epochs. All
/// planes have the same number of points, so the similarity over all points is the mean of those of the single planes.
/// </remarks>
public static class RegionSimilarity
{
    /// <summary>Name of the measure in <see cref="EpochSimilarity.Measure"/>.</summary>
    public const string Measure = "regions";

    /// <summary>Agreement of one tap's regions at every two epochs, over all points of all planes.</summary>
    /// <param name="maps">At least 2 maps of one tap on the same planes, by strictly increasing epoch.</param>
    /// <returns>Values in [0, 1].</returns>
    /// <exception cref="ArgumentException">The maps do not belong together, or are too few or out of order.</exception>
    public static EpochSimilarity Of(IReadOnlyList<RegionMap> maps)
    {
        CheckTogether(maps);
        return Compare(maps[0].Tap, maps, map => map.Labels);
    }

    /// <summary>The same agreement on each plane by itself, such as for an interval over planes.</summary>
    /// <param name="maps">At least 2 maps of one tap on the same planes, by strictly increasing epoch.</param>
    /// <returns>One matrix a plane, values in [0, 1].</returns>
    /// <exception cref="ArgumentException">The maps do not belong together, or are too few or out of order.</exception>
    public static ImmutableArray<EpochSimilarity> PerPlane(IReadOnlyList<RegionMap> maps)
    {
        CheckTogether(maps);
        return [.. Enumerable.Range(0, maps[0].Count).Select(plane => Compare(maps[0].Tap, maps, map => map.Plane(plane)))];
    }

    /// <summary>Agreement of classes at every two epochs, for points of any kind.</summary>
    /// <param name="tap">Name of the layer.</param>
    /// <param name="epochs">At least 2 epochs, <c>[E]</c>, strictly increasing.</param>
    /// <param name="labels">
    /// The classes of the same points at every epoch, <c>[E]</c> arrays <c>[points]</c>, at least 1 point.
    /// </param>
    /// <returns>Values in [0, 1].</returns>
    /// <exception cref="ArgumentException">
    /// Numbers of epochs or points differ, there is no point, or epochs are out of order.
    /// </exception>
    public static EpochSimilarity Of(string tap, IReadOnlyList<int> epochs, IReadOnlyList<byte[]> labels)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != epochs.Count)
        {
            throw new ArgumentException(
                $"Tap {tap}: expected labels at {epochs.Count} epochs, found {labels.Count}.", nameof(labels));
        }

        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i].Length == 0 || labels[i].Length != labels[0].Length)
            {
                throw new ArgumentException(
                    $"Tap {tap}, epoch {epochs[i]}: expected {Math.Max(1, labels[0].Length)} points, found {labels[i].Length}.",
                    nameof(labels));
            }
        }

        return Matrix(tap, epochs, labels, points => points);
    }

    /// <summary>The number of places where two rows of bytes are equal.</summary>
    /// <param name="x">Any bytes.</param>
    /// <param name="y">As many bytes.</param>
    /// <returns>0 .. length.</returns>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static int CountEqual(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        if (x.Length != y.Length)
            throw new ArgumentException($"Expected as many bytes, {x.Length}, found {y.Length}.", nameof(y));

        var count = 0;
        ReadOnlySpan<Vector256<byte>> xs = MemoryMarshal.Cast<byte, Vector256<byte>>(x);
        ReadOnlySpan<Vector256<byte>> ys = MemoryMarshal.Cast<byte, Vector256<byte>>(y);
        for (var i = 0; i < xs.Length; i++)
            count += BitOperations.PopCount(Vector256.Equals(xs[i], ys[i]).ExtractMostSignificantBits());
        for (int i = xs.Length * Vector256<byte>.Count; i < x.Length; i++)
            count += x[i] == y[i] ? 1 : 0;
        return count;
    }

    private delegate ReadOnlySpan<byte> Points<in T>(T at);

    private static EpochSimilarity Compare(string tap, IReadOnlyList<RegionMap> maps, Points<RegionMap> points) =>
        Matrix(tap, [.. maps.Select(map => map.Epoch)], maps, points);

    private static EpochSimilarity Matrix<T>(string tap, IReadOnlyList<int> epochs, IReadOnlyList<T> items, Points<T> points)
    {
        var values = new double[items.Count, items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            ReadOnlySpan<byte> row = points(items[i]);
            values[i, i] = 1;
            for (int j = i + 1; j < items.Count; j++)
                values[i, j] = values[j, i] = (double)CountEqual(row, points(items[j])) / row.Length;
        }

        return new EpochSimilarity(tap, epochs, values, Measure);
    }

    private static void CheckTogether(IReadOnlyList<RegionMap> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.Count < 2)
            throw new ArgumentException($"Region similarity needs maps of at least 2 epochs, found {maps.Count}.", nameof(maps));
        RegionMap first = maps[0];
        for (var i = 1; i < maps.Count; i++)
        {
            RegionMap map = maps[i];
            if (map.Tap != first.Tap)
                throw Fault(map, $"expected a map of tap {first.Tap}");
            if (map.Epoch <= maps[i - 1].Epoch)
                throw Fault(map, $"expected an epoch after {maps[i - 1].Epoch}");
            if (map.Planes != first.Planes)
                throw Fault(map, $"its planes ({map.Planes}) are not those of epoch {first.Epoch} ({first.Planes})");
            if (map.Count != first.Count || map.Resolution != first.Resolution || map.Classes != first.Classes)
            {
                throw Fault(
                    map,
                    $"expected {first.Count} planes of {first.Resolution} x {first.Resolution} points "
                    + $"in {first.Classes} classes, found {map.Count} of {map.Resolution} x {map.Resolution} in {map.Classes}");
            }
        }

        ArgumentException Fault(RegionMap map, string what) => new($"Tap {map.Tap}, epoch {map.Epoch}: {what}.", nameof(maps));
    }
}
