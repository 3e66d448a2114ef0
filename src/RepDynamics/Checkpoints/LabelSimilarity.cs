using System.Numerics;
using System.Runtime.InteropServices;
using RepDynamics.Regions;
using RepDynamics.Similarity;

namespace RepDynamics.Checkpoints;

/// <summary>Region similarity of labels.</summary>
internal static class LabelSimilarity
{
    /// <summary>The share of points with equal labels, at every two epochs.</summary>
    /// <param name="labels">As many labels at every epoch, at least one.</param>
    public static EpochSimilarity Of(
        string layer, IReadOnlyList<int> epochs, IReadOnlyList<long[]> labels, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        double[,] values = new double[labels.Count, labels.Count];
        for (int i = 0; i < labels.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            values[i, i] = 1;
            for (int j = i + 1; j < labels.Count; j++)
                values[i, j] = values[j, i] = (double)CountEqual(labels[i], labels[j]) / labels[i].Length;
            progress?.Invoke((i + 1.0) / labels.Count);
        }
        return new(layer, epochs, values, RegionSimilarity.MeasureName);
    }

    private static int CountEqual(long[] x, long[] y)
    {
        ReadOnlySpan<Vector<long>> xs = MemoryMarshal.Cast<long, Vector<long>>(x), ys = MemoryMarshal.Cast<long, Vector<long>>(y);
        Vector<long> equal = Vector<long>.Zero;
        // Equal ones are -1, that is, all bits set.
        for (int v = 0; v < xs.Length; v++) equal -= Vector.Equals(xs[v], ys[v]);
        int count = (int)Vector.Sum(equal);
        for (int i = xs.Length * Vector<long>.Count; i < x.Length; i++) count += x[i] == y[i] ? 1 : 0;
        return count;
    }
}
