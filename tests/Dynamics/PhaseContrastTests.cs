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
    public void The_common_split_is_never_clearer()
    {
        for (ulong seed = 0UL; seed < 20; seed++)
        {
            EpochSimilarity[] blocks = RandomBlocks(seed);
            double common = Phases.Common(blocks).Contrast;
            Assert.That(PhaseContrast.Of(blocks), Is.GreaterThanOrEqualTo(common - 1e-12), $"seed {seed}");
        }
    }

    [Test]
    public void Identical_blocks_agree_on_one_split()
    {
        EpochSimilarity[] blocks = [Matrices.Random("a", 15, 3), Matrices.Random("b", 15, 3), Matrices.Random("c", 15, 3)];
        Assert.That(PhaseContrast.Of(blocks), Is.EqualTo(Phases.Common(blocks).Contrast).Within(1e-13));
        Assert.That(PhaseContrast.Of(blocks), Is.EqualTo(PhaseContrast.Of([blocks[0]])).Within(1e-13));
    }

    [Test]
    public void The_order_of_blocks_does_not_matter()
    {
        EpochSimilarity[] blocks = RandomBlocks(5);
        EpochSimilarity[] permuted = [blocks[2], blocks[0], blocks[3], blocks[1]];
        Assert.That(PhaseContrast.Of(permuted), Is.EqualTo(PhaseContrast.Of(blocks)).Within(1e-14));
        Assert.That(Phases.Common(permuted).Contrast, Is.EqualTo(Phases.Common(blocks).Contrast).Within(1e-14));
        Assert.That(Phases.Common(permuted).Starts, Is.EqualTo(Phases.Common(blocks).Starts));
    }

    [Test]
    public void Stretches_with_the_similarities_and_does_not_move_with_them()
    {
        EpochSimilarity block = Matrices.Random("a", 14, 8);
        EpochSimilarity mapped = Matrices.Of("a", 14, (i, j) => (.3 * block[i, j]) - .5);
        Assert.That(PhaseContrast.Of([mapped]), Is.EqualTo(.3 * PhaseContrast.Of([block])).Within(1e-13));
        Assert.That(Phases.Of(mapped).Starts, Is.EqualTo(Phases.Of(block).Starts));
    }

    [Test]
    public void Time_run_backwards_has_the_same_contrast()
    {
        EpochSimilarity block = Matrices.Random("a", 14, 9);
        EpochSimilarity reversed = Matrices.Of("a", 14, (i, j) => block[13 - j, 13 - i]);
        Assert.That(PhaseContrast.Of([reversed]), Is.EqualTo(PhaseContrast.Of([block])).Within(1e-13));
    }

    [Test]
    public void Snapshots_in_a_random_order_have_no_phases_left()
    {
        EpochSimilarity block = Matrices.Phased("a", 21, [0, 7, 14]);
        for (ulong seed = 0UL; seed < 20; seed++)
            Assert.That(PhaseContrast.Of([Matrices.Shuffled(block, seed)]), Is.LessThan(.3), $"seed {seed}");
        Assert.That(PhaseContrast.Of([block]), Is.EqualTo(.6).Within(1e-13));
    }

    [Test]
    public void A_clear_network_stands_apart_on_the_logarithmic_and_the_linear_grid()
    {
        // Phases change at epochs 12 and 48 of 120.
        EpochSimilarity block = Matrices.Phased("a", 121, [0, 12, 48], within: .9, between: .4);
        int[] logarithmic = [1, 2, 3, 5, 7, 10, 14, 20, 28, 40, 60, 84, 120];
        int[] linear = [.. Enumerable.Range(0, 31).Select(i => 4 * i)];
        Assert.That(Phases.Of(block.OnGrid(logarithmic)).Epochs, Is.EqualTo(new[] { 1, 14, 60 }));
        Assert.That(Phases.Of(block.OnGrid(linear)).Epochs, Is.EqualTo(new[] { 0, 12, 48 }));
        Assert.That(PhaseContrast.Of([block.OnGrid(logarithmic)]), Is.EqualTo(.5).Within(1e-13));
        Assert.That(PhaseContrast.Of([block.OnGrid(linear)]), Is.EqualTo(.5).Within(1e-13));
    }

    private static EpochSimilarity[] RandomBlocks(ulong seed) =>
        [.. Enumerable.Range(0, 4).Select(k => Matrices.Random($"block {k}", 13, (100 * seed) + (ulong)k))];
}
