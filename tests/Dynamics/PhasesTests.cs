using System.Collections.Immutable;
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
    public void Known_phases_are_found_in_noise()
    {
        for (ulong seed = 0UL; seed < 50; seed++)
        {
            PhaseSplit split = Phases.Of(Matrices.Phased("a", 20, [0, 5, 12], noise: .1, seed: seed));
            Assert.That(split.Starts, Is.EqualTo(new[] { 0, 5, 12 }), $"seed {seed}");
            Assert.That(split.Contrast, Is.EqualTo(.6).Within(.08), $"seed {seed}");
        }
    }

    [TestCase(9, 3, 3)]
    [TestCase(13, 3, 3)]
    [TestCase(12, 2, 4)]
    [TestCase(11, 4, 2)]
    public void No_other_split_has_a_greater_contrast(int n, int phases, int minimumLength)
    {
        for (ulong seed = 0UL; seed < 10; seed++)
        {
            EpochSimilarity block = Matrices.Random("a", n, seed);
            int[] expected = Splits(n, phases, minimumLength).MaxBy(starts => Contrast(block, starts))!;
            PhaseSplit split = Phases.Of(block, phases, minimumLength);
            Assert.That(split.Starts, Is.EqualTo(expected), $"seed {seed}");
            Assert.That(split.Contrast, Is.EqualTo(Contrast(block, expected)).Within(1e-13), $"seed {seed}");
        }
    }

    [Test]
    public void The_common_split_has_the_greatest_mean_contrast()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            EpochSimilarity[] blocks =
                [.. Enumerable.Range(0, 4).Select(k => Matrices.Random($"{k}", 12, (10 * seed) + (ulong)k))];
            int[] expected = Splits(12, 3, 3).MaxBy(starts => blocks.Average(block => Contrast(block, starts)))!;
            PhaseSplit split = Phases.Common(blocks);
            Assert.That(split.Starts, Is.EqualTo(expected));
            Assert.That(split.Contrast, Is.EqualTo(blocks.Average(block => Contrast(block, expected))).Within(1e-13));
            Assert.That(split.Taps.Select(tap => tap.Tap), Is.EqualTo(new[] { "0", "1", "2", "3" }));
            Assert.That(
                split.Taps.Select(tap => tap.Contrast),
                Is.EqualTo(blocks.Select(block => Contrast(block, expected))).Within(1e-13));
        }
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
    public void Of_two_splits_that_mirror_each_other_the_earlier_is_taken()
    {
        // One true boundary in the middle: the other of the two may lie on either side of it.
        PhaseSplit split = Phases.Of(Matrices.Phased("a", 12, [0, 6], within: .7, between: .1));
        Assert.That(split.Starts, Is.EqualTo(new[] { 0, 3, 6 }));
    }

    [Test]
    public void Rounding_does_not_decide_between_equal_splits()
    {
        for (ulong seed = 0UL; seed < 50; seed++)
        {
            // The same forwards and backwards: every split is as good as its mirror image.
            EpochSimilarity random = Matrices.Random("a", 13, seed);
            ImmutableArray<int> starts = Phases.Of(Matrices.Of("a", 13, (i, j) => random[i, j] + random[12 - j, 12 - i])).Starts;
            (int second, int third) = (13 - starts[2], 13 - starts[1]);
            Assert.That((starts[1], starts[2]).CompareTo((second, third)), Is.LessThanOrEqualTo(0), $"seed {seed}");
        }
    }

    [Test]
    public void Nine_snapshots_leave_one_split_and_eight_none()
    {
        Assert.That(Phases.Of(Matrices.Random("a", 9, 1)).Starts, Is.EqualTo(new[] { 0, 3, 6 }));
        Assert.That(
            () => Phases.Of(Matrices.Random("block 2", 8, 1)),
            Throws.ArgumentException.With.Message.Contains("block 2").And.Message.Contains("at least 9 snapshots, found 8"));
    }

    [Test]
    public void Faults_are_named()
    {
        EpochSimilarity a = Matrices.Smooth("a", 9, 1);
        Assert.Multiple(() =>
        {
            Refuses("found none", []);
            Refuses("more than once", [a, Matrices.Smooth("a", 9, 2)]);
            Refuses("OnGrid", [a, Matrices.Smooth("b", 10, 1)]);
            Refuses("measured by regions", [a, Matrices.Of("b", 9, (_, _) => .5, "regions")]);
            Refuses("2 phases of at least 2147483647 snapshots need at least 4294967294", [a], 2, int.MaxValue);
            Assert.That(() => Phases.Of(a, phases: 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Phases.Of(a, minimumLength: 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => PhaseContrast.Of([a], phases: 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });

        static void Refuses(string words, EpochSimilarity[] blocks, int phases = 3, int minimumLength = 3)
        {
            Assert.That(
                () => Phases.Common(blocks, phases, minimumLength), Throws.ArgumentException.With.Message.Contains(words));
            Assert.That(
                () => PhaseContrast.Of(blocks, phases, minimumLength), Throws.ArgumentException.With.Message.Contains(words));
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

    private static IEnumerable<int[]> Splits(int n, int phases, int minimumLength) =>
        phases == 1
            ? (n >= minimumLength ? [[0]] : [])
            : Enumerable.Range(0, n + 1).SelectMany(last => Splits(last, phases - 1, minimumLength)
                .Where(_ => n - last >= minimumLength).Select(starts => (int[])[.. starts, last]));
}
