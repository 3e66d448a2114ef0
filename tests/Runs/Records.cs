using System.Text.Json;
using RepDynamics.Regions;
using RepDynamics.Runs;
using RepDynamics.Similarity;
using RepDynamics.Training;

namespace RepDynamics.Tests.Runs;

/// <summary>Makes up run records, and compares them number by number, exactly.</summary>
internal static class Records
{
    /// <summary>The record of a run that never was, which fits perfectly from one snapshot on; its taps are those of its regions.</summary>
    internal static RunRecord SyntheticRuns(IReadOnlyList<int> epochs, RunRegions? regions, int perfectFrom = int.MaxValue, bool noise = true)
    {
        // Alike within thirds of the run: three phases.
        double[,] similarity = Tests.Dynamics.Matrices.Fill(epochs.Count, (i, j) => 3 * i / epochs.Count == 3 * j / epochs.Count ? 0.9 : 0.2);
        return new()
        {
            Name = "a run",
            RecipeHash = "00ff",
            TrainFingerprint = "aa",
            TestFingerprint = "bb",
            Environment = new Dictionary<string, string>(),
            Metrics = [.. epochs.Select(epoch => new SnapshotMetrics(epoch, 0.5, epoch >= perfectFrom ? 1 : 0.5, noise ? 0.25 : null, 0.625))],
            Similarities =
            [
                .. (regions?.HeldOut.Taps.Select(tap => tap.Tap) ?? ["stem", "block1", "output"])
                    .Select(tap => new EpochSimilarity(tap, epochs, similarity, "CKA (biased)")),
            ],
            Regions = regions,
        };
    }

    internal static void AssertSameNumbers(RunRecord found, RunRecord expected)
    {
        Assert.That(found.Name, Is.EqualTo(expected.Name));
        Assert.That(found.RecipeHash, Is.EqualTo(expected.RecipeHash));
        Assert.That(found.TrainFingerprint, Is.EqualTo(expected.TrainFingerprint));
        Assert.That(found.TestFingerprint, Is.EqualTo(expected.TestFingerprint));
        Assert.That(found.Metrics, Is.EqualTo(expected.Metrics), found.Name);
        Assert.That(JsonSerializer.Serialize(found.Curves), Is.EqualTo(JsonSerializer.Serialize(expected.Curves)), found.Name);
        Assert.That(found.Similarities.Select(s => s.Tap), Is.EqualTo(expected.Similarities.Select(s => s.Tap)));
        foreach ((EpochSimilarity one, EpochSimilarity other) in found.Similarities.Zip(expected.Similarities))
        {
            Assert.That(one.Epochs, Is.EqualTo(other.Epochs));
            Assert.That(one.MeasureName, Is.EqualTo(other.MeasureName));
            Assert.That(one.ToMatrix(), Is.EqualTo(other.ToMatrix()), $"{found.Name}, tap {one.Tap}");
        }
    }
}
