using RepDynamics.Runs;

namespace RepDynamics.Tests.Runs;

public class RunRecordTests
{
    private static readonly RunRecord Record = Records.SyntheticRuns([0, 1, 4], regions: null, perfectFrom: 1);

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
