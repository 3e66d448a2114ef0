namespace RepDynamics.Regions;

/// <summary>The number of pieces that the decision regions of one tap and epoch are broken into (docs/design.md#measures).</summary>
/// <remarks>
/// A piece is a set of grid points of one class, joined through any of their 8 neighbours (Somepalli et al. 2022). Diagonal neighbours count, so
/// two classes may cross: a chequerboard of two classes has one piece of each. The number depends on the grid: a piece thinner than its spacing
/// may be missed or fall apart. Compare only equal planes and resolutions.
/// </remarks>
public static class Fragmentation
{
    /// <summary>Mean number of pieces of a plane.</summary>
    /// <returns>At least 1.</returns>
    public static double Mean(RegionMap map) => PerPlane(map).Average();

    internal static int[] PerPlane(RegionMap map) => [.. Enumerable.Range(0, map.Count).Select(plane => Pieces(map.Plane(plane), map.Resolution))];

    // Union-find, not a flood fill: one pass over the points, no recursion, no queue.
    private static int Pieces(ReadOnlySpan<byte> labels, int resolution)
    {
        int[] parent = [.. Enumerable.Range(0, labels.Length)];
        int pieces = labels.Length;
        for (int point = 0; point < labels.Length; point++)
        {
            (int row, int column) = Math.DivRem(point, resolution);
            // The neighbours already seen: left, and the three above.
            if (column > 0 && labels[point] == labels[point - 1]) Join(point, point - 1);
            for (int x = Math.Max(0, column - 1); row > 0 && x <= Math.Min(resolution - 1, column + 1); x++)
            {
                int above = (row - 1) * resolution + x;
                if (labels[point] == labels[above]) Join(point, above);
            }
        }
        return pieces;

        void Join(int x, int y)
        {
            (x, y) = (Root(x), Root(y));
            if (x == y) return;
            parent[Math.Max(x, y)] = Math.Min(x, y);
            pieces--;
        }

        int Root(int point)
        {
            // Halving the path keeps later walks short (Tarjan and van Leeuwen, Journal of the ACM 31(2), 1984).
            while (parent[point] != point) point = parent[point] = parent[parent[point]];
            return point;
        }
    }
}
