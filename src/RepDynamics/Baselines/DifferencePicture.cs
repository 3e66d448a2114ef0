using SkiaSharp;

namespace RepDynamics.Baselines;

/// <summary>A picture that shows how a figure differs from its baseline: baseline, received and their difference side by side.</summary>
internal static class DifferencePicture
{
    /// <summary>Pixels between the panels and around them.</summary>
    public const int Margin = 8;

    // One step of a channel in 255 becomes this many steps of ink, so that small differences are visible.
    private const int Amplification = 6;

    private const int OutlineWidth = 2, OutlineGap = 2;

    // Differences up to here are drawn but not outlined when there are larger ones: anti-aliasing jitters along every edge.
    private const int Slight = 12;

    private static readonly SKColor Surround = new(200, 200, 200), Ground = new(250, 250, 250), Ink = new(0, 0, 96);
    private static readonly SKColor OnlyInOne = new(240, 228, 66), Outline = new(213, 94, 0);

    /// <summary>
    /// Baseline left, received in the middle, difference right. The difference is dark where colours are far apart (the largest absolute
    /// difference of a channel, amplified sixfold) on a light ground, yellow where only one image has a pixel, and every differing region
    /// is outlined in vermilion, in all three panels at the same place. The images may differ in size: they share the top left corner.
    /// </summary>
    /// <returns>An opaque image of <c>3 w + 4 m</c> by <c>h + 2 m</c> pixels: w and h of the larger image, m the <see cref="Margin"/>.</returns>
    public static SKBitmap Compose(SKBitmap baseline, SKBitmap received)
    {
        using SKBitmap difference = Shade(baseline, received, out IReadOnlyList<SKRectI> regions);
        SKBitmap picture = new((3 * difference.Width) + (4 * Margin), difference.Height + (2 * Margin), isOpaque: true);
        using SKCanvas canvas = new(picture);
        canvas.Clear(Surround);
        canvas.Translate(Margin, Margin);
        foreach (SKBitmap panel in (SKBitmap[])[baseline, received, difference])
        {
            canvas.DrawBitmap(panel, 0, 0, SKSamplingOptions.Default);
            DrawOutlines(canvas, regions);
            canvas.Translate(difference.Width + Margin, 0);
        }
        return picture;
    }

    /// <summary>Returns the right panel of <see cref="Compose"/> alone.</summary>
    internal static SKBitmap Difference(SKBitmap baseline, SKBitmap received)
    {
        SKBitmap difference = Shade(baseline, received, out IReadOnlyList<SKRectI> regions);
        using SKCanvas canvas = new(difference);
        DrawOutlines(canvas, regions);
        return difference;
    }

    private static SKBitmap Shade(SKBitmap baseline, SKBitmap received, out IReadOnlyList<SKRectI> regions)
    {
        (int width, int height) = (Math.Max(baseline.Width, received.Width), Math.Max(baseline.Height, received.Height));
        SKColor[] before = baseline.Pixels, after = received.Pixels, shades = new SKColor[width * height];
        int[] distances = new int[width * height];
        for (int i = 0; i < shades.Length; i++)
        {
            (int y, int x) = Math.DivRem(i, width);
            (distances[i], shades[i]) = (Pixel(baseline, before, x, y), Pixel(received, after, x, y)) switch
            {
                ({ } was, { } now) => (Distance(was, now), Mix(Distance(was, now))),
                (null, null) => (0, Surround),
                _ => (255, OnlyInOne),
            };
        }

        int threshold = distances.Max() > Slight ? Slight : 0;
        IEnumerable<int> differing = Enumerable.Range(0, distances.Length).Where(i => distances[i] > threshold);
        regions = DifferingRegions.Find(differing.Select(i => new SKPointI(i % width, i / width)));
        return new SKBitmap(width, height, isOpaque: true) { Pixels = shades };
    }

    private static SKColor? Pixel(SKBitmap image, SKColor[] pixels, int x, int y) => x < image.Width && y < image.Height ? pixels[(y * image.Width) + x] : null;

    private static int Distance(SKColor was, SKColor now) =>
        Math.Max(Math.Abs(was.Red - now.Red), Math.Max(Math.Abs(was.Green - now.Green), Math.Abs(was.Blue - now.Blue)));

    private static SKColor Mix(int distance)
    {
        int ink = Math.Min(Amplification * distance, 255);
        return new SKColor(Channel(Ground.Red, Ink.Red), Channel(Ground.Green, Ink.Green), Channel(Ground.Blue, Ink.Blue));

        byte Channel(byte ground, byte full) => (byte)(((ground * (255 - ink)) + (full * ink) + 127) / 255);
    }

    // From outside, so that nothing of a region is covered.
    private static void DrawOutlines(SKCanvas canvas, IEnumerable<SKRectI> regions)
    {
        using SKPaint paint = new() { Color = Outline, Style = SKPaintStyle.Stroke, StrokeWidth = OutlineWidth };
        foreach (SKRectI region in regions) canvas.DrawRect(SKRect.Inflate(region, OutlineGap + (OutlineWidth / 2f), OutlineGap + (OutlineWidth / 2f)), paint);
    }
}

/// <summary>Joins differing pixels into rectangles: pixels a few pixels apart belong to one region.</summary>
internal static class DifferingRegions
{
    // Pixels are gathered by tiles: differences in touching tiles, also across a corner, are one region.
    private const int Tile = 16;

    public static IReadOnlyList<SKRectI> Find(IEnumerable<SKPointI> differing)
    {
        Dictionary<(int Row, int Column), SKRectI> tiles = [];
        foreach (SKPointI at in differing)
        {
            SKRectI pixel = new(at.X, at.Y, at.X + 1, at.Y + 1);
            (int Row, int Column) tile = (at.Y / Tile, at.X / Tile);
            tiles[tile] = SKRectI.Union(tiles.GetValueOrDefault(tile, pixel), pixel);
        }
        List<SKRectI> regions = [];
        while (tiles.Count > 0) regions.Add(TakeRegion(tiles, tiles.Keys.First()));
        return regions;
    }

    private static SKRectI TakeRegion(Dictionary<(int Row, int Column), SKRectI> tiles, (int Row, int Column) first)
    {
        tiles.Remove(first, out SKRectI region);
        Stack<(int Row, int Column)> waiting = new([first]);
        while (waiting.TryPop(out (int Row, int Column) tile))
        {
            for (int row = tile.Row - 1; row <= tile.Row + 1; row++)
            {
                for (int column = tile.Column - 1; column <= tile.Column + 1; column++)
                {
                    if (!tiles.Remove((row, column), out SKRectI part)) continue;
                    region = SKRectI.Union(region, part);
                    waiting.Push((row, column));
                }
            }
        }
        return region;
    }
}
