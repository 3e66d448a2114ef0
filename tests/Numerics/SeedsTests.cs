using RepDynamics.Numerics;

namespace RepDynamics.Tests.Numerics;

public class SeedsTests
{
    [Test]
    public void Agree_with_an_independent_implementation()
    {
        foreach ((long runSeed, string? purpose, ulong seed) in SeededRandomGolden.DerivedSeeds)
            Assert.That(SeededRandom.SeedFor(runSeed, purpose), Is.EqualTo(seed), $"run seed {runSeed}, purpose {purpose}");
    }

    [TestCase("")]
    [TestCase("  ")]
    [TestCase(null)]
    public void Need_a_purpose(string? purpose) =>
        Assert.That(() => SeededRandom.SeedFor(1, purpose!), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void Refuse_text_that_has_no_utf8_form() =>
        Assert.That(() => SeededRandom.SeedFor(1, "broken \ud800"), Throws.InstanceOf<ArgumentException>());
}
