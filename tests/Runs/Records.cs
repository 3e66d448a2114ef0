using RepDynamics.Runs;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Runs;

/// <summary>Compares run records number by number, exactly.</summary>
internal static class Records
{
    internal static void AssertSameNumbers(RunRecord found, RunRecord expected)
    {
        Assert.That(found.Name, Is.EqualTo(expected.Name));
        Assert.That(found.RecipeHash, Is.EqualTo(expected.RecipeHash));
        Assert.That(found.TrainFingerprint, Is.EqualTo(expected.TrainFingerprint));
        Assert.That(found.TestFingerprint, Is.EqualTo(expected.TestFingerprint));
        Assert.That(found.Metrics, Is.EqualTo(expected.Metrics), found.Name);
        Assert.That(found.Similarities.Select(s => s.Tap), Is.EqualTo(expected.Similarities.Select(s => s.Tap)));
        foreach ((EpochSimilarity one, EpochSimilarity other) in found.Similarities.Zip(expected.Similarities))
        {
            Assert.That(one.Epochs, Is.EqualTo(other.Epochs));
            Assert.That(one.Measure, Is.EqualTo(other.Measure));
            Assert.That(one.ToMatrix(), Is.EqualTo(other.ToMatrix()), $"{found.Name}, tap {one.Tap}");
        }
    }
}
