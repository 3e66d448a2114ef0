using RepDynamics.Dynamics;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Dynamics;

public class SynchronyTests
{
    [Test]
    public void Is_the_mean_concordance_over_all_pairs_of_blocks_in_any_order([Values(2, 4)] int count)
    {
        EpochSimilarity[] blocks = [.. Enumerable.Range(0, count).Select(k => Matrices.Random($"block {k}", 6, (ulong)k))];
        IEnumerable<double> pairs = from i in Enumerable.Range(0, count)
                                    from j in Enumerable.Range(0, i)
                                    select Concordance.Lin(blocks[i].UpperTriangle(), blocks[j].UpperTriangle());
        Assert.That(Synchrony.Of(blocks), Is.EqualTo(pairs.Average()).Within(1e-15));
        Assert.That(Synchrony.Of([.. blocks.Reverse()]), Is.EqualTo(Synchrony.Of(blocks)).Within(1e-14));
    }

    [Test]
    public void Blocks_are_in_step_that_change_alike_and_not_those_that_change_less_or_at_different_times()
    {
        EpochSimilarity[] alike = [Matrices.Smooth("a", 8, .5), Matrices.Smooth("b", 8, .5), Matrices.Smooth("c", 8, .5)];
        Assert.That(Synchrony.Of(alike), Is.EqualTo(1).Within(1e-14));
        // Similarities of both are linear functions of each other, so that correlation would be 1.
        EpochSimilarity less = Matrices.Of("less", 8, (i, j) => 1 - (.2 * (1 - alike[0][i, j])));
        Assert.That(Synchrony.Of([alike[0], less]), Is.LessThan(.2));
        EpochSimilarity early = Matrices.Of("early", 9, (i, j) => i < 2 && j >= 2 ? .1 : .9), late = Matrices.Of("late", 9, (i, j) => i < 7 && j >= 7 ? .1 : .9);
        Assert.That(Synchrony.Of([early, late]), Is.LessThan(.2));
    }

    [Test]
    public void Faults_are_named()
    {
        EpochSimilarity a = Matrices.Smooth("a", 5, 1);
        Assert.Multiple(() =>
        {
            Refuses("at least 2 blocks, found 1", a);
            Refuses("at least 2 blocks, found 0");
            Refuses("more than once", a, Matrices.Smooth("b", 5, 1), Matrices.Smooth("a", 5, 2));
            Refuses("Tap b has the epochs 0, 1, 2, 3, but tap a has 0, 1, 2, 3, 4", a, Matrices.Smooth("b", 4, 1));
            Refuses("Tap b is measured by regions, tap a by CKA (biased)", a, Matrices.Of("b", 5, (_, _) => .5, "regions"));
            Refuses("at least 3 epochs", Matrices.Smooth("a", 2, 1), Matrices.Smooth("b", 2, 1));
        });

        static void Refuses(string words, params EpochSimilarity[] blocks) =>
            Assert.That(() => Synchrony.Of(blocks), Throws.ArgumentException.With.Message.Contains(words));
    }
}
