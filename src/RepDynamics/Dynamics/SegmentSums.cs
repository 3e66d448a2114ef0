namespace RepDynamics.Dynamics;

// A phase is a square on the diagonal of the matrix, so that the contrast of any split follows from the sums over such squares.
// They are built up by additions alone: differences of two-dimensional prefix sums would lose digits for short phases.

/// <summary>Sums of similarities over the pairs of snapshots within every segment of the epoch axis.</summary>
internal sealed class SegmentSums
{
    private readonly int count;

    /// <summary>Entry (a, b): the sum over pairs a &lt;= i &lt; j &lt; b.</summary>
    private readonly double[,] within;

    /// <summary>Adds up a matrix, in O(E^2).</summary>
    /// <param name="count">Number of snapshots E, at least 2.</param>
    /// <param name="entry">Similarity of the snapshots at positions i &lt; j.</param>
    internal SegmentSums(int count, Func<int, int, double> entry)
    {
        this.count = count;
        within = new double[count + 1, count + 1];

        // A contrast does not change when all entries are moved together. Measured from one of them, equal entries have a
        // contrast of exactly 0.
        var origin = entry(0, 1);
        for (var last = 1; last < count; last++)
        {
            var column = 0.0;
            for (var start = last - 1; start >= 0; start--)
            {
                column += entry(start, last) - origin;
                within[start, last + 1] = within[start, last] + column;
            }
        }
    }

    /// <summary>Mean over pairs within a phase minus mean over pairs of different phases.</summary>
    /// <param name="starts">First position of each phase: 0 first, strictly increasing; not all phases of one snapshot.</param>
    internal double Contrast(ReadOnlySpan<int> starts)
    {
        var sum = 0.0;
        var pairs = 0;
        for (var phase = 0; phase < starts.Length; phase++)
        {
            var end = phase + 1 < starts.Length ? starts[phase + 1] : count;
            sum += within[starts[phase], end];
            pairs += Pairs(end - starts[phase]);
        }

        return (sum / pairs) - ((within[0, count] - sum) / (Pairs(count) - pairs));
    }

    private static int Pairs(int snapshots) => snapshots * (snapshots - 1) / 2;
}
