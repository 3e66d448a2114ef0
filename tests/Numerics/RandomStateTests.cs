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
}
