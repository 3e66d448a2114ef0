namespace RepDynamics.Regions;

// Union-find, not a flood fill: one pass over the points, no recursion, no queue, and any size of grid.

/// <summary>The connected regions of one plane: sets of points of one class, joined through any of their 8 neighbours.</summary>
/// <remarks>
/// Diagonal neighbours count. Two classes may therefore cross: a chequerboard of two classes has one region of each.
/// </remarks>
public sealed class ConnectedRegions
{
    private readonly byte[] labels;
    private readonly int[] parent;
    private readonly int[] size;

    /// <summary>Finds the regions.</summary>
    /// <param name="labels">Classes <c>[R, R]</c>, row-major; copied.</param>
    /// <param name="resolution">R, at least 1.</param>
    /// <exception cref="ArgumentException">The number of points is not R x R.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="resolution"/> is below 1.</exception>
    public ConnectedRegions(ReadOnlySpan<byte> labels, int resolution)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        if (labels.Length != checked(resolution * resolution))
        {
            throw new ArgumentException(
                $"Expected {resolution} x {resolution} points, found {labels.Length}.", nameof(labels));
        }

        Resolution = resolution;
        this.labels = labels.ToArray();
        parent = new int[labels.Length];
        size = new int[labels.Length];
        for (var point = 0; point < parent.Length; point++)
        {
            parent[point] = point;
            size[point] = 1;
            (int row, int column) = Math.DivRem(point, resolution);

            // The neighbours already seen: left, and the three above.
            if (column > 0)
                JoinIfSameClass(point, point - 1);
            if (row == 0)
                continue;
            for (int above = Math.Max(0, column - 1); above <= Math.Min(resolution - 1, column + 1); above++)
                JoinIfSameClass(point, ((row - 1) * resolution) + above);
        }
    }

    /// <summary>R: points along each side.</summary>
    public int Resolution { get; }

    /// <summary>How many regions each class has.</summary>
    /// <param name="classes">Number of classes, more than the largest class on the plane.</param>
    /// <returns><c>[classes]</c>; 0 for a class that is not on the plane.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A class on the plane is not below <paramref name="classes"/>.</exception>
    public int[] CountPerClass(int classes)
    {
        var counts = new int[Math.Max(0, classes)];
        for (var point = 0; point < parent.Length; point++)
        {
            if (labels[point] >= classes)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(classes), classes, $"Point {point} has class {labels[point]}: expected more classes.");
            }

            if (parent[point] == point)
                counts[labels[point]]++;
        }

        return counts;
    }

    /// <summary>The number of points of the region that holds a point, itself included.</summary>
    /// <param name="row">0 .. R - 1.</param>
    /// <param name="column">0 .. R - 1.</param>
    /// <returns>1 .. R x R.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such point.</exception>
    public int SizeAt(int row, int column) => size[Root(Index(row, column))];

    /// <summary>The class of a point.</summary>
    /// <param name="row">0 .. R - 1.</param>
    /// <param name="column">0 .. R - 1.</param>
    /// <returns>Its class.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such point.</exception>
    public int ClassAt(int row, int column) => labels[Index(row, column)];

    private int Index(int row, int column)
    {
        if (row < 0 || row >= Resolution)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"Expected 0 .. {Resolution - 1}.");
        if (column < 0 || column >= Resolution)
            throw new ArgumentOutOfRangeException(nameof(column), column, $"Expected 0 .. {Resolution - 1}.");
        return (row * Resolution) + column;
    }

    private void JoinIfSameClass(int x, int y)
    {
        if (labels[x] != labels[y])
            return;
        int large = Root(x), small = Root(y);
        if (large == small)
            return;
        if (size[large] < size[small])
            (large, small) = (small, large);
        parent[small] = large;
        size[large] += size[small];
    }

    private int Root(int point)
    {
        while (parent[point] != point)
        {
            // Halving the path keeps later walks short (Tarjan and van Leeuwen, Journal of the ACM 31(2), 1984).
            parent[point] = parent[parent[point]];
            point = parent[point];
        }

        return point;
    }
}
