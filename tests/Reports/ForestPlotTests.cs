using RepDynamics.Claims;
using RepDynamics.Reports;
using RepDynamics.Tests.Claims;

namespace RepDynamics.Tests.Reports;

public class ForestPlotTests
{
    [TestCase(Direction.Greater, 1)]
    [TestCase(Direction.Less, 1)]
    [TestCase(Direction.Either, 2)]
    [TestCase(Direction.Within, 1)]
    public void The_side_of_the_claim_is_shaded(Direction direction, int areas)
    {
        string plot = Plot(Part([.2, .3, .4], direction));

        Assert.That(plot.Split("class=\"claimed\"").Length - 1, Is.EqualTo(areas));
        Assert.That(plot, Does.Contain("margin \u00b10.1"));
    }

    [Test]
    public void A_part_without_an_interval_says_why_in_its_place()
    {
        string plot = Plot(Part([.2, .3, .4]) with { Interval = null, Outcome = Outcome.NotDecided, Reason = "Not decided: no double descent seen." });

        Assert.That(plot, Does.Contain(">Not decided: no double descent seen.<").And.Not.Contain("<circle"));
    }

    [Test]
    public void Every_statistic_has_an_axis_with_its_name()
    {
        Registration registration = Registered.ViTSync();
        Verdict verdict = SyntheticReport.Verdict();
        string plot = ForestPlot.Build(new(registration, "cpu"), verdict).Text();
        int groups = registration.Parts.Select(part => (part.Statistic, part.Margin)).Distinct().Count();

        Assert.That(plot.Split("<svg").Length - 1, Is.EqualTo(groups));
        foreach (PartVerdict part in verdict.Parts) Assert.That(plot, Does.Contain($"> {part.Name}<".Replace("> ", $">{Overview.Sign(part.Outcome)} ", StringComparison.Ordinal)));
    }

    [TestCase("Reproduced by all 2 parts: a +0.300 [", .3, .3)]
    [TestCase("Contradicted by 1 of 2 parts: b \u22120.300 [", 0, -.3)]
    [TestCase("Mixed: reproduced by 1 of 2 parts, 1 speaks against it: b \u22120.300 [", .3, -.3)]
    [TestCase("Inconclusive: no difference: b +0.000 [", .3, 0)]
    [TestCase("Inconclusive: 1 of 2 parts allows no conclusion: b +0.100 [+0.083, +0.117], margin 0.1; no difference: a +0.000 [", 0, .1)]
    public void A_verdict_is_one_sentence_with_the_numbers_that_matter(string start, double first, double second)
    {
        string sentence = ResultSentence.Of(Of(Part([first - .01, first, first + .01]) with { Name = "a" }, Part([second - .01, second, second + .01]) with { Name = "b" }));

        Assert.That(sentence.Replace("0.000 [", "+0.000 [", StringComparison.Ordinal).Replace("++", "+", StringComparison.Ordinal), Does.StartWith(start));
        Assert.That(sentence, Does.EndWith("], margin 0.1."));
    }

    [Test]
    public void Parts_left_out_are_named_with_the_reason()
    {
        PartVerdict gated = Registered.Decide([.2, .3, .4], .1, gateFailure: "no double descent seen. ResNet-SGD: never.") with { Name = "b" };

        Assert.That(ResultSentence.Of(Of(Part([.2, .3, .4]) with { Name = "a" }, gated)), Does.StartWith("Reproduced by its one part: a").And.EndsWith("Left out: b, not decided: no double descent seen."));
        Assert.That(ResultSentence.Of(Of(gated)), Is.EqualTo("Not decided: no double descent seen. ResNet-SGD: never."));
    }

    private static PartVerdict Part(double[] differences, Direction direction = Direction.Greater) => Registered.Decide(differences.Select(d => (double?)d), .1, direction: direction);

    private static Verdict Of(params PartVerdict[] parts) => SyntheticReport.Verdict() with { Parts = [.. parts], Outcome = Decision.Overall(parts) };

    private static string Plot(PartVerdict part) => ForestPlot.Build(new(Registered.ViTSync(), "cpu"), Of(part)).Text();
}
