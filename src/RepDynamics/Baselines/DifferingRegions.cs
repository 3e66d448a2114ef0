using SkiaSharp;

namespace RepDynamics.Baselines;

/// <summary>Joins differing pixels into rectangles: pixels a few pixels apart belong to one region.</summary>
internal static class DifferingRegions
{
    // Pixels are gathered by tiles: differences in touching tiles, also across a corner, are one region.
    private const int Tile = 16;

    /// <param name="width">Of the compared area.</param>
    /// <param name="height">Of the compared area.</param>
    /// <param name="differs">Whether the pixel at x, y differs.</param>
    public static IReadOnlyList<SKRectI> Find(int width, int height, Func<int, int, bool> differs)
    {
        var tiles = new Dictionary<(int Row, int Column), SKRectI>();
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (!differs(x, y))
                    continue;
                (int, int) tile = (y / Tile, x / Tile);
                var pixel = new SKRectI(x, y, x + 1, y + 1);
                tiles[tile] = tiles.TryGetValue(tile, out SKRectI known) ? SKRectI.Union(known, pixel) : pixel;
            }
        }

        var regions = new List<SKRectI>();
        while (tiles.Count > 0)
            regions.Add(TakeRegion(tiles, tiles.Keys.First()));
        return regions;
    }

    private static SKRectI TakeRegion(Dictionary<(int Row, int Column), SKRectI> tiles, (int Row, int Column) first)
    {
        tiles.Remove(first, out SKRectI region);
        var waiting = new Stack<(int Row, int Column)>([first]);
        while (waiting.TryPop(out (int Row, int Column) tile))
        {
            for (int row = tile.Row - 1; row <= tile.Row + 1; row++)
            {
                for (int column = tile.Column - 1; column <= tile.Column + 1; column++)
                {
                    if (!tiles.Remove((row, column), out SKRectI part))
                        continue;
                    region = SKRectI.Union(region, part);
                    waiting.Push((row, column));
                }
            }
        }

        return region;
    }
}
