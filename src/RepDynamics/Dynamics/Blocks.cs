using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>Checks that blocks belong to one network, for the statistics over several blocks.</summary>
internal static class Blocks
{
    /// <summary>Throws unless there are enough blocks, all have the same epochs and the same measure, and every tap comes once.</summary>
    /// <exception cref="ArgumentException">A condition does not hold; the message names the taps.</exception>
    internal static void Check(IReadOnlyList<EpochSimilarity> blocks, int fewest = 1)
    {
        if (blocks.Count < fewest) throw Fault($"Expected at least {fewest} block{(fewest == 1 ? "" : "s")}, found {blocks.Count}.");
        EpochSimilarity first = blocks[0];
        foreach (EpochSimilarity block in blocks.Skip(1))
        {
            if (!block.Epochs.SequenceEqual(first.Epochs))
            {
                throw Fault(
                    $"Tap {block.Tap} has the epochs {string.Join(", ", block.Epochs)}, but tap {first.Tap} has "
                    + $"{string.Join(", ", first.Epochs)}: bring them to one grid first (OnGrid).");
            }
            if (block.MeasureName != first.MeasureName)
                throw Fault($"Tap {block.Tap} is measured by {block.MeasureName}, tap {first.Tap} by {first.MeasureName}.");
        }
        if (blocks.CountBy(block => block.Tap).FirstOrDefault(tap => tap.Value > 1) is { Key: { } twice })
            throw Fault($"Tap {twice} comes more than once; every block counts once.");

        static ArgumentException Fault(string what) => new(what, nameof(blocks));
    }
}
