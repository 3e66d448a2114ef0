using RepDynamics.Claims;
using RepDynamics.Dynamics;

namespace RepDynamics.Tests.Claims;

public class DecisionTests
{
    private static readonly double?[] Differences = [.31, .42, .37, .50];

    [Test]
    public void An_interval_above_the_margin_reproduces()
    {
        PartVerdict part = Registered.Decide(Differences, .1);
        Assert.That(part.Outcome, Is.EqualTo(Outcome.Reproduced));
        Assert.That(part.Interval, Is.EqualTo(StudentInterval.Of([.31, .42, .37, .50])));
        Assert.That(
            part.Reason, Does.StartWith("The 90% interval of the mean difference over 4 seeds, 0.305 to 0.495, lies beyond 0.1"));
    }

    [Test]
    public void An_interval_below_minus_the_margin_contradicts()
    {
        PartVerdict part = Registered.Decide([.. Differences.Select(d => -d)], .1);
        Assert.That(part.Outcome, Is.EqualTo(Outcome.Contradicted));
        Assert.That(part.Reason, Does.Contain("lies beyond -0.1 on the side against the claim"));
    }

    [TestCase(-.05, .02, .04, .03, TestName = "An_interval_within_the_margin_is_inconclusive")]
    [TestCase(.9, .1, .2, -.3, TestName = "A_wide_interval_is_inconclusive")]
    [TestCase(.11, .12, .10, .13, TestName = "A_mean_above_the_margin_is_not_enough_when_the_interval_reaches_below_it")]
    public void Anything_else_is_inconclusive(double a, double b, double c, double d)
    {
        PartVerdict part = Registered.Decide([a, b, c, d], .1);
        Assert.That(part.Outcome, Is.EqualTo(Outcome.Inconclusive));
        Assert.That(part.Reason, Does.Contain("neither wholly beyond 0.1 nor wholly beyond -0.1"));
    }

    [Test]
    public void A_part_that_fails_its_gate_is_inconclusive_with_the_reason()
    {
        PartVerdict part = Registered.Decide(Differences, .1, gateFailure: "No double descent is seen.");
        Assert.That((part.Outcome, part.Reason, part.GateFailure), Is.EqualTo((Outcome.Inconclusive, "No double descent is seen.", part.Reason)));
        Assert.That(part.Interval, Is.EqualTo(Registered.Decide(Differences, .1).Interval), "the numbers are reported");
    }

    [Test]
    public void Parts_that_fail_their_gate_do_not_count_unless_all_fail()
    {
        PartVerdict speaking = Registered.Decide(Differences, .1), against = Registered.Decide([.. Differences.Select(d => -d)], .1);
        PartVerdict Gated(PartVerdict part) => part with { GateFailure = "no", Outcome = Outcome.Inconclusive };
        Assert.That(Decision.Overall([speaking, Gated(against)]), Is.EqualTo(Outcome.Reproduced));
        Assert.That(Decision.Overall([against, Gated(speaking)]), Is.EqualTo(Outcome.Contradicted));
        Assert.That(Decision.Overall([Gated(speaking), Gated(speaking)]), Is.EqualTo(Outcome.Inconclusive));
    }

    [Test]
    public void An_end_equal_to_its_bound_is_inconclusive()
    {
        // Equal differences have an interval of no width, whose ends are exactly the difference.
        Assert.That(Registered.Decide([.125, .125], .125).Outcome, Is.EqualTo(Outcome.Inconclusive));
        Assert.That(Registered.Decide([-.125, -.125], .125).Outcome, Is.EqualTo(Outcome.Inconclusive));
        Assert.That(Registered.Decide([0, 0], 0).Outcome, Is.EqualTo(Outcome.Inconclusive));
        double above = Math.BitIncrement(.125);
        Assert.That(Registered.Decide([above, above], .125).Outcome, Is.EqualTo(Outcome.Reproduced));
        Assert.That(Registered.Decide([-above, -above], .125).Outcome, Is.EqualTo(Outcome.Contradicted));
    }

