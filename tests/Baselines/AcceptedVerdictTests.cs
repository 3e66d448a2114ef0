using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Numerics;
using RepDynamics.Tests.Claims;

namespace RepDynamics.Tests.Baselines;

[Category("Slow")]
public class AcceptedVerdictTests : FolderFixture
{
    [Test]
    public void A_folder_without_a_verdict_has_none() => Assert.That(AcceptedVerdict.In(Folder), Is.Null);

    private static IEnumerable<TestCaseData> Pairs()
    {
        Verdict canonical = Canonical();
        yield return Pair("the same", canonical, canonical, null);
        yield return Pair("another commit", With("commit", "2"), With("commit", "1"), null);
        yield return Pair("numerics that are not canonical", With("numerics", "native"), With("numerics", "native"), "the numerics are not canonical");
        yield return Pair("other data", canonical, canonical with { DataFingerprints = new Dictionary<string, string> { ["train"] = "other" } }, "the data differs");
        foreach (string fact in HostEnvironment.Deciding)
            yield return Pair(fact, With(fact, "that one"), With(fact, "this one"), $"{fact} is this one, the baseline's that one");

        static TestCaseData Pair(string name, Verdict accepted, Verdict received, string? why) => new TestCaseData(accepted, received, why).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Pairs))]
    public void Only_equal_facts_and_data_on_canonical_numerics_are_compared_exactly(Verdict accepted, Verdict received, string? why) =>
        Assert.That(Accept(accepted).WhyNotExact(received), why is null ? Is.Null : Does.StartWith(why));

    [Test]
    public void A_mean_that_differs_by_more_than_the_seeds_spread_departs_and_one_within_it_does_not()
    {
        AcceptedVerdict accepted = Accept(Registered.Verdict(sgd: .3, adam: .2));

        Assert.That(accepted.Departures(Registered.Verdict(sgd: .3, adam: .2)), Is.Empty);
        Assert.That(accepted.Departures(Registered.Verdict(sgd: .302, adam: .2)), Is.Empty);
        Assert.That(
            accepted.Departures(Registered.Verdict(sgd: .5, adam: .2)),
            Has.Count.EqualTo(1).And.All.StartsWith("SGD, CKA: mean 0.521").And.All.Contain("the baseline's 0.322"));
    }

    // The promise of FalseAlarms: parts drawn twice from one distribution, on fresh seeds each.
    [Test]
    public void Equal_parts_raise_a_false_alarm_as_seldom_as_promised_and_shifted_ones_are_found()
    {
        const int verdicts = 1500;
        SeededRandom random = new(0, "false alarms");
        int alarms = 0, found = 0;
        for (int i = 0; i < verdicts; i++)
        {
            if (Accept(Drawn(0)).Departures(Drawn(0)).Count > 0) alarms++;
            if (i % 10 == 0 && Accept(Drawn(0)).Departures(Drawn(6)).Count > 0) found++;
        }

        // Binomial: three standard deviations above 1%.
        Assert.That(alarms / (double)verdicts, Is.LessThan(AcceptedVerdict.FalseAlarms + 3 * Math.Sqrt(.01 * .99 / verdicts)));
        Assert.That(found / (verdicts / 10.0), Is.GreaterThan(.9));

        Verdict Drawn(double shift)
        {
            Registration registration = Registered.ViTSync();
            PartVerdict[] parts =
            [
                .. registration.Parts.Select(part => Registered.Part(registration, part, _ => (.5 + .1 * (random.Normal() + shift), .5 + .02 * random.Normal()))),
            ];
            return Registered.Verdict() with { Parts = [.. parts], Outcome = Decision.Overall(parts) };
        }
    }

    [Test]
    public void A_damaged_accepted_verdict_is_an_error_that_names_the_file()
    {
        File.WriteAllText(In(AcceptedVerdict.FileName), "{ \"claim\": ");

        Assert.That(() => AcceptedVerdict.In(Folder), Throws.TypeOf<ClaimFileException>().With.Message.Contains(AcceptedVerdict.FileName));
    }

    [Test]
    public void Changes_returns_the_decisions_that_differ_from_the_accepted_ones()
    {
        AcceptedVerdict accepted = Accept(Registered.Verdict(sgd: .3, adam: .2));

        Assert.That(accepted.Changes(Registered.Verdict(sgd: .3, adam: .2)), Is.Empty);
        Assert.That(
            accepted.Changes(Registered.Verdict(sgd: .3, adam: -.2)),
            Is.SupersetOf(new[] { "Adam, CKA: Contradicted, the baseline's Reproduced", "ViTSync: Mixed, the baseline's Reproduced" }));
    }

    [Test]
    public void Another_revision_and_another_recipe_depart_whatever_the_numbers()
    {
        Verdict now = Canonical() with { RecipeHashes = new Dictionary<string, string> { ["ViT-SGD seed 20"] = "a" } };

        Assert.That(Accept(now).Departures(now), Is.Empty);
        Assert.That(Accept(now with { Revision = now.Revision + 1 }).Departures(now), Is.EqualTo(new[] { $"the registration's revision is {now.Revision}, the baseline's {now.Revision + 1}" }));
        Assert.That(
            Accept(now with { RecipeHashes = new Dictionary<string, string> { ["ViT-SGD seed 20"] = "b" } }).Departures(now),
            Is.EqualTo(new[] { "recipes are not the baseline's: ViT-SGD seed 20" }));
    }

    [Test]
    public void A_part_without_an_interval_departs_unless_it_is_undefined_then_and_now()
    {
        Verdict lacking = Canonical() with { Parts = [.. Canonical().Parts.Where(part => part.Name != "Adam, CKA")] };
        Verdict undefined = Canonical() with
        {
            Parts = [.. Canonical().Parts.Select(part => Decision.Of(part with { Seeds = [.. part.Seeds.Select(seed => seed with { Difference = null })] }))],
            Outcome = Outcome.NotDecided
        };

        Assert.That(Accept(lacking).Departures(Canonical()), Is.EqualTo(new[] { "Adam, CKA: there is no interval to compare with in the baseline" }));
        Assert.That(Accept(undefined).Departures(undefined), Is.Empty);
        Assert.That(Accept(undefined).Departures(Canonical()), Has.Count.EqualTo(undefined.Parts.Length));
    }

    private static Verdict Canonical() => With("os", "any");

    private static Verdict With(string fact, string value) =>
        Registered.Verdict() with { Environment = new Dictionary<string, string> { ["numerics"] = "canonical", [fact] = value } };

    private AcceptedVerdict Accept(Verdict verdict)
    {
        VerdictFile.Write(In(AcceptedVerdict.FileName), verdict);
        return AcceptedVerdict.In(Folder)!;
    }
}
