using RepDynamics.Profiles;
using RepDynamics.Tests.Claims;
using RepDynamics.Tests.Cli;

namespace RepDynamics.Tests.Studies;

public class ClaimStudyTests
{
    [Test]
    public void A_part_by_regions_is_refused_before_training_where_nobody_has_them_measured()
    {
        using TinyOne blind = new();

        Assert.That(
            () => blind.Plan(Registered.RegionsEvolve(), Profile.Smoke),
            Throws.ArgumentException.With.Message.Contains("part synchrony, SGD").And.Message.Contains("NeedsRegions"));
    }
}
