using RepDynamics.Dynamics;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Dynamics;

public class SynchronyTests
{
    [Test]
    public void Two_blocks_give_their_concordance()
    {
        (EpochSimilarity? a, EpochSimilarity? b) = (Matrices.Random("a", 6, 1), Matrices.Random("b", 6, 2));
        Assert.That(Synchrony.Of([a, b]), Is.EqualTo(Concordance.Lin(a.UpperTriangle(), b.UpperTriangle())));
    }

    [Test]
    public void More_blocks_give_the_mean_over_all_pairs()
    {
        EpochSimilarity[] blocks = Enumerable.Range(0, 4).Select(k => Matrices.Random($"block {k}", 6, (ulong)k)).ToArray();
        IEnumerable<double> pairs = from i in Enumerable.Range(0, 4)
                                    from j in Enumerable.Range(0, i)
                                    select Concordance.Lin(blocks[i].UpperTriangle(), blocks[j].UpperTriangle());
        Assert.That(Synchrony.Of(blocks), Is.EqualTo(pairs.Average()).Within(1e-15));
    }

    [Test]
    public void The_order_of_blocks_does_not_matter()
    {
        EpochSimilarity[] blocks = Enumerable.Range(0, 4).Select(k => Matrices.Random($"block {k}", 6, (ulong)k)).ToArray();
        Assert.That(Synchrony.Of([.. blocks.Reverse()]), Is.EqualTo(Synchrony.Of(blocks)).Within(1e-14));
    }

    [Test]
    public void Blocks_that_change_alike_are_in_step() =>
        Assert.That(
            Synchrony.Of([Matrices.Smooth("a", 8, .5), Matrices.Smooth("b", 8, .5), Matrices.Smooth("c", 8, .5)]),
            Is.EqualTo(1).Within(1e-14));

    [Test]
    public void A_block_that_changes_less_is_out_of_step_though_its_shape_is_the_same()
    {
        // Similarities of a and b are linear functions of each other, so that correlation would be 1.
        EpochSimilarity a = Matrices.Smooth("a", 8, .5);
        EpochSimilarity b = Matrices.Of("b", 8, (i, j) => 1 - (.2 * (1 - a[i, j])));
        Assert.That(Synchrony.Of([a, b]), Is.LessThan(.2));
    }

    [Test]
    public void Blocks_that_change_at_different_times_are_out_of_step()
    {
        EpochSimilarity early = Matrices.Of("early", 9, (i, j) => i < 2 && j >= 2 ? .1 : .9);
        EpochSimilarity late = Matrices.Of("late", 9, (i, j) => i < 7 && j >= 7 ? .1 : .9);
        Assert.That(Synchrony.Of([early, late]), Is.LessThan(.2));
    }

    [Test]
    public void Faults_are_named()
    {
        EpochSimilarity a = Matrices.Smooth("a", 5, 1);
        Assert.Multiple(() =>
        {
            Refuses("at least 2, found 1", a);
            Refuses("at least 2, found 0");
            Refuses("more than once", a, Matrices.Smooth("b", 5, 1), Matrices.Smooth("a", 5, 2));
            Refuses("Tap b has the epochs 0, 1, 2, 3, but tap a has 0, 1, 2, 3, 4", a, Matrices.Smooth("b", 4, 1));
            Refuses("Tap b is measured by regions, tap a by CKA (biased)", a, Matrices.Of("b", 5, (_, _) => .5, "regions"));
            Refuses("at least 3 epochs", Matrices.Smooth("a", 2, 1), Matrices.Smooth("b", 2, 1));
        });

        static void Refuses(string words, params RepDynamics.Similarity.EpochSimilarity[] blocks) =>
            Assert.That(() => Synchrony.Of(blocks), Throws.ArgumentException.With.Message.Contains(words));
    }
}
