using RepDynamics.Claims;
using RepDynamics.Dynamics;

namespace RepDynamics.Tests.Claims;

public class DecisionTests
{
    private static readonly double?[] Differences = [.31, .42, .37, .50], Negative = [.. Differences.Select(d => -d)];
    private static readonly RegisteredPart Pair = new() { Name = "SGD", Minuend = ["ViT"], Subtrahend = ["ResNet"] };
    private static readonly RegisteredPart Main = new() { Name = "ViT minus ResNet", Minuend = ["ViT-SGD", "ViT-Adam"], Subtrahend = ["ResNet-SGD", "ResNet-Adam"] };

    // Differences around .405 with a 90% interval of .305 to .495; around 0, of about -.026 to .026.
    private static readonly double?[] Small = [-.02, .03, -.03, .02];

    [TestCase(Direction.Greater, Outcome.Reproduced, Outcome.Contradicted, Outcome.NoDifference)]
    [TestCase(Direction.Less, Outcome.Contradicted, Outcome.Reproduced, Outcome.NoDifference)]
    [TestCase(Direction.Either, Outcome.Reproduced, Outcome.Reproduced, Outcome.NoDifference)]
    [TestCase(Direction.Within, Outcome.Contradicted, Outcome.Contradicted, Outcome.Reproduced)]
    public void The_direction_says_which_differences_speak_for_the_claim(Direction direction, Outcome above, Outcome below, Outcome inside)
    {
        Assert.That(Registered.Decide(Differences, .1, direction: direction).Outcome, Is.EqualTo(above));
        Assert.That(Registered.Decide(Negative, .1, direction: direction).Outcome, Is.EqualTo(below));
        Assert.That(Registered.Decide(Small, .1, direction: direction).Outcome, Is.EqualTo(inside));
        Assert.That(Registered.Decide([.9, .1, .2, -.3], .1, direction: direction).Outcome, Is.EqualTo(Outcome.Inconclusive));
    }

    [Test]
    public void The_interval_and_the_reason_are_those_of_the_differences()
    {
        PartVerdict part = Registered.Decide(Differences, .1);
        Assert.That(part.Interval, Is.EqualTo(StudentInterval.Of([.31, .42, .37, .50])));
        Assert.That(part.Reason, Is.EqualTo("The 90% interval of the mean over 4 seeds, 0.305 to 0.495, lies above 0.1."));
        Assert.That(Registered.Decide(Small, .1).Reason, Does.EndWith("lies wholly within 0.1 of 0: no difference."));
        Assert.That(Registered.Decide([.9, .1, .2, -.3], .1).Reason, Does.EndWith("allows no conclusion at a margin of 0.1."));
    }

    [Test]
    public void A_contradiction_is_decided_at_the_level_of_all_parts()
    {
        // 90%: -.354 to -.106; 98% (5 parts): beyond -.1.
        double?[] differences = [-.1, -.3, -.2, -.32];
        Assert.That(Registered.Decide(differences, .1).Outcome, Is.EqualTo(Outcome.Contradicted));
        PartVerdict ofFive = Registered.Decide(differences, .1, parts: 5);
        Assert.That((ofFive.Outcome, ofFive.AgainstConfidence), Is.EqualTo((Outcome.Inconclusive, .98)));
        Assert.That(Registered.Decide([.. differences.Select(d => -d)], .1, parts: 5).Outcome, Is.EqualTo(Outcome.Reproduced), "but not what reproduces");
        Assert.That(Registered.Decide(Negative, .1, parts: 5).Reason, Does.StartWith("The 98% interval"));
        // So is no difference where the claim is a dependence.
        double?[] small = [-.06, .08, -.05, .07];
        Assert.That(Registered.Decide(small, .1, direction: Direction.Either).Outcome, Is.EqualTo(Outcome.NoDifference));
        Assert.That(Registered.Decide(small, .1, direction: Direction.Either, parts: 5).Outcome, Is.EqualTo(Outcome.Inconclusive));
        Assert.That(Registered.Decide(small, .1, parts: 5).Outcome, Is.EqualTo(Outcome.NoDifference), "where it speaks neither for nor against the claim");
    }

