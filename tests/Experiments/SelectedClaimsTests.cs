using System.Diagnostics;
using RepDynamics.Experiments;
using RepDynamics.Claims;
using RepDynamics.PaperClaims;
using RepDynamics.Studies;
using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Tests.Claims;
using RepDynamics.Tests.Cli;
using RepDynamics.Tests.Runs;
using RepDynamics.Tests.Training;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Experiments;

/// <summary>What all claims of one <c>dotnet test</c> need is trained together.</summary>
public class SelectedClaimsTests
{
    private static readonly Type[] Claims = [typeof(ViTSync), typeof(ViTPerfectFit), typeof(WidthPattern), typeof(Registered)];

    private static readonly Profile Tiny = Profile.Smoke with
    {
        Data = TinyRuns.ViT.Data,
        Epochs = 2,
        BatchSize = 16,
        Snapshots = TinyRuns.ViT.Snapshots,
        Regions = TinyRuns.Regions,
        Conditions =
        [
            .. Profile.Smoke.Conditions.Select(c => c with
            {
                Network = c.Network is VisionTransformerRecipe ? TinyRuns.ViT.Network : TinyRuns.ResNet.Network,
                Epochs = c.Variant == "long" ? 4 : null,
            }),
        ],
    };

    // As CheckClaims in the project file has it; ALL is every registered claim.
    [TestCase("", "ALL")]
    [TestCase("TestCategory!=Verdict", "ALL")]
    [TestCase("Claim=ViTSync&TestCategory!=Verdict", "ViTSync")]
    [TestCase("(Claim=ViTSync|Claim=DepthPattern)", "ViTSync,DepthPattern")]
    [TestCase("Claim!=ViTSync", "")]
    [TestCase("FullyQualifiedName~ViTSync", "")]
    [TestCase("Claim=ViTSync&Name~SGD", "")]
    public void A_filter_tells_the_claims_where_it_names_nothing_else(string filter, string claims)
    {
        string project = Path.Combine(Repository.Root, "experiments", "RepDynamics.Experiments.csproj");
        ProcessStartInfo start = new("dotnet", ["msbuild", project, "-nologo", "-t:CheckClaims", $"-p:VSTestTestCaseFilter={filter}", "-getProperty:VSTestCLIRunSettings"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        string settings = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();

        string[] expected = claims == "ALL" ? [.. Registered.Ids().Order(StringComparer.Ordinal)] : claims.Split(',');
        string[] told = settings.Split($";RunConfiguration.EnvironmentVariables.{SelectedClaims.Variable}=") is [_, var ids] ? ids.Split(',') : [""];
        Assert.That(told.Order(StringComparer.Ordinal), Is.EqualTo(expected.Order(StringComparer.Ordinal)));
    }

    [Test]
    public void Claims_are_planned_that_can_be_tried()
    {
        Assert.That(Planned("ViTSync, WidthPattern,NoSuchClaim", Profile.Smoke), Is.EqualTo(["ViTSync", "WidthPattern"]));
        Assert.That(Planned(null, Profile.Smoke), Is.Empty);
        Assert.That(Planned("ViTSync", Profile.Smoke with { Name = "nowhere" }), Is.Empty, "not registered for it");
        Assert.That(Planned("ViTSync", Profile.Smoke with { Conditions = [] }), Is.Empty, "its networks are missing");

        static IEnumerable<string> Planned(string? ids, Profile profile) => SelectedClaims.Plan(ids, Claims, profile).Select(claim => claim.Claim);
    }

    [Test]
    public void Every_claim_finds_its_runs()
    {
        using TemporaryFolder folder = new();
        List<string> lines = [];
        IReadOnlyList<ClaimStudy> planned = SelectedClaims.Plan("ViTSync,ViTPerfectFit", Claims, Tiny);

        SelectedClaims.Train(planned, "cpu", lines.Add, new RunStore(folder.Path));

        foreach (ClaimStudy claim in planned)
        {
            RunScheduler scheduler = new(CPU, _ => { }) { Store = new RunStore(folder.Path), Regions = claim.Regions, Sensitivity = true, StoredOnly = true };
            Assert.That(scheduler.Run(claim.Recipes).Select(outcome => outcome.Error), Has.All.Null, claim.Claim);
        }
        Assert.That(new RunStore(folder.Path).List(), Has.Count.EqualTo(ClaimStudy.RecipesOf(planned).Length));
        // The 120 epochs of ViTSync are the beginning of the 180 of ViTPerfectFit; here, two of four.
        Assert.That(lines, Has.None.Contains("ViT SGD textures seed 10: training").And.Some.Contains("ViT SGD long textures seed 10: training"));
    }

    [Test]
    public void One_claim_is_left_to_itself()
    {
        using TemporaryFolder folder = new();

        SelectedClaims.Train(SelectedClaims.Plan("ViTSync", Claims, Tiny), "cpu", _ => { }, new RunStore(folder.Path));

        Assert.That(new RunStore(folder.Path).List(), Is.Empty);
    }

    [Test]
    public void What_keeps_them_from_being_trained_together_is_told_and_left_to_each()
    {
        if (TorchSharp.torch.cuda.is_available()) Assert.Ignore("There is a GPU here.");
        using TemporaryFolder folder = new();
        List<string> lines = [];

        SelectedClaims.Train(SelectedClaims.Plan("ViTSync,ViTPerfectFit", Claims, Tiny), "cuda", lines.Add, new RunStore(folder.Path));

        Assert.That(lines, Has.Count.EqualTo(1));
        Assert.That(lines[0], Does.StartWith("The claims cannot be trained together: Device=cuda was asked for").And.EndWith("Each trains by itself."));
    }

    [Test]
    public void Claims_that_measure_regions_differently_are_left_to_themselves()
    {
        using TemporaryFolder folder = new();
        List<string> lines = [];
        using TinyTwo two = new();
        using TinyOwn own = new();
        foreach (ClaimStudy claim in new ClaimStudy[] { two, own }) claim.Plan(Registered.ViTSync(), Tiny);

        SelectedClaims.Train([two, own], "cpu", lines.Add, new RunStore(folder.Path));

        Assert.That(lines, Is.EqualTo(["These claims measure decision regions differently: TinyTwo, TinyOwn. Each trains by itself."]));
        Assert.That(new RunStore(folder.Path).List(), Is.Empty);
    }
}
