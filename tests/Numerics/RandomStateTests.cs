using RepDynamics.Numerics;

namespace RepDynamics.Tests.Numerics;

public class RandomStateTests
{
    [Test]
    public void A_stream_continues_from_a_saved_state([Values(0, 1, 2, 7)] int drawn)
    {
        // After an odd number of normal numbers one is spare.
        var random = new SeededRandom(5, "state");
        for (int i = 0; i < drawn; i++) random.Normal();
        RandomState state = random.State;
        Assert.That(state.SpareNormal, drawn % 2 == 1 ? Is.Not.Null : Is.Null);

        double[] expected = Draws(random);

        Assert.That(Draws(new SeededRandom(state)), Is.EqualTo(expected));
        Assert.That(Draws(new SeededRandom(RandomState.FromWords(state.ToWords().AsSpan()))), Is.EqualTo(expected), "through a file");
    }

    [Test]
    public void The_words_of_a_state_are_its_bits()
    {
        Assert.That(new RandomState(1, 2, 3, ulong.MaxValue).ToWords(), Is.EqualTo(new[] { 1L, 2, 3, -1, 0, 0 }));
        Assert.That(new RandomState(1, 2, 3, 4, -2.5).ToWords(), Is.EqualTo(new[] { 1L, 2, 3, 4, 1, BitConverter.DoubleToInt64Bits(-2.5) }));
        Assert.That(RandomState.FromWords([0, 0, 0, -1, 0, 0]), Is.EqualTo(new RandomState(0, 0, 0, ulong.MaxValue)));
    }

    [Test]
    public void An_invalid_state_is_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => new RandomState(0, 0, 0, 0), Throws.ArgumentException.With.Message.Contains("all zero"));
            Assert.That(() => new RandomState(0, 0, 0, 0, 1.5), Throws.ArgumentException.With.Message.Contains("all zero"));
            Assert.That(() => new RandomState(1, 0, 0, 0, double.NaN), Throws.ArgumentException.With.Message.Contains("NaN"));
            Assert.That(() => RandomState.FromWords([0, 0, 0, 0, 0, 0]), Throws.ArgumentException.With.Message.Contains("all zero"));
            Assert.That(() => RandomState.FromWords([1, 2, 3, 4, 0]), Throws.ArgumentException.With.Message.Contains("has 6 numbers; found 5"));
            Assert.That(() => RandomState.FromWords([1, 2, 3, 4, 2, 0]), Throws.ArgumentException.With.Message.Contains("found 2, 0"));
            Assert.That(() => RandomState.FromWords([1, 2, 3, 4, 0, 9]), Throws.ArgumentException.With.Message.Contains("found 0, 9"));
            Assert.That(
                () => RandomState.FromWords([1, 2, 3, 4, 1, BitConverter.DoubleToInt64Bits(double.PositiveInfinity)]),
                Throws.ArgumentException.With.Message.Contains("must be finite"));
        }
    }

    private static double[] Draws(SeededRandom random) =>
        [.. Enumerable.Range(0, 20).SelectMany(i => new[] { random.Normal(), random.NextInt(1000), random.NextDouble() })];
}
