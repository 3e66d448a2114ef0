using RepDynamics.Data;

namespace RepDynamics.Regions;

/// <summary>The neighbours of a mislabelled image in its true class.</summary>
internal static class NearestImages
{
    /// <summary>Bytes between two looks at whether an image can still be among the nearest.</summary>
    private const int Stride = 256;

    /// <summary>The two nearest correctly labelled images of its true class, nearest first; null if there are fewer.</summary>
    public static (int Nearest, int Next)? Two(ImageSet set, int image)
    {
        (long distance, int index) nearest = (long.MaxValue, -1), next = nearest;
        for (var other = 0; other < set.Count; other++)
        {
            if (other == image || set.Mislabelled[other] || set.TrueLabels[other] != set.TrueLabels[image])
                continue;
            long distance = SquaredDistance(set.Image(image), set.Image(other), next.distance);
            if (distance < nearest.distance)
                (next, nearest) = (nearest, (distance, other));
            else if (distance < next.distance)
                next = (distance, other);
        }

        return next.index < 0 ? null : (nearest.index, next.index);
    }

    /// <summary>Exact up to the limit; beyond it, some number that is not below the limit.</summary>
    private static long SquaredDistance(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, long limit)
    {
        var sum = 0L;
        for (var start = 0; start < x.Length && sum < limit; start += Stride)
        {
            int end = Math.Min(start + Stride, x.Length);
            for (int i = start; i < end; i++)
            {
                int difference = x[i] - y[i];
                sum += difference * difference;
            }
        }

        return sum;
    }
}
