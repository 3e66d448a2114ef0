namespace RepDynamics.Baselines;

/// <summary>
/// How far the colours of two images are apart, in CIE L*a*b* under D65: what <see cref="StructuralSimilarity"/>, which sees luma only, misses.
/// </summary>
/// <remarks>
/// The images on white are compared by blocks of 8 x 8 pixels, one every 4 pixels each way (at the right and bottom edge and in smaller
/// images blocks are cut): the distance of a block is the Euclidean distance (CIE76) of its two mean colours. Means over a block forgive
/// the jitter of anti-aliased edges; blocks that overlap by half see a small mark as a whole wherever it lies, so that the maximum
/// tells of one missing tick label in a large figure, which no mean over the figure can.
/// </remarks>
/// <param name="Mean">Mean distance over all blocks, 0 for equal images.</param>
/// <param name="Maximum">Distance of the worst block, 0 for equal images; black against white is 100.</param>
/// <param name="X">Left edge of the worst block, in pixels.</param>
/// <param name="Y">Top edge of the worst block, in pixels.</param>
public sealed record ColourDifference(double Mean, double Maximum, int X, int Y)
{
    private const int Step = 4;

    /// <summary>Measures two images of one size.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static ColourDifference Between(PixelImage baseline, PixelImage received)
    {
        PixelImage.RequireSameSize(baseline, received);
        var cells = SumsByCell(baseline, received);
        var (rows, columns) = (cells.GetLength(0), cells.GetLength(1));
        // A block is two cells by two; an image of one cell a side has one block.
        var (blockRows, blockColumns) = (Math.Max(rows - 1, 1), Math.Max(columns - 1, 1));

        var sum = 0.0;
        var worst = (Distance: -1.0, Row: 0, Column: 0);
        for (var row = 0; row < blockRows; row++)
        for (var column = 0; column < blockColumns; column++)
        {
            var (l, a, b) = (0.0, 0.0, 0.0);
            for (var i = row; i < Math.Min(row + 2, rows); i++)
            for (var j = column; j < Math.Min(column + 2, columns); j++)
                (l, a, b) = (l + cells[i, j].L, a + cells[i, j].A, b + cells[i, j].B);
            var height = Math.Min((row + 2) * Step, baseline.Height) - (row * Step);
            var width = Math.Min((column + 2) * Step, baseline.Width) - (column * Step);
            var distance = Math.Sqrt((l * l) + (a * a) + (b * b)) / (height * width);
            sum += distance;
            if (distance > worst.Distance)
                worst = (distance, row, column);
        }

        return new(sum / (blockRows * blockColumns), worst.Distance, worst.Column * Step, worst.Row * Step);
    }

    /// <summary>
    /// Sums of the L*a*b* differences over cells of 4 x 4 pixels. Equal pixels, nearly all of them as a rule, add nothing and cost nothing.
    /// </summary>
    private static (double L, double A, double B)[,] SumsByCell(PixelImage baseline, PixelImage received)
    {
        var cells = new (double L, double A, double B)[(baseline.Height + Step - 1) / Step, (baseline.Width + Step - 1) / Step];
        for (var y = 0; y < baseline.Height; y++)
        for (var x = 0; x < baseline.Width; x++)
        {
            var (was, now) = (baseline.OnWhite(x, y), received.OnWhite(x, y));
            if (was == now)
                continue;
            var (before, after) = (CieLab.Of(was.R, was.G, was.B), CieLab.Of(now.R, now.G, now.B));
            ref var cell = ref cells[y / Step, x / Step];
            cell = (cell.L + (after.L - before.L), cell.A + (after.A - before.A), cell.B + (after.B - before.B));
        }

        return cells;
    }
}