    [Test]
    public void A_claim_of_less_is_the_mirror_image()
    {
        double?[] mirrored = [.. Differences.Select(d => -d)];
        PartVerdict part = Registered.Decide(mirrored, .1, direction: Direction.Less);
        Assert.That(part.Outcome, Is.EqualTo(Outcome.Reproduced));
        Assert.That(part.Interval!.Upper, Is.Negative, "the interval is that of the differences as they are");
        Assert.That(part.Reason, Does.Contain("-0.495 to -0.305").And.Contain("lies beyond -0.1 on the side of the claim"));
        Assert.That(Registered.Decide(Differences, .1, direction: Direction.Less).Outcome, Is.EqualTo(Outcome.Contradicted));
        Assert.That(Registered.Decide([-.125, -.125], .125, direction: Direction.Less).Outcome, Is.EqualTo(Outcome.Inconclusive));
    }

    [Test]
    public void More_confidence_can_undo_a_decision()
    {
        double?[] differences = [.2, .25, .3];
        Assert.That(Registered.Decide(differences, .1, .90).Outcome, Is.EqualTo(Outcome.Reproduced));
        Assert.That(Registered.Decide(differences, .1, .99).Outcome, Is.EqualTo(Outcome.Inconclusive));
    }

    [Test]
    public void Fewer_than_two_seeds_are_inconclusive()
    {
        PartVerdict one = Registered.Decide([.9], .1);
        Assert.That((one.Outcome, one.Interval), Is.EqualTo((Outcome.Inconclusive, (StudentInterval?)null)));
        Assert.That(one.Reason, Does.Contain("at least 2 seeds; there is 1"));
        Assert.That(Registered.Decide(Array.Empty<double?>(), .1).Reason, Does.Contain("there is none"));
    }

    [Test]
    public void A_failed_run_is_inconclusive_with_its_seed_and_error()
    {
        var part = new RegisteredPart { Name = "SGD", Minuend = "ViT", Subtrahend = "ResNet" };
        PartVerdict decided = Decision.From(
            "SGD",
            [
                SeedValues.Of(10, part, .9, .1),
                SeedValues.Of(11, part, .9, .1),
                SeedValues.Of(12, part, null, .1) with { Failure = "ViT SGD textures seed 12: the loss is not finite in epoch 3." },
            ],
            .1);
        Assert.That(decided.Outcome, Is.EqualTo(Outcome.Inconclusive));
        Assert.That(decided.Reason, Is.EqualTo("Seed 12 failed: ViT SGD textures seed 12: the loss is not finite in epoch 3."));
    }

    [Test]
    public void An_undefined_value_makes_the_part_inconclusive()
    {
        var part = new RegisteredPart { Name = "SGD", Minuend = "ViT", Subtrahend = "ResNet" };
        PartVerdict decided = Decision.From(
            "SGD",
            [
                SeedValues.Of(10, part, .9, .1),
                SeedValues.Of(11, part, .9, .1),
                SeedValues.Of(12, part, null, .1),
                SeedValues.Of(13, part, .9, null),
            ],
            .1);
        Assert.That(decided.Outcome, Is.EqualTo(Outcome.Inconclusive));
        Assert.That(decided.Reason, Is.EqualTo("The statistic is undefined for seed 12, 13."));
        Assert.That(decided.Seeds[2].Values, Is.EqualTo(new Dictionary<string, double?> { ["ResNet"] = .1, ["ViT"] = null }));
    }

    [Test]
    public void A_pair_of_values_gives_their_difference()
    {
        var part = new RegisteredPart { Name = "SGD", Minuend = "ViT", Subtrahend = "ResNet" };
        Assert.That(SeedValues.Of(10, part, .75, .25).Difference, Is.EqualTo(.5));
        Assert.That(
            () => SeedValues.Of(10, part, .75, double.NaN),
            Throws.ArgumentException.With.Message.Contains("Part SGD, seed 10, ResNet").And.Message.Contains("NaN"));
    }

