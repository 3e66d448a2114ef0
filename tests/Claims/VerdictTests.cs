using RepDynamics.Claims;

namespace RepDynamics.Tests.Claims;

public class VerdictTests
{
    [Test]
    public void The_parts_that_decide_make_the_outcome()
    {
        Verdict verdict = Registered.Verdict();
        Assert.That((verdict.Claim, verdict.Profile, verdict.Revision, verdict.Decides), Is.EqualTo(("ViTSync", "cpu", 4, true)));
        Assert.That(verdict.Outcome, Is.EqualTo(Outcome.Reproduced));
        Assert.That(Registered.Verdict(adam: .08).Outcome, Is.EqualTo(Outcome.Inconclusive));
        Assert.That(Registered.Verdict(adam: -.3).Outcome, Is.EqualTo(Outcome.Mixed));
    }

    [TestCase(.3, Outcome.Reproduced)]
    [TestCase(0, Outcome.NoDifference)]
    [TestCase(-.3, Outcome.Contradicted)]
    public void Reported_parts_have_an_outcome_that_does_not_count(double regions, Outcome outcome)
    {
        Verdict verdict = Registered.Verdict(regions: regions);
        Assert.That(verdict.Parts.Select(part => part.Decides), Is.EqualTo(new[] { true, true, false, false }));
        Assert.That(verdict.Parts[2].Outcome, Is.EqualTo(outcome));
        Assert.That(verdict.Outcome, Is.EqualTo(Outcome.Reproduced));
        Assert.That(Registered.Verdict(sgd: -.3, adam: -.3, regions: regions).Outcome, Is.EqualTo(Outcome.Contradicted));
    }

    [Test]
    public void Describe_reports_the_claim_and_each_part()
    {
        Assert.That(Registered.Verdict(adam: .08).Describe().Split('\n').Select(line => line.Split(" The 90% interval")[0]), Is.EqualTo(new[]
        {
            "ViTSync on cpu: inconclusive", "  SGD, CKA: reproduced.", "  Adam, CKA: inconclusive.",
            "  SGD, regions (reported, not deciding): reproduced.", "  Adam, regions (reported, not deciding): reproduced.",
        }));
        Assert.That(
            Registered.Verdict(adam: -.3).Describe().Split('\n')[..3], Is.EqualTo(new[] { "ViTSync on cpu: mixed", "  reproduced: SGD, CKA", "  against it: Adam, CKA" }));
        Assert.That(Registered.Verdict(profile: "smoke").Describe(), Does.StartWith("ViTSync on smoke: reproduced (").And.Contain("means nothing"));
    }

    [Test]
    public void The_margin_of_a_part_overrides_that_of_the_claim()
    {
        Registration registration = Registered.RegionsEvolve();
        Verdict verdict = Registered.Decided(registration, Registered.Parts(registration, registration.Parts.Select(_ => .15)));

        // About .16 each: beyond the margins .02 of the claim and .1 of synchrony, within .25 of fragmentation.
        Assert.That(verdict.Parts.Select(part => part.Delta), Is.EqualTo(new[] { .1, .1, .02, .02, .02, .02, .02, .02, .02, .02, .25, .25, .25, .25 }));
        Assert.That(verdict.Parts.Select(part => part.Outcome == Outcome.Reproduced), Is.EqualTo(verdict.Parts.Select(part => part.Delta < .15)));
        Assert.That(verdict.Outcome, Is.EqualTo(Outcome.Inconclusive));
    }
}
