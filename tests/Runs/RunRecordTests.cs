using RepDynamics.Runs;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Runs;

public class RunRecordTests
{
    private static readonly RunRecord Record = new()
    {
        Name = "a run",
        RecipeHash = "00ff",
        TrainFingerprint = "aa",
        TestFingerprint = "bb",
        Environment = new Dictionary<string, string>(),
        Metrics = [new(0, 1.4, 0.3, null, 0.3), new(1, 0.1, 1, 0, 0.6), new(4, 0.01, 1, 0, 0.6)],
        Similarities = [.. new[] { "stem", "block1", "output" }.Select(tap => new EpochSimilarity(tap, [0, 1, 4], new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, "CKA"))],
    };

    [Test]
    public void Its_blocks_are_the_taps_between_the_first_and_the_last() =>
        Assert.That(Record.Blocks.Select(s => s.Tap), Is.EqualTo(new[] { "block1" }));

    [Test]
    public void It_knows_when_it_fits_perfectly()
    {
        Assert.That(Record.PerfectFitEpoch, Is.EqualTo(1));
        Assert.That((Record with { Metrics = [.. Record.Metrics.Select(m => m with { TrainAccuracy = 0.9 })] }).PerfectFitEpoch, Is.Null);
    }
}
