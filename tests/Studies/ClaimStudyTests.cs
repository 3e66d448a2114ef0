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
}
