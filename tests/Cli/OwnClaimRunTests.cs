using RepDynamics.Cli;
using RepDynamics.Profiles;

namespace RepDynamics.Tests.Cli;

/// <summary>Claims with other data than the profile.</summary>
public class OwnClaimRunTests : CliTests
{
    [Test]
    public void Adapted_data_and_regions_are_used()
    {
        Assert.That(cli.Do("run", "TinyOwn", "--profile", "smoke"), Is.EqualTo(ExitCode.Ok), cli.Error);

        Assert.That(cli.Training.Asked.Select(recipe => (recipe.Data.Kind, recipe.Epochs)), Is.All.EqualTo(("stored", Profile.Smoke.Epochs)));
        Assert.That(cli.Training.Regions?.Resolution, Is.EqualTo(7));
        Assert.That(File.Exists(Path.Combine(cli.Results("TinyOwn"), "verdict.json")));
    }

    [Test]
    public void Missing_data_is_reported_before_training()
    {
        TinyOwn.Missing = "The images are at home. Fetch them.";

        Assert.That(cli.Do("run", "TinyOne", "TinyOwn", "--profile", "smoke"), Is.EqualTo(ExitCode.Attention));

        Assert.That(cli.ErrorLines, Is.EqualTo(new[]
        {
            "repdynamics: TinyOwn on smoke cannot be run: its data is missing.",
            "  The images are at home. Fetch them.",
        }));
        Assert.That(cli.Training.Asked, Is.Empty);
    }

    [Test]
    public void Run_refuses_claims_with_different_region_options()
    {
        Assert.That(cli.Do("run", "TinyTwo", "TinyOwn", "--profile", "smoke"), Is.EqualTo(ExitCode.Usage));

        Assert.That(cli.Error, Does.Contain("measure decision regions differently: TinyTwo, TinyOwn").And.Contain("one after another"));
    }

    [Test]
    public void Regions_are_measured_only_for_claims_that_need_them()
    {
        Assert.That(cli.Do("run", "TinyOne", "ViTSync", "--profile", "smoke"), Is.Not.EqualTo(ExitCode.Usage));

        string[] looked = [.. cli.Training.Asked.Zip(cli.Training.RegionsWanted).Where(run => run.Second).Select(run => run.First.Name()).Distinct()];
        Assert.That(looked, Has.Length.EqualTo(8).And.All.Match("seed 1[01]$"), "ViTSync's four conditions and two seeds, without TinyOne's third seed");
        Assert.That(cli.Training.RegionsWanted, Has.Some.False);
    }

    [Test]
    public void Adapt_must_not_rename_the_profile()
    {
        TinyOwn.Renames = true;
        using TinyOwn own = new();

        Assert.That(
            () => own.Plan(RepDynamics.Claims.Registration.Load(cli.ProjectLayout.Registration("TinyOwn")), Profile.Smoke),
            Throws.ArgumentException.With.Message.Contains("Adapt made another of the profile smoke"));
    }
}
