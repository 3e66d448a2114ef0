using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Tests.Claims;

namespace RepDynamics.Tests.Baselines;

public class AcceptedVerdictTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("accepted").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Without_an_accepted_verdict_everything_is_compared_exactly()
    {
        var accepted = AcceptedVerdict.In(_folder);

        Assert.That(accepted.Exists, Is.False);
        Assert.That(accepted.WhyNotExact(Registered.Verdict()), Is.Null);
        Assert.That(accepted.Departures(Registered.Verdict()), Is.Empty);
    }

    [Test]
    public void The_same_facts_and_data_are_compared_exactly() =>
        Assert.That(Accept(Registered.Verdict()).WhyNotExact(Registered.Verdict()), Is.Null);

    [TestCaseSource(typeof(AcceptedVerdict), nameof(AcceptedVerdict.DecidingFacts))]
    public void Another_deciding_fact_is_named_with_both_values(string fact)
    {
        var here = Registered.Verdict() with { Environment = new Dictionary<string, string> { [fact] = "this one" } };
        var there = Registered.Verdict() with { Environment = new Dictionary<string, string> { [fact] = "that one" } };

        Assert.That(Accept(there).WhyNotExact(here), Is.EqualTo($"{fact} is this one, the baseline's that one"));
    }

    [Test]
    public void Another_commit_or_system_does_not_matter()
    {
        var here = Registered.Verdict() with { Environment = new Dictionary<string, string> { ["os"] = "this", ["commit"] = "1" } };
        var there = Registered.Verdict() with { Environment = new Dictionary<string, string> { ["os"] = "that", ["commit"] = "2" } };

        Assert.That(Accept(there).WhyNotExact(here), Is.Null);
    }

    [Test]
    public void Other_data_is_not_compared_exactly()
    {
        var here = Registered.Verdict() with { DataFingerprints = new Dictionary<string, string> { ["train"] = "other" } };

        Assert.That(Accept(Registered.Verdict()).WhyNotExact(here), Does.Contain("data"));
    }

    [Test]
    public void A_mean_outside_the_accepted_interval_departs_and_one_inside_does_not()
    {
        var accepted = Accept(Registered.Verdict(sgd: .3, adam: .2));

        Assert.That(accepted.Departures(Registered.Verdict(sgd: .3, adam: .2)), Is.Empty);
        Assert.That(accepted.Departures(Registered.Verdict(sgd: .5, adam: .2)), Has.Count.EqualTo(1).And.All.StartsWith("SGD: mean 0.51"));
    }

    [Test]
    public void A_damaged_accepted_verdict_is_an_error_that_names_the_file()
    {
        File.WriteAllText(Path.Combine(_folder, AcceptedVerdict.FileName), "{ \"claim\": ");

        Assert.That(() => AcceptedVerdict.In(_folder), Throws.TypeOf<ClaimFileException>().With.Message.Contains(AcceptedVerdict.FileName));
    }

    private AcceptedVerdict Accept(Verdict verdict)
    {
        VerdictFile.Write(Path.Combine(_folder, AcceptedVerdict.FileName), verdict);
        return AcceptedVerdict.In(_folder);
    }
}
