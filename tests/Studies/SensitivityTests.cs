using RepDynamics.Claims;
using RepDynamics.Studies;
using RepDynamics.Tests.Claims;

namespace RepDynamics.Tests.Studies;

public class SensitivityTests : FolderFixture
{
    private static readonly Registration Claim = Registered.ViTSync();
    private static readonly long[] Seeds = [.. Claim.ForProfile("cpu").Seeds];

    [Test]
    public void Each_choice_is_varied_alone_on_deciding_parts()
    {
        ImmutableArray<Variation> variations = Vary(part => part.Measure == SimilarityMeasure.CkaDebiased ? .5 : part.Grid == EpochGrid.Linear ? .4 : .3);

        Assert.That(
            variations.Select(v => v.Name),
            Is.EqualTo(new[] { "debiased CKA", "linear instead of logarithmic epochs", "without seed 20", "without seed 21", "without seed 22", "without seed 23" }));
        Assert.That(variations.SelectMany(v => v.Parts.Select(p => p.Name)), Is.All.EqualTo("SGD, CKA").Or.EqualTo("Adam, CKA"));
        Assert.That(variations[0].Parts.Select(p => p.Interval!.Mean), Is.All.EqualTo(.5).Within(.02));
        Assert.That(variations[1].Parts.Select(p => p.Interval!.Mean), Is.All.EqualTo(.4).Within(.02));
        Assert.That(variations[2].Parts[0].Seeds.Select(s => s.Seed), Is.EqualTo(new[] { 21, 22, 23 }));
    }

    [Test]
    public void A_choice_that_changes_nothing_is_left_out() =>
        Assert.That(Vary(_ => .3).Select(v => v.Name), Is.All.StartsWith("without seed"));

    [Test]
    public void Unavailable_measures_are_skipped() =>
        Assert.That(
            () => Vary(part => part.Measure == SimilarityMeasure.Cka ? .3 : throw new InvalidOperationException(), measured: measure => measure == SimilarityMeasure.Cka),
            Throws.Nothing);

    [Test]
    public void Variations_round_trip()
    {
        string file = In(Variation.FileName);
        ImmutableArray<Variation> variations = Vary(part => part.Grid == EpochGrid.Linear ? null : .3);
        Variation.Write(file, variations);

        ImmutableArray<Variation> read = Variation.Read(file);

        Assert.That(read.Select(v => v.Name), Is.EqualTo(variations.Select(v => v.Name)));
        Assert.That(read[0].Parts[0].Interval, Is.Null, "the statistic is undefined there");
        Assert.That(read[^1].Parts[0].Interval, Is.EqualTo(variations[^1].Parts[0].Interval));
    }

    private static ImmutableArray<Variation> Vary(Func<RegisteredPart, double?> statistic, Predicate<SimilarityMeasure>? measured = null) =>
        Sensitivity.Of(Claim, [.. Seeds], measured ?? (_ => true), (part, seeds) => Registered.Decide(
            part.Name, seeds.Select(seed => Registered.Values(seed, part, statistic(part) + (.01 * (seed - 20)), 0)), .1));
}