    [Test]
    public void An_end_equal_to_its_bound_is_inconclusive([Values] Direction direction)
    {
        // Equal differences have an interval of no width, whose ends are exactly the difference.
        double above = Math.BitIncrement(.125);
        foreach (double sign in new[] { 1, -1 })
        {
            Assert.That(Registered.Decide([sign * .125, sign * .125], .125, direction: direction).Outcome, Is.EqualTo(Outcome.Inconclusive));
            Assert.That(Registered.Decide([sign * above, sign * above], .125, direction: direction).Outcome, Is.Not.EqualTo(Outcome.Inconclusive));
        }
    }

    [Test]
    public void More_confidence_can_undo_a_decision()
    {
        double?[] differences = [.2, .25, .3];
        Assert.That(Registered.Decide(differences, .1, .90).Outcome, Is.EqualTo(Outcome.Reproduced));
        Assert.That(Registered.Decide(differences, .1, .99).Outcome, Is.EqualTo(Outcome.Inconclusive));
    }

    [Test]
    public void A_part_without_numbers_is_not_decided_and_says_why()
    {
        PartVerdict gated = Registered.Decide(Differences, .1, gateFailure: "no double descent seen.");
        Assert.That((gated.Outcome, gated.Interval, gated.Reason), Is.EqualTo((Outcome.NotDecided, (StudentInterval?)null, "Not decided: no double descent seen.")));
        PartVerdict lacking = Decision.Of(Registered.Decide(Differences, .1) with { Undefined = "ResNet-Adam: no learning phase" });
        Assert.That((lacking.Outcome, lacking.Reason), Is.EqualTo((Outcome.NotDecided, "Not decided: ResNet-Adam: no learning phase")));
        Assert.That(Registered.Decide([.9], .1).Reason, Does.Contain("at least 2 seeds; there is 1"));
        Assert.That(Registered.Decide(Array.Empty<double?>(), .1).Reason, Does.Contain("there is none"));
        PartVerdict failed = Registered.Decide(
            "SGD", [Registered.Values(20, Pair, .9, .1), Registered.Values(21, Pair, null, .1) with { Failure = "the loss is not finite in epoch 3." }], .1);
        Assert.That(failed.Reason, Is.EqualTo("Not decided: Seed 21 failed: the loss is not finite in epoch 3."));
        PartVerdict both = Registered.Decide(
            "SGD", [.. new[] { 20, 21 }.Select(seed => Registered.Values(seed, Pair, null, .1) with { Failure = $"error {seed}" })], .1);
        Assert.That(both.Reason, Is.EqualTo("Not decided: Seeds 20, 21 failed, the first of them: error 20"));
        PartVerdict undefined = Registered.Decide(
            "SGD", [Registered.Values(20, Pair, .9, .1), Registered.Values(21, Pair, null, .1), Registered.Values(22, Pair, .9, null)], .1);
        Assert.That((undefined.Outcome, undefined.Reason), Is.EqualTo((Outcome.NotDecided, "Not decided: the statistic is undefined for seed 21, 22.")));
    }

    [Test]
    public void A_difference_is_that_of_the_means_of_both_sides()
    {
        Assert.That(Registered.Values(20, Pair, .75, .25).Difference, Is.EqualTo(.5));
        Dictionary<string, double?> values = new() { ["ViT-SGD"] = 1, ["ViT-Adam"] = 2, ["ResNet-SGD"] = .25, ["ResNet-Adam"] = .75 };
        Assert.That(SeedValues.Of(20, Main, Value).Difference, Is.EqualTo(1));
        // The interaction: the effect of the optimizer in a ViT minus that in a ResNet, halved.
        RegisteredPart interaction = new() { Name = "half the interaction", Minuend = ["ViT-SGD", "ResNet-Adam"], Subtrahend = ["ViT-Adam", "ResNet-SGD"] };
        Assert.That(SeedValues.Of(20, interaction, Value).Difference, Is.EqualTo(((1 - 2) - (.25 - .75)) / 2));
        RegisteredPart mean = new() { Name = "all", Minuend = [.. values.Keys] };
        Assert.That(SeedValues.Of(20, mean, Value).Difference, Is.EqualTo(1));
        values["ViT-Adam"] = null;
        Assert.That((SeedValues.Of(20, Main, Value).Difference, SeedValues.Of(20, mean, Value).Difference), Is.EqualTo(((double?)null, (double?)null)));
        Assert.That(SeedValues.Of(20, Main, Value).Values, Is.EqualTo(values));

        double? Value(string condition) => values[condition];
    }

