using RepDynamics.Cli;
using RepDynamics.Profiles;

namespace RepDynamics.Tests.Cli;

/// <summary>A claim of one's own brings its data to a profile; where that is missing, nothing is trained.</summary>
public class OwnClaimRunTests
{
    private CliFixture cli = null!;

    [SetUp]
    public void Open() => cli = new CliFixture();

    [TearDown]
    public void Close() => cli.Dispose();

    [Test]
    public void It_is_trained_on_its_own_data_at_the_profiles_scale()
    {
        Assert.That(cli.Do("run", "TinyOwn", "--profile", "smoke"), Is.EqualTo(ExitCode.Ok), cli.Error);

        Assert.That(cli.Training.Asked.Select(recipe => (recipe.Data.Kind, recipe.Epochs)), Is.All.EqualTo(("stored", Profile.Smoke.Epochs)));
        Assert.That(cli.Training.Regions?.Resolution, Is.EqualTo(7));
        Assert.That(File.Exists(Path.Combine(cli.Results("TinyOwn"), "verdict.json")));
    }

    [Test]
    public void Missing_data_is_told_with_its_remedy_before_anything_is_trained()
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
    public void Claims_that_measure_regions_differently_are_not_run_together()
    {
        Assert.That(cli.Do("run", "TinyTwo", "TinyOwn", "--profile", "smoke"), Is.EqualTo(ExitCode.Usage));

        Assert.That(cli.Error, Does.Contain("measure decision regions differently: TinyTwo, TinyOwn").And.Contain("one after another"));
    }

    [Test]
    public void Regions_are_measured_of_the_runs_that_a_claim_looks_at_only()
    {
        Assert.That(cli.Do("run", "TinyOne", "ViTSync", "--profile", "smoke"), Is.Not.EqualTo(ExitCode.Usage));

        string[] looked = [.. cli.Training.Asked.Zip(cli.Training.RegionsWanted).Where(run => run.Second).Select(run => run.First.Name()).Distinct()];
        Assert.That(looked, Has.Length.EqualTo(8).And.All.Match("seed 1[01]$"), "ViTSync's four conditions and two seeds; TinyOne's third seed is its own");
        Assert.That(cli.Training.RegionsWanted, Has.Some.False);
    }

    [Test]
    public void A_profile_keeps_its_name()
    {
        TinyOwn.Renames = true;
        using TinyOwn own = new();

        Assert.That(
            () => own.Plan(RepDynamics.Claims.Registration.Load(cli.ProjectLayout.Registration("TinyOwn")), Profile.Smoke),
            Throws.ArgumentException.With.Message.Contains("Adapt made another of the profile smoke"));
    }
}
