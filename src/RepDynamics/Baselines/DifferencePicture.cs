namespace RepDynamics.Baselines;

/// <summary>A picture that shows how a figure differs from its baseline: baseline, received and their difference side by side.</summary>
public static class DifferencePicture
{
    /// <summary>Pixels between the panels and around them.</summary>
    public const int Margin = 8;

    // One step of a channel in 255 becomes this many steps of ink, so that a difference hardly to be seen is seen.
    private const int Amplification = 6;

    private const int OutlineWidth = 2;
    private const int OutlineGap = 2;

    // Differences up to here are drawn but not outlined when there are larger ones: anti-aliasing jitters along every edge.
    private const int Slight = 12;

    private static readonly (byte R, byte G, byte B) Surround = (200, 200, 200);
    private static readonly (byte R, byte G, byte B) Ground = (250, 250, 250);
    private static readonly (byte R, byte G, byte B) Ink = (0, 0, 96);
    private static readonly (byte R, byte G, byte B) OnlyInOne = (240, 228, 66);
    private static readonly (byte R, byte G, byte B) Outline = (213, 94, 0);

    /// <summary>
    /// Baseline left, received in the middle, difference right. The difference is dark where colours are far apart (the largest absolute
    /// difference of a channel, amplified sixfold) on a light ground, yellow where only one image has a pixel, and every differing region
    /// is outlined in vermilion, in all three panels at the same place. The images may differ in size: they share the top left corner.
    /// </summary>
    /// <returns>An opaque image of <c>3 w + 4 m</c> by <c>h + 2 m</c> pixels: w and h of the larger image, m the <see cref="Margin"/>.</returns>
    public static PixelImage Compose(PixelImage baseline, PixelImage received)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(received);
        var (width, height) = (Math.Max(baseline.Width, received.Width), Math.Max(baseline.Height, received.Height));
        var canvas = new Canvas((3 * width) + (4 * Margin), height + (2 * Margin), Surround);
        var lefts = Enumerable.Range(0, 3).Select(panel => Margin + (panel * (width + Margin))).ToArray();

        var largest = 0;
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
        {
            var (inBaseline, inReceived) = (Has(baseline, x, y), Has(received, x, y));
            if (inBaseline)
                canvas.Set(lefts[0] + x, Margin + y, baseline.OnWhite(x, y));
            if (inReceived)
                canvas.Set(lefts[1] + x, Margin + y, received.OnWhite(x, y));
            if (!inBaseline && !inReceived)
                continue;
            var distance = Distance(baseline, received, x, y);
            largest = Math.Max(largest, distance);
            canvas.Set(lefts[2] + x, Margin + y, inBaseline && inReceived ? Shade(distance) : OnlyInOne);
        }

        var threshold = largest > Slight ? Slight : 0;
        foreach (var region in DifferingRegions.Find(width, height, (x, y) => Distance(baseline, received, x, y) > threshold))
        foreach (var left in lefts)
            canvas.Frame(region, left, Margin);
        return canvas.ToImage();
    }

    private static bool Has(PixelImage image, int x, int y) => x < image.Width && y < image.Height;

    /// <summary>The largest absolute difference of a channel, 0 to 255; 255 where only one image has the pixel, 0 where neither has.</summary>
    private static int Distance(PixelImage baseline, PixelImage received, int x, int y)
    {
        var (inBaseline, inReceived) = (Has(baseline, x, y), Has(received, x, y));
        if (!inBaseline || !inReceived)
            return inBaseline == inReceived ? 0 : 255;
        var (was, now) = (baseline.OnWhite(x, y), received.OnWhite(x, y));
        return Math.Max(Math.Abs(was.R - now.R), Math.Max(Math.Abs(was.G - now.G), Math.Abs(was.B - now.B)));
    }

    private static (byte R, byte G, byte B) Shade(int distance)
    {
        var ink = Math.Min(Amplification * distance, 255);
        return (Mix(Ground.R, Ink.R), Mix(Ground.G, Ink.G), Mix(Ground.B, Ink.B));

        byte Mix(byte ground, byte full) => (byte)(((ground * (255 - ink)) + (full * ink) + 127) / 255);
    }

    private sealed class Canvas
    {
        private readonly int _width;
        private readonly int _height;
        private readonly byte[] _rgba;

        public Canvas(int width, int height, (byte R, byte G, byte B) colour)
        {
            (_width, _height, _rgba) = (width, height, new byte[4 * width * height]);
            for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                Set(x, y, colour);
        }

        public void Set(int x, int y, (byte R, byte G, byte B) colour)
        {
            if (x < 0 || y < 0 || x >= _width || y >= _height)
                return;
            var at = 4 * ((y * _width) + x);
            (_rgba[at], _rgba[at + 1], _rgba[at + 2], _rgba[at + 3]) = (colour.R, colour.G, colour.B, 255);
        }

        /// <summary>Outlines a region from outside, so that nothing of it is covered.</summary>
        public void Frame(PixelRectangle region, int left, int top)
        {
            for (var ring = OutlineGap; ring < OutlineGap + OutlineWidth; ring++)
            {
                var (x0, x1) = (left + region.Left - ring - 1, left + region.Right + ring);
                var (y0, y1) = (top + region.Top - ring - 1, top + region.Bottom + ring);
                for (var x = x0; x <= x1; x++)
                {
                    Set(x, y0, Outline);
                    Set(x, y1, Outline);
                }

                for (var y = y0; y <= y1; y++)
                {
                    Set(x0, y, Outline);
                    Set(x1, y, Outline);
                }
            }
        }

        public PixelImage ToImage() => new(_width, _height, _rgba);
    }
}
