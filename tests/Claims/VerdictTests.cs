using RepDynamics.Claims;

namespace RepDynamics.Tests.Claims;

public class VerdictTests
{
    [Test]
    public void Takes_over_what_was_registered_and_combines_the_parts()
    {
        var verdict = Registered.Verdict();
        Assert.That((verdict.Claim, verdict.Profile, verdict.Revision, verdict.Decides), Is.EqualTo(("ViTSync", "cpu", 1, true)));
        Assert.That(verdict.Outcome, Is.EqualTo(Outcome.Reproduced));
        Assert.That(Registered.Verdict(adam: 0).Outcome, Is.EqualTo(Outcome.Inconclusive));
        Assert.That(Registered.Verdict(adam: -.3).Outcome, Is.EqualTo(Outcome.Contradicted));
    }

    [Test]
    public void The_date_is_kept_in_utc_to_the_second() =>
        Assert.That(Registered.Verdict().Date.ToString("O"), Is.EqualTo("2026-11-21T22:30:05.0000000+00:00"));

    [Test]
    public void Says_in_words_what_was_decided_and_why()
    {
        var lines = Registered.Verdict(adam: 0).Describe().Split('\n');
        Assert.That(lines, Has.Length.EqualTo(3));
        Assert.That(lines[0], Is.EqualTo("ViTSync on cpu: Inconclusive"));
        Assert.That(lines[1], Does.StartWith("  SGD: Reproduced. The 90% interval"));
        Assert.That(lines[2], Does.StartWith("  Adam: Inconclusive. The 90% interval"));
    }

    [Test]
    public void Says_that_a_verdict_on_the_smoke_profile_means_nothing() =>
        Assert.That(
            Registered.Verdict(profile: "smoke").Describe(),
            Does.StartWith("ViTSync on smoke: Reproduced (").And.Contain("means nothing"));

    [Test]
    public void Departures_from_the_registration_are_errors()
    {
        var registration = Registered.ViTSync();
        var parts = Registered.Parts(registration, .3, .2);
        var fewer = Decision.From("SGD", [.. parts[0].Seeds.Take(3)], .1);
        Assert.Multiple(() =>
        {
            Refuses([parts[0]], "parts: registered SGD, Adam, found SGD.");
            Refuses([parts[1], parts[0]], "parts: registered SGD, Adam, found Adam, SGD.");
            Refuses([fewer, parts[1]], "SGD, seeds: registered 10, 11, 12, 13, found 10, 11, 12.");
            Refuses([parts[0], Decision.From("Adam", parts[1].Seeds, .05)], "Adam, margin: registered 0.1, found 0.05.");
            Refuses([parts[0], Decision.From("Adam", parts[1].Seeds, .1, .8)], "Adam, confidence: registered 0.9, found 0.8.");
            Refuses(
                [parts[0], Decision.From("Adam", parts[1].Seeds, .1, .9, Direction.Less)],
                "Adam, direction: registered Greater, found Less.");
            Refuses(parts, "no seeds for profile gpu", "gpu");
            Refuses(parts, "registered 10, 11, found 10, 11, 12, 13", "smoke");
        });

        void Refuses(PartVerdict[] wrong, string words, string profile = "cpu")
        {
            var none = new Dictionary<string, string>();
            Assert.That(
                () => Verdict.Of(registration, profile, wrong, none, none, none, DateTimeOffset.UnixEpoch),
                Throws.ArgumentException.With.Message.Contains(words));
        }
    }
}
