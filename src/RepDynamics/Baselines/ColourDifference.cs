using RepDynamics.Figures;
using SkiaSharp;

namespace RepDynamics.Baselines;

/// <summary>The distance of the colours of two images, in CIE L*a*b* under D65. <see cref="StructuralSimilarity"/> measures luma only.</summary>
/// <remarks>
/// The images are compared by blocks of 8 x 8 pixels, one every 4 pixels each way (at the right and bottom edge and in smaller images blocks are cut): the
/// distance of a block is the Euclidean distance (CIE76) of its two mean colours. Means over a block forgive the jitter of anti-aliased edges; blocks that
/// overlap by half see a small mark as a whole wherever it lies, so that the maximum shows one missing tick label in a large figure, which a mean over the
/// figure does not.
/// </remarks>
/// <param name="Mean">Mean distance over all blocks, 0 for equal images.</param>
/// <param name="Maximum">Distance of the worst block, 0 for equal images; black against white is 100.</param>
/// <param name="X">Left edge of the worst block, in pixels.</param>
/// <param name="Y">Top edge of the worst block, in pixels.</param>
internal sealed record ColourDifference(double Mean, double Maximum, int X, int Y)
{
    private const int Step = 4;

    /// <summary>Measures two images of one size.</summary>
    public static ColourDifference Between(SKBitmap baseline, SKBitmap received)
    {
        (double L, double A, double B)[,] cells = SumsByCell(baseline, received);
        // A block is two cells by two; an image of one cell a side has one block.
        (int rows, int columns) = (Math.Max(cells.GetLength(0) - 2, 1), Math.Max(cells.GetLength(1) - 2, 1));
        double sum = 0.0;
        (double Distance, int Row, int Column) worst = (-1.0, 0, 0);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                (double l, double a, double b) = (0.0, 0.0, 0.0);
                foreach ((double L, double A, double B) cell in new[] { cells[row, column], cells[row, column + 1], cells[row + 1, column], cells[row + 1, column + 1] })
                    (l, a, b) = (l + cell.L, a + cell.A, b + cell.B);
                int height = Math.Min((row + 2) * Step, baseline.Height) - (row * Step);
                int width = Math.Min((column + 2) * Step, baseline.Width) - (column * Step);
                double distance = Math.Sqrt((l * l) + (a * a) + (b * b)) / (height * width);
                sum += distance;
                if (distance > worst.Distance) worst = (distance, row, column);
            }
        }
        return new(sum / (rows * columns), worst.Distance, worst.Column * Step, worst.Row * Step);
    }

    /// <summary>
    /// Sums of the L*a*b* differences over cells of 4 x 4 pixels, with a row and a column of zeros at the end. Equal pixels, nearly all of them as a
    /// rule, add nothing and cost nothing.
    /// </summary>
    private static (double L, double A, double B)[,] SumsByCell(SKBitmap baseline, SKBitmap received)
    {
        var cells = new (double L, double A, double B)[(baseline.Height + Step - 1) / Step + 1, (baseline.Width + Step - 1) / Step + 1];
        SKColor[] then = baseline.Pixels, drawn = received.Pixels;
        for (int y = 0; y < baseline.Height; y++)
        {
            for (int x = 0; x < baseline.Width; x++)
            {
                (SKColor was, SKColor now) = (then[(y * baseline.Width) + x], drawn[(y * baseline.Width) + x]);
                if (was == now) continue;
                ((double L, double A, double B) before, (double L, double A, double B) after) = (CieLab.Of(was.Red, was.Green, was.Blue), CieLab.Of(now.Red, now.Green, now.Blue));
                ref (double L, double A, double B) cell = ref cells[y / Step, x / Step];
                cell = (cell.L + (after.L - before.L), cell.A + (after.A - before.A), cell.B + (after.B - before.B));
            }
        }
        return cells;
    }
}
