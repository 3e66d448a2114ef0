using RepDynamics.Dynamics;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Dynamics;

public class EvolutionTests
{
    [Test]
    public void Values_worked_by_hand()
    {
        // Pairs (0,1), (0,2), (1,2): changes .1, .6, .5.
        EpochSimilarity tap = Matrices.Of("a", 3, (i, j) => (i, j) switch { (0, 1) => .9, (0, 2) => .4, _ => .5 });
        Assert.That(Evolution.Of(tap), Is.EqualTo(.4).Within(1e-15));
    }

    [TestCase(1, 0)]
    [TestCase(.75, .25)]
    [TestCase(0, 1)]
    [TestCase(-.25, 1.25)]
    public void A_constant_similarity_gives_its_distance_from_one(double similarity, double expected) =>
        Assert.That(Evolution.Of(Constant("a", similarity)), Is.EqualTo(expected).Within(1e-15));

    [Test]
    public void The_order_of_snapshots_does_not_matter()
    {
        EpochSimilarity tap = Matrices.Random("a", 11, 4);
        Assert.That(Evolution.Of(Matrices.Shuffled(tap, 5)), Is.EqualTo(Evolution.Of(tap)).Within(1e-14));
    }

    [Test]
    public void Halves_of_an_even_depth_share_the_blocks()
    {
        EpochSimilarity[] blocks = Depth(.9, .8, .5, .3);
        Assert.That(Evolution.Shallow(blocks), Is.EqualTo(.15).Within(1e-15));
        Assert.That(Evolution.Deep(blocks), Is.EqualTo(.6).Within(1e-15));
    }

    [Test]
    public void The_middle_block_of_an_odd_depth_belongs_to_neither_half()
    {
        foreach (double middle in new[] { -1.0, .1, 1 })
        {
            EpochSimilarity[] blocks = Depth(.9, .8, middle, .5, .3);
            Assert.That(Evolution.Shallow(blocks), Is.EqualTo(.15).Within(1e-15));
            Assert.That(Evolution.Deep(blocks), Is.EqualTo(.6).Within(1e-15));
        }
    }

    [Test]
    public void Two_and_three_blocks_have_halves_of_one()
    {
        Assert.That((Evolution.Shallow(Depth(.75, .5)), Evolution.Deep(Depth(.75, .5))), Is.EqualTo((.25, .5)));
        Assert.That((Evolution.Shallow(Depth(.75, 0, .5)), Evolution.Deep(Depth(.75, 0, .5))), Is.EqualTo((.25, .5)));
    }

    [Test]
    public void A_network_turned_over_swaps_its_halves()
    {
        EpochSimilarity[] blocks = [.. Enumerable.Range(0, 7).Select(k => Matrices.Random($"block {k}", 6, (ulong)k))];
        EpochSimilarity[] turned = [.. blocks.Reverse()];
        Assert.That(Evolution.Shallow(turned), Is.EqualTo(Evolution.Deep(blocks)).Within(1e-15));
        Assert.That(Evolution.Deep(turned), Is.EqualTo(Evolution.Shallow(blocks)).Within(1e-15));
    }

    [Test]
    public void Faults_are_named()
    {
        Assert.Multiple(() =>
        {
            Refuses("at least 2 blocks, found 1", Constant("a", 1));
            Refuses("at least 2 blocks, found 0");
            Refuses("more than once", Constant("a", 1), Constant("a", .5));
            Refuses("OnGrid", Constant("a", 1), Matrices.Of("b", 6, (_, _) => 1));
            Refuses("measured by regions", Constant("a", 1), Matrices.Of("b", 5, (_, _) => 1, "regions"));
        });

        static void Refuses(string words, params EpochSimilarity[] blocks)
        {
            Assert.That(() => Evolution.Shallow(blocks), Throws.ArgumentException.With.Message.Contains(words));
            Assert.That(() => Evolution.Deep(blocks), Throws.ArgumentException.With.Message.Contains(words));
        }
    }

    private static EpochSimilarity Constant(string tap, double similarity) => Matrices.Of(tap, 5, (_, _) => similarity);

    private static EpochSimilarity[] Depth(params double[] similarities) =>
        [.. similarities.Select((similarity, k) => Constant($"block {k}", similarity))];
}