    [Test]
    public void A_part_without_subtrahend_has_the_value_as_difference()
    {
        var part = new RegisteredPart { Name = "growth", Minuend = "ViT" };
        var values = SeedValues.Of(10, part, .75, null);
        Assert.That(part.Conditions, Is.EqualTo(new[] { "ViT" }));
        Assert.That(values.Difference, Is.EqualTo(.75));
        Assert.That(values.Values, Is.EqualTo(new Dictionary<string, double?> { ["ViT"] = .75 }));
        Assert.That(SeedValues.Of(10, part, null, null).Difference, Is.Null);
        Assert.That(
            () => SeedValues.Of(10, part, .75, .25),
            Throws.ArgumentException.With.Message.Contains("Part growth has no subtrahend, found the value 0.25 of one"));
        Assert.That(
            () => SeedValues.Of(10, part, double.PositiveInfinity, null),
            Throws.ArgumentException.With.Message.Contains("Part growth, seed 10, ViT"));
    }

    [Test]
    public void Without_a_subtrahend_the_mean_is_compared_with_the_margin()
    {
        var part = new RegisteredPart { Name = "growth", Minuend = "ViT" };
        PartVerdict Decided(double? third) => Decision.From(
            "growth", [SeedValues.Of(10, part, .31, null), SeedValues.Of(11, part, .42, null), SeedValues.Of(12, part, third, null)], .1);
        Assert.That(Decided(.37).Interval, Is.EqualTo(StudentInterval.Of([.31, .42, .37])));
        Assert.That(Decided(.37).Outcome, Is.EqualTo(Outcome.Reproduced));
        Assert.That(Decided(null).Reason, Is.EqualTo("The statistic is undefined for seed 12."));
    }

    [Test]
    public void Invalid_arguments_throw()
    {
        var seed = new SeedValues { Seed = 10, Values = new Dictionary<string, double?>(), Difference = .5 };
        Assert.Multiple(() =>
        {
            Assert.That(
                () => Decision.From("SGD", [seed, seed], .1),
                Throws.ArgumentException.With.Message.Contains("Part SGD: seed 10 comes twice"));
            Assert.That(
                () => Registered.Decide([.1, double.NaN], .1),
                Throws.ArgumentException.With.Message.Contains("seed 1").And.Message.Contains("NaN"));
            Assert.That(() => Registered.Decide(Differences, -.1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Registered.Decide(Differences, double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Registered.Decide(Differences, .1, 90), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    [TestCase(Outcome.Reproduced, Outcome.Reproduced, Outcome.Reproduced)]
    [TestCase(Outcome.Reproduced, Outcome.Inconclusive, Outcome.Inconclusive)]
    [TestCase(Outcome.Inconclusive, Outcome.Inconclusive, Outcome.Inconclusive)]
    [TestCase(Outcome.Reproduced, Outcome.Contradicted, Outcome.Contradicted)]
    [TestCase(Outcome.Contradicted, Outcome.Inconclusive, Outcome.Contradicted)]
    public void Parts_decide_the_claim(Outcome first, Outcome second, Outcome whole)
    {
        Assert.That(Decision.Combine([first, second]), Is.EqualTo(whole));
        Assert.That(Decision.Combine([second, first]), Is.EqualTo(whole));
        Assert.That(Decision.Combine([first]), Is.EqualTo(first));
    }

    [Test]
    public void Only_parts_that_decide_decide_the_claim()
    {
        PartVerdict speaking = Registered.Decide(Differences, .1), against = Registered.Decide([.. Differences.Select(d => -d)], .1), open = Registered.Decide([0, 0], .1);
        Assert.That(Decision.Overall([speaking, against with { Decides = false }, open with { Decides = false }]), Is.EqualTo(Outcome.Reproduced));
        Assert.That(Decision.Overall([speaking with { Decides = false }, against, open]), Is.EqualTo(Outcome.Contradicted));
        Assert.That(Decision.Overall([speaking, against]), Is.EqualTo(Outcome.Contradicted), "a part decides unless it says otherwise");
        Assert.That(
            () => Decision.Overall([speaking with { Decides = false }]), Throws.ArgumentException.With.Message.Contains("at least one part"));
    }

    [Test]
    public void A_claim_without_parts_is_an_error() =>
        Assert.That(() => Decision.Combine([]), Throws.ArgumentException.With.Message.Contains("at least one part"));
}
