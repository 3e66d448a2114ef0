using RepDynamics.Claims;
using RepDynamics.Profiles;
using RepDynamics.Tests.Claims;
using RepDynamics.Tests.Cli;

namespace RepDynamics.Tests.Studies;

public class ClaimStudyTests
{
    [Test]
    public void Plan_refuses_a_part_by_regions_without_NeedsRegions()
    {
        using TinyOne blind = new();

        Assert.That(
            () => blind.Plan(Registered.RegionsEvolve(), Profile.Smoke),
            Throws.ArgumentException.With.Message.Contains("part synchrony, SGD").And.Message.Contains("NeedsRegions"));
    }

    [Test]
    public void Plan_refuses_a_gate_that_the_class_does_not_know()
    {
        using TinyOne open = new();
        Registration claim = Registered.ViTSync();

        Assert.That(
            () => open.Plan(claim with { Parts = [claim.Parts[0] with { Gate = "a double decent" }] }, Profile.Smoke),
            Throws.ArgumentException.With.Message.Contains("gated by 'a double decent'").And.Message.Contains("GateFailure"));
    }

    [Test]
    public void Classes_have_names_without_a_training_set()
    {
        using Named study = new();
        study.Plan(Registered.ViTSync(), Profile.Smoke);

        Assert.That(study.Names, Is.EqualTo(new[] { "0 degrees", "45 degrees", "90 degrees", "135 degrees" }));
    }

    private sealed class Named : TinyClaim
    {
        public override bool NeedsRegions => true;

        public IReadOnlyList<string> Names => ClassNames(Registration.Conditions.Keys.First());
    }
}