    [Test]
    public void Invalid_arguments_throw()
    {
        SeedValues seed = new() { Seed = 10, Values = new Dictionary<string, double?>(), Difference = .5 };
        Assert.Multiple(() =>
        {
            Assert.That(() => Registered.Decide("SGD", [seed, seed], .1), Throws.ArgumentException.With.Message.Contains("Part SGD: seed 10 comes twice"));
            Assert.That(() => Registered.Decide([.1, double.NaN], .1), Throws.ArgumentException.With.Message.Contains("seed 1").And.Message.Contains("NaN"));
            Assert.That(() => Registered.Decide(Differences, -.1), Throws.ArgumentException.With.Message.Contains("margin"));
            Assert.That(() => Registered.Decide(Differences, double.NaN), Throws.ArgumentException.With.Message.Contains("margin"));
            Assert.That(() => Registered.Decide(Differences, .1, 90), Throws.ArgumentException.With.Message.Contains("confidence"));
            Assert.That(() => Registered.Values(20, Pair, .75, double.NaN), Throws.ArgumentException.With.Message.Contains("Part SGD, seed 20, ResNet"));
            Assert.That(() => Decision.Overall([]), Throws.ArgumentException.With.Message.Contains("at least one part"));
            Assert.That(() => Decision.Overall([Registered.Decide(Differences, .1) with { Decides = false }]), Throws.ArgumentException);
        });
    }

    [TestCase("++", Outcome.Reproduced)]
    [TestCase("+?", Outcome.Inconclusive)]
    [TestCase("+=", Outcome.Inconclusive, Description = "no difference does not speak against a claim of more")]
    [TestCase("??", Outcome.Inconclusive)]
    [TestCase("+-", Outcome.Mixed)]
    [TestCase("+-?", Outcome.Mixed)]
    [TestCase("-?", Outcome.Contradicted)]
    [TestCase("-=", Outcome.Contradicted)]
    [TestCase("+n", Outcome.Inconclusive)]
    [TestCase("nn", Outcome.NotDecided)]
    [TestCase("+g", Outcome.Reproduced, Description = "a part whose gate was not passed is left out")]
    [TestCase("-g", Outcome.Contradicted)]
    [TestCase("gg", Outcome.NotDecided)]
    [TestCase("+r", Outcome.Reproduced, Description = "a part that is only reported does not count")]
    [TestCase("+d", Outcome.Mixed, Description = "no difference speaks against a claim of dependence")]
    [TestCase("d", Outcome.Contradicted)]
    public void Parts_decide_the_claim(string parts, Outcome whole)
    {
        PartVerdict[] decided = [.. parts.Select(Part)];
        Assert.That(Decision.Overall(decided), Is.EqualTo(whole));
        Assert.That(Decision.Overall([.. decided.Reverse()]), Is.EqualTo(whole));

        PartVerdict Part(char sign) => sign switch
        {
            '+' => Registered.Decide(Differences, .1),
            '-' => Registered.Decide(Negative, .1),
            '=' => Registered.Decide(Small, .1),
            '?' => Registered.Decide([.9, .1, .2, -.3], .1),
            'n' => Registered.Decide([null, null], .1),
            'g' => Registered.Decide(Differences, .1, gateFailure: "not seen."),
            'd' => Registered.Decide(Small, .1, direction: Direction.Either),
            _ => Registered.Decide(Negative, .1) with { Decides = false },
        };
    }
}
