using SkiaSharp;

namespace RepDynamics.Figures;

/// <summary>The marks of the three images of a plane: circle, square and triangle, dark with a light edge, seen on any colour.</summary>
internal static class CornerMark
{
    private const float Edge = 2.5f;

    /// <summary>Names of the shapes, in the order of the images.</summary>
    public static readonly string[] Shapes = ["circle", "square", "triangle"];

    /// <summary>Draws the mark of an image, centred; the radius is that of the circle, edge included.</summary>
    public static void Draw(DrawingSurface sheet, int image, float x, float y, float radius)
    {
        var (edge, fill) = (sheet.Theme.Background, sheet.Theme.Ink);
        switch (Shapes[image])
        {
            case "circle":
                sheet.Dot(x, y, radius, edge);
                sheet.Dot(x, y, radius - Edge, fill);
                break;
            case "square":
                // Sides on whole pixels keep it sharp.
                var half = MathF.Round(radius * 0.9f);
                var middle = new SKPoint(MathF.Round(x), MathF.Round(y));
                sheet.Fill(new SKRect(middle.X - half, middle.Y - half, middle.X + half, middle.Y + half), edge);
                half -= 2;
                sheet.Fill(new SKRect(middle.X - half, middle.Y - half, middle.X + half, middle.Y + half), fill);
                break;
            default:
                sheet.Polygon(Triangle(x, y, radius * 1.35f), edge);
                sheet.Polygon(Triangle(x, y, radius * 1.35f - 2 * Edge), fill);
                break;
        }
    }

    // Equal sides, a corner upwards; the centre of mass is the place that is marked. The distance of a side from the centre is
    // half that of a corner, so an edge of even width takes twice as much off the corners.
    private static SKPoint[] Triangle(float x, float y, float corner)
    {
        var across = corner * MathF.Sqrt(3) / 2;
        return [new(x, y - corner), new(x + across, y + corner / 2), new(x - across, y + corner / 2)];
    }
}
