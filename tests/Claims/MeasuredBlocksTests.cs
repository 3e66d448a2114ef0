using RepDynamics.Claims;
using RepDynamics.Runs;
using RepDynamics.Tests.Regions;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Claims;

public class MeasuredBlocksTests
{
    private static readonly RunRecord Run = Records.SyntheticRuns([0, 1, 4], SyntheticRuns.Regions([0, 1, 4]));

    [Test]
    public void BlocksBy_returns_the_blocks_by_the_measure()
    {
        Assert.That(Run.BlocksBy(SimilarityMeasure.Cka).Select(block => (block.Tap, block.MeasureName)), Is.EqualTo(new[] { ("block1", "CKA (biased)") }));
        Assert.That(Run.BlocksBy(SimilarityMeasure.Regions).Select(block => (block.Tap, block.MeasureName)), Is.EqualTo(new[] { ("block1", "regions") }));
        Assert.That(Run.BlocksBy(SimilarityMeasure.Regions)[0].ToMatrix(), Is.EqualTo(Run.Regions!.HeldOut.Similarities[1].ToMatrix()));
    }

    [Test]
    public void Regions_that_were_not_measured_are_an_error_that_names_the_run()
    {
        Assert.That(
            () => (Run with { Regions = null }).BlocksBy(SimilarityMeasure.Regions),
            Throws.InvalidOperationException.With.Message.StartsWith("a run: decision regions were not measured"));
        Assert.That(() => Run.BlocksBy(SimilarityMeasure.CkaDebiased), Throws.InvalidOperationException.With.Message.Contains("Sensitivity"));
        Assert.That(Run.BlocksBy(SimilarityMeasure.CkaClassToken).Select(block => block.Tap), Is.EqualTo(new[] { "block1" }), "without a class token, all of it");
        Assert.That(Enum.GetValues<SimilarityMeasure>().Where(measure => Run.Has(measure)), Is.EqualTo(new[] { SimilarityMeasure.Cka, SimilarityMeasure.Regions }));
        Assert.That(() => Run.BlocksBy((SimilarityMeasure)7), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
