using RepDynamics.Dynamics;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Dynamics;

public class PhaseContrastTests
{
    [Test]
    public void Every_block_has_its_own_split()
    {
        EpochSimilarity early = Matrices.Phased("early", 12, [0, 3, 6], within: .9, between: .5);
        EpochSimilarity late = Matrices.Phased("late", 12, [0, 6, 9], within: .8, between: .2);
        Assert.That(PhaseContrast.Of([early, late]), Is.EqualTo((.4 + .6) / 2).Within(1e-13));
        Assert.That(Phases.Common([early, late]).Contrast, Is.LessThan(.4));
    }

    [Test]
    public void The_common_split_is_never_clearer_and_as_clear_where_blocks_agree([Range(0, 19)] int seed)
    {
        EpochSimilarity[] blocks = [.. Enumerable.Range(0, 4).Select(k => Matrices.Random($"block {k}", 13, (ulong)((100 * seed) + k)))];
        Assert.That(PhaseContrast.Of(blocks), Is.GreaterThanOrEqualTo(Phases.Common(blocks).Contrast - 1e-12));
        EpochSimilarity[] permuted = [blocks[2], blocks[0], blocks[3], blocks[1]];
        Assert.That(PhaseContrast.Of(permuted), Is.EqualTo(PhaseContrast.Of(blocks)).Within(1e-14), "the order of blocks does not matter");
        Assert.That(Phases.Common(permuted).Starts, Is.EqualTo(Phases.Common(blocks).Starts));
        EpochSimilarity[] same = [.. ((string[])["a", "b", "c"]).Select(tap => Matrices.Random(tap, 15, (ulong)seed))];
        Assert.That(new[] { PhaseContrast.Of(same), Phases.Common(same).Contrast }, Is.All.EqualTo(PhaseContrast.Of(same[..1])).Within(1e-13));
    }

    [Test]
    public void Stretches_with_the_similarities_and_does_not_follow_their_level_or_the_direction_of_time()
    {
        EpochSimilarity block = Matrices.Random("a", 14, 8);
        EpochSimilarity mapped = Matrices.Of("a", 14, (i, j) => (.3 * block[i, j]) - .5), reversed = Matrices.Of("a", 14, (i, j) => block[13 - j, 13 - i]);
        Assert.That(PhaseContrast.Of([mapped]), Is.EqualTo(.3 * PhaseContrast.Of([block])).Within(1e-13));
        Assert.That(Phases.Of(mapped).Starts, Is.EqualTo(Phases.Of(block).Starts));
        Assert.That(PhaseContrast.Of([reversed]), Is.EqualTo(PhaseContrast.Of([block])).Within(1e-13));
    }

    [Test]
    public void Snapshots_in_a_random_order_have_no_phases_left([Range(0, 19)] int seed)
    {
        EpochSimilarity block = Matrices.Phased("a", 21, [0, 7, 14]);
        Assert.That(PhaseContrast.Of([Matrices.Shuffled(block, (ulong)seed)]), Is.LessThan(.3));
    }

    [Test]
    public void A_clear_network_stands_apart_on_the_logarithmic_and_the_linear_grid()
    {
        // Phases change at epochs 12 and 48 of 120.
        EpochSimilarity block = Matrices.Phased("a", 121, [0, 12, 48], within: .9, between: .4);
        int[] logarithmic = [1, 2, 3, 5, 7, 10, 14, 20, 28, 40, 60, 84, 120], linear = [.. Enumerable.Range(0, 31).Select(i => 4 * i)];
        foreach ((int[] grid, int[] starts) in new[] { (logarithmic, new[] { 1, 14, 60 }), (linear, [0, 12, 48]) })
        {
            Assert.That(Phases.Of(block.OnGrid(grid)).Epochs, Is.EqualTo(starts));
            Assert.That(PhaseContrast.Of([block.OnGrid(grid)]), Is.EqualTo(.5).Within(1e-13));
        }
    }
}
