using RepDynamics.Claims;
using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Studies;

namespace RepDynamics.Tests.Claims;

public class RegistrationTests
{
    [TestCaseSource(typeof(Registered), nameof(Registered.IdsOnThePaper))]
    public void Seeds_that_were_looked_at_or_are_reserved_decide_nothing(string id)
    {
        foreach ((string profile, ProfileSeeds seeds) in Registration.Load(Path.Combine(Registered.Folder, id + ".json")).Profiles)
        {
            // Where the claim had been decided on longer runs of the seeds 20 to 24.
            long first = id == "ViTSync" && profile is "cpu" or "cifar-cpu" ? 25 : 20;
            Assert.That(seeds.Seeds, Is.EqualTo(seeds.Decides ? [.. Enumerable.Range(0, 5).Select(i => first + i)] : new long[] { 10, 11 }), profile);
        }
    }

    [Test]
    public void Main_effects_decide_and_simple_effects_and_the_interaction_are_reported()
    {
        var registration = Registration.Load(Path.Combine(Registered.Folder, "ViTSync.json"));
        RegisteredPart main = registration.Parts.Single(part => part.Decides);
        Assert.That(main.Minuend, Is.EqualTo(new[] { "ViT-SGD", "ViT-Adam" }));
        Assert.That(main.Subtrahend, Is.EqualTo(new[] { "ResNet-SGD", "ResNet-Adam" }));
        Assert.That(registration.Parts.Count(part => !part.Decides && part.Minuend.Length == 1), Is.EqualTo(2));
    }

    [Test]
    public void A_recipe_that_is_not_the_registered_one_is_an_error()
    {
        Registration registration = Registered.ViTSync();
        SortedDictionary<string, string> pins = ClaimStudy.Pins(registration, Profile.Cpu, Profile.Cpu.Regions);
        Assert.That(() => Plan(pins), Throws.Nothing);
        pins["ViT-SGD"] = new string('0', 16);
        Assert.That(
            () => Plan(pins),
            Throws.ArgumentException.With.Message.Contains("ViTSync on cpu: recipes differ from those that were registered: ViT-SGD.").And.Message.Contains("add a revision with its reason"));
        pins.Remove("ViT-SGD");
        Assert.That(() => Plan(pins), Throws.ArgumentException.With.Message.Contains("ViT-SGD"));
        Assert.That(() => Plan(null), Throws.Nothing, "not pinned yet");
        Assert.That(() => Plan(pins, decides: false), Throws.Nothing, "exploration");

        void Plan(SortedDictionary<string, string>? pinned, bool decides = true)
        {
            using Sample claim = new();
            claim.Plan(
                registration with { Profiles = new Dictionary<string, ProfileSeeds> { ["cpu"] = registration.ForProfile("cpu") with { Recipes = pinned, Decides = decides } } },
                Profile.Cpu);
        }
    }

    private sealed class Sample : ClaimStudy
    {
        public override bool NeedsRegions => true;

        protected override double? Statistic(RunRecord run, RegisteredPart part) => null;
    }

    [Test]
    public void ForProfile_throws_for_a_profile_without_seeds_and_lists_those_with_seeds() =>
        Assert.That(
            () => Registered.ViTSync().ForProfile("thesis"),
            Throws.ArgumentException.With.Message.Contains("no seeds for profile thesis").And.Message.Contains("cpu, gpu, paper, smoke"));
}
