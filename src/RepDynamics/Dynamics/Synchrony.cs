using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>How much the blocks of one network change in step with each other.</summary>
public static class Synchrony
{
    /// <summary>Mean over all pairs of blocks of Lin's concordance between the upper triangles of their matrices.</summary>
    /// <remarks>
    /// docs/design.md#statistics. 1 means that all blocks went through exactly the same changes at the same epochs; amplitude
    /// counts, so a block that changes little is out of step with one that changes much. Which taps are blocks is for the
    /// caller to say.
    /// </remarks>
    /// <param name="blocks">
    /// At least 2 matrices of different taps of one network, with the same measure and the same epochs, at least 3 of them.
    /// </param>
    /// <returns>A number in [-1, 1] (<see cref="Concordance.Lin"/>).</returns>
    /// <exception cref="ArgumentException">
    /// Too few blocks or epochs, a tap twice, or blocks that differ in epochs or measure.
    /// </exception>
    public static double Of(IReadOnlyList<EpochSimilarity> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        Check(blocks);
        double[][] triangles = [.. blocks.Select(block => block.UpperTriangle())];
        double sum = 0.0;
        int pairs = 0;
        for (int a = 0; a < triangles.Length; a++)
        {
            for (int b = a + 1; b < triangles.Length; b++)
            {
                sum += Concordance.Lin(triangles[a], triangles[b]);
                pairs++;
            }
        }

        return sum / pairs;
    }

    private static void Check(IReadOnlyList<EpochSimilarity> blocks)
    {
        if (blocks.Count < 2)
        {
            throw new ArgumentException(
                $"Synchrony compares blocks with each other: expected at least 2, found {blocks.Count}.", nameof(blocks));
        }

        EpochSimilarity first = blocks[0];
        if (first.Count < 3)
            throw new ArgumentException($"Tap {first.Tap}: expected at least 3 epochs, found {first.Count}.", nameof(blocks));
        Blocks.CheckOneNetwork(blocks);
    }
}
