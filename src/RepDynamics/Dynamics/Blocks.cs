using RepDynamics.Similarity;

namespace RepDynamics.Dynamics;

/// <summary>Checks that blocks belong to one network, for the statistics over several blocks.</summary>
internal static class Blocks
{
    /// <summary>Throws unless all blocks have the same epochs and the same measure, and every tap comes once.</summary>
    /// <param name="blocks">At least 1 matrix.</param>
    /// <exception cref="ArgumentException">A condition does not hold; the message names the taps.</exception>
    internal static void CheckOneNetwork(IReadOnlyList<EpochSimilarity> blocks)
    {
        EpochSimilarity first = blocks[0];
        foreach (EpochSimilarity? block in blocks.Skip(1))
        {
            if (!block.Epochs.SequenceEqual(first.Epochs))
            {
                throw new ArgumentException(
                    $"Tap {block.Tap} has the epochs {string.Join(", ", block.Epochs)}, but tap {first.Tap} has "
                    + $"{string.Join(", ", first.Epochs)}: bring them to one grid first (OnGrid).",
                    nameof(blocks));
            }

            if (block.MeasureName != first.MeasureName)
            {
                throw new ArgumentException(
                    $"Tap {block.Tap} is measured by {block.MeasureName}, tap {first.Tap} by {first.MeasureName}.", nameof(blocks));
            }
        }

        if (blocks.GroupBy(block => block.Tap).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Tap {twice.Key} comes more than once; every block counts once.", nameof(blocks));
    }
}
