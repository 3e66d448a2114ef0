using RepDynamics.Numerics;

namespace RepDynamics.Tests.Numerics;

public class SeededRandomTests
{
    [Test]
    public void Bits_agree_with_an_independent_implementation()
    {
        Assert.That(Draw(12, new SeededRandom(0).NextUInt64), Is.EqualTo(SeededRandomGolden.BitsFromZero));
        Assert.That(Draw(12, new SeededRandom(1).NextUInt64), Is.EqualTo(SeededRandomGolden.BitsFromOne));
        Assert.That(Draw(12, new SeededRandom(ulong.MaxValue).NextUInt64), Is.EqualTo(SeededRandomGolden.BitsFromLargest));
    }

    [Test]
    public void Doubles_agree_with_an_independent_implementation() =>
        Assert.That(Draw(8, new SeededRandom(42).NextDouble), Is.EqualTo(SeededRandomGolden.DoublesFrom42));

    [Test]
    public void Normal_numbers_agree_with_an_independent_implementation() =>
        Assert.That(Draw(12, new SeededRandom(42).Normal), Is.EqualTo(SeededRandomGolden.NormalsFrom42).Within(1e-14));

    [Test]
    public void Whole_numbers_and_permutations_agree_with_an_independent_implementation()
    {
        var random = new SeededRandom(7);
        Assert.That(SeededRandomGolden.Bounds.Select(random.NextInt), Is.EqualTo(SeededRandomGolden.IntsFrom7));
        Assert.That(new SeededRandom(7).Permutation(20), Is.EqualTo(SeededRandomGolden.PermutationFrom7));
    }

    [Test]
    public void The_logarithm_is_right_to_two_ulps()
    {
        var random = new SeededRandom(5);
        for (int i = 0; i < 20_000; i++)
        {
            double x = Math.ScaleB(1 - random.NextDouble(), -random.NextInt(100));
            Assert.That(SeededRandom.Ln(x), Is.EqualTo(Math.Log(x)).Within(2).Ulps, $"x = {x:R}");
        }

        Assert.That(SeededRandom.Ln(1), Is.Zero);
    }

    [Test]
    public void Uniform_numbers_stay_within_their_range()
    {
        var random = new SeededRandom(12);
        Assert.That(Draw(1000, () => random.Uniform(-2, 3)), Is.All.InRange(-2, 3));
        Assert.That(random.Uniform(4, 4), Is.EqualTo(4));
    }

    [TestCase(1, 0)]
    [TestCase(double.NaN, 1)]
    [TestCase(0, double.PositiveInfinity)]
    [TestCase(-double.MaxValue, double.MaxValue)]
    public void Uniform_refuses_an_invalid_range(double low, double high) =>
        Assert.That(() => new SeededRandom(1).Uniform(low, high), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_permutation_holds_every_number_once()
    {
        Assert.That(new SeededRandom(16).Permutation(257), Is.EquivalentTo(Enumerable.Range(0, 257)));
        Assert.That(new SeededRandom(16).Permutation(0), Is.Empty);
        Assert.That(new SeededRandom(16).Permutation(1), Is.EqualTo(new[] { 0 }));
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void Whole_numbers_need_a_bound(int n) =>
        Assert.That(() => new SeededRandom(1).NextInt(n), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Seeds_agree_with_an_independent_implementation()
    {
        foreach ((long runSeed, string? purpose, ulong seed) in SeededRandomGolden.DerivedSeeds)
            Assert.That(SeededRandom.SeedFor(runSeed, purpose), Is.EqualTo(seed), $"run seed {runSeed}, purpose {purpose}");
    }

    [TestCase("")]
    [TestCase("  ")]
    [TestCase(null)]
    public void Seeds_need_a_purpose(string? purpose) =>
        Assert.That(() => SeededRandom.SeedFor(1, purpose!), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void Seeds_refuse_text_that_has_no_utf8_form() =>
        Assert.That(() => SeededRandom.SeedFor(1, "broken \ud800"), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void A_stream_continues_from_a_saved_state([Values(0, 1, 2, 7)] int drawn)
    {
        // After an odd number of normal numbers one is spare.
        var random = new SeededRandom(5, "state");
        for (int i = 0; i < drawn; i++) random.Normal();
        long[] state = [.. random.State];
        Assert.That(state[4], Is.EqualTo(drawn % 2));

        double[] expected = Draws(random);

        Assert.That(Draws(new SeededRandom(state)), Is.EqualTo(expected));
    }

    [TestCase(new long[] { 1, 2, 3, -1, 0, 0 })]
    [TestCase(new long[] { 0, 0, 0, 4, 1, -4611686018427387904 })]
    public void A_state_is_that_of_the_generator_made_from_it(long[] state) => Assert.That(new SeededRandom(state).State, Is.EqualTo(state));

    [TestCase(new long[] { 0, 0, 0, 0, 0, 0 }, "all zero")]
    [TestCase(new long[] { 0, 0, 0, 0, 1, 1 }, "all zero")]
    [TestCase(new long[] { 1, 2, 3, 4, 0 }, "has 6 numbers; found 5")]
    [TestCase(new long[] { 1, 2, 3, 4, 2, 0 }, "found 2, 0")]
    [TestCase(new long[] { 1, 2, 3, 4, 0, 9 }, "found 0, 9")]
    [TestCase(new long[] { 1, 2, 3, 4, 1, 0x7FF0_0000_0000_0000 }, "must be finite")]
    [TestCase(new long[] { 1, 2, 3, 4, 1, 0x7FF8_0000_0000_0000 }, "must be finite")]
    public void An_invalid_state_is_refused(long[] state, string fault) =>
        Assert.That(() => new SeededRandom(state), Throws.ArgumentException.With.Message.Contains(fault));

    private static double[] Draws(SeededRandom random) =>
        [.. Enumerable.Range(0, 20).SelectMany(i => new[] { random.Normal(), random.NextInt(1000), random.NextDouble() })];

    private static T[] Draw<T>(int count, Func<T> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];
}
