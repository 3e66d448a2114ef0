using RepDynamics.Dynamics;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Dynamics;

public class EvolutionTests
{
    [Test]
    public void Values_worked_by_hand_whatever_the_order_of_snapshots()
    {
        // Pairs (0,1), (0,2), (1,2): changes .1, .6, .5.
        EpochSimilarity tap = Matrices.Of("a", 3, (i, j) => (i, j) switch { (0, 1) => .9, (0, 2) => .4, _ => .5 });
        Assert.That(Evolution.Of(tap), Is.EqualTo(.4).Within(1e-15));
        Assert.That(Evolution.Of(Matrices.Shuffled(tap, 5)), Is.EqualTo(.4).Within(1e-15));
    }

    [TestCase(1, 0)]
    [TestCase(.75, .25)]
    [TestCase(0, 1)]
    [TestCase(-.25, 1.25)]
    public void A_constant_similarity_gives_its_distance_from_one(double similarity, double expected) =>
        Assert.That(Evolution.Of(Constant("a", similarity)), Is.EqualTo(expected).Within(1e-15));

    // The middle block of an odd depth belongs to neither half.
    [TestCase(.15, .6, .9, .8, .5, .3)]
    [TestCase(.15, .6, .9, .8, -1.0, .5, .3)]
    [TestCase(.15, .6, .9, .8, 1.0, .5, .3)]
    [TestCase(.25, .5, .75, .5)]
    [TestCase(.25, .5, .75, 0.0, .5)]
    public void Halves_of_the_depth_share_the_blocks(double shallow, double deep, params double[] similarities)
    {
        EpochSimilarity[] blocks = [.. similarities.Select((similarity, k) => Constant($"block {k}", similarity))], turned = [.. blocks.Reverse()];
        Assert.That(new[] { Evolution.Shallow(blocks), Evolution.Deep(turned) }, Is.All.EqualTo(shallow).Within(1e-15));
        Assert.That(new[] { Evolution.Deep(blocks), Evolution.Shallow(turned) }, Is.All.EqualTo(deep).Within(1e-15));
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
}
