using RepDynamics.Dynamics;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Dynamics;

public class PhasesTests
{
    private static readonly int[] Epochs = [0, 1, 2, 4, 8, 16, 24, 32, 48, 64];

    [TestCase(3, 6, 9)]
    [TestCase(3, 9, 14)]
    [TestCase(8, 11, 14)]
    [TestCase(5, 30, 41)]
    public void Known_phases_are_found(int second, int third, int n)
    {
        PhaseSplit split = Phases.Of(Matrices.Phased("a", n, [0, second, third]));
        Assert.That(split.Starts, Is.EqualTo(new[] { 0, second, third }));
        Assert.That(split.Contrast, Is.EqualTo(.6).Within(1e-13));
    }

    [Test]
    public void Known_phases_are_found_in_noise([Range(0, 49)] int seed)
    {
        PhaseSplit split = Phases.Of(Matrices.Phased("a", 20, [0, 5, 12], noise: .1, seed: (ulong)seed));
        Assert.That(split.Starts, Is.EqualTo(new[] { 0, 5, 12 }));
        Assert.That(split.Contrast, Is.EqualTo(.6).Within(.08));
    }

    [Test]
    public void No_other_split_has_a_greater_mean_contrast([Values(9, 12, 13)] int n, [Values(1, 4)] int count, [Range(0, 9)] int seed)
    {
        EpochSimilarity[] blocks = [.. Enumerable.Range(0, count).Select(k => Matrices.Random($"{k}", n, (ulong)((10 * seed) + k)))];
        int[][] splits = [.. from second in Enumerable.Range(3, n - 8) from third in Enumerable.Range(0, n - 2) where third >= second + 3 select (int[])[0, second, third]];
        int[] expected = splits.MaxBy(starts => blocks.Average(block => Contrast(block, starts)))!;
        PhaseSplit split = Phases.Common(blocks);
        Assert.That(split.Starts, Is.EqualTo(expected));
        Assert.That(split.Contrast, Is.EqualTo(blocks.Average(block => Contrast(block, expected))).Within(1e-13));
        Assert.That(split.Taps.Select(tap => tap.Tap), Is.EqualTo(blocks.Select(block => block.Tap)));
        Assert.That(split.Taps.Select(tap => tap.Contrast), Is.EqualTo(blocks.Select(block => Contrast(block, expected))).Within(1e-13));
    }

    [Test]
    public void The_clearer_block_decides_the_common_split()
    {
        EpochSimilarity clear = Matrices.Phased("clear", 12, [0, 3, 6]);
        EpochSimilarity faint = Matrices.Phased("faint", 12, [0, 5, 9], within: .5, between: .4);
        Assert.That(Phases.Common([faint, clear]).Starts, Is.EqualTo(new[] { 0, 3, 6 }));
        Assert.That(Phases.Of(faint).Starts, Is.EqualTo(new[] { 0, 5, 9 }));
    }

    [Test]
    public void Phases_are_reported_by_their_first_epochs()
    {
        var block = new EpochSimilarity("a", Epochs, Matrices.Phased("a", 10, [0, 4, 7]).ToMatrix(), "regions");
        Assert.That(Phases.Of(block).Epochs, Is.EqualTo(new[] { 0, 8, 32 }));
    }

    [TestCase(.1)]
    [TestCase(.7)]
    [TestCase(1)]
    public void Where_nothing_stands_apart_the_earliest_split_has_no_contrast(double similarity)
    {
        PhaseSplit split = Phases.Of(Matrices.Of("a", 14, (_, _) => similarity));
        Assert.That(split.Starts, Is.EqualTo(new[] { 0, 3, 6 }));
        Assert.That(split.Contrast, Is.Zero);
    }

    [Test]
    public void Of_two_splits_that_mirror_each_other_the_earlier_is_taken_and_rounding_does_not_decide()
    {
        // One true boundary in the middle: the other of the two may lie on either side of it.
        Assert.That(Phases.Of(Matrices.Phased("a", 12, [0, 6], within: .7, between: .1)).Starts, Is.EqualTo(new[] { 0, 3, 6 }));
        for (ulong seed = 0UL; seed < 50; seed++)
        {
            // The same forwards and backwards: every split is as good as its mirror image.
            EpochSimilarity random = Matrices.Random("a", 13, seed);
            ImmutableArray<int> starts = Phases.Of(Matrices.Of("a", 13, (i, j) => random[i, j] + random[12 - j, 12 - i])).Starts;
            Assert.That((starts[1], starts[2]).CompareTo((13 - starts[2], 13 - starts[1])), Is.LessThanOrEqualTo(0), $"seed {seed}");
        }
    }

    [Test]
    public void Faults_are_named()
    {
        EpochSimilarity a = Matrices.Smooth("a", 9, 1);
        Assert.Multiple(() =>
        {
            Refuses("at least 1 block, found 0");
            Refuses("more than once", a, Matrices.Smooth("a", 9, 2));
            Refuses("OnGrid", a, Matrices.Smooth("b", 10, 1));
            Refuses("measured by regions", a, Matrices.Of("b", 9, (_, _) => .5, "regions"));
            Refuses("Tap block 2: 3 phases of at least 3 snapshots need at least 9 snapshots, found 8", Matrices.Random("block 2", 8, 1));
        });

        static void Refuses(string words, params EpochSimilarity[] blocks)
        {
            Assert.That(() => Phases.Common(blocks), Throws.ArgumentException.With.Message.Contains(words));
            Assert.That(() => PhaseContrast.Of(blocks), Throws.ArgumentException.With.Message.Contains(words));
        }
    }

    /// <summary>The definition, word by word.</summary>
    private static double Contrast(EpochSimilarity block, int[] starts)
    {
        int Phase(int position) => starts.Count(start => start <= position);
        (int i, int j)[] pairs = (from j in Enumerable.Range(0, block.Count) from i in Enumerable.Range(0, j) select (i, j)).ToArray();
        return pairs.Where(pair => Phase(pair.i) == Phase(pair.j)).Average(pair => block[pair.i, pair.j])
            - pairs.Where(pair => Phase(pair.i) != Phase(pair.j)).Average(pair => block[pair.i, pair.j]);
    }
}
