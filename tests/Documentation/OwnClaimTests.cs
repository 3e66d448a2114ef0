using System.Text.RegularExpressions;
using System.Xml.Linq;
using RepDynamics.Baselines;
using RepDynamics.Claims;

namespace RepDynamics.Tests.Documentation;

/// <summary>The example of docs/own-claim.md: its files are copied into a checkout, built, run, accepted and verified.</summary>
[Category("Slow")]
public partial class OwnClaimTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "own-claim.md"));

    // A claim with missing images, which is not on the page.
    private const string Absent = """
        using RepDynamics.Downloads;
        namespace RepDynamics.PaperClaims;
        [Claim("Absent")]
        public sealed class Absent : ClaimStudy
        {
            protected override Profile Adapt(Profile profile) => profile with { Data = new Cifar10Recipe { TrainImages = 256, TestImages = 100 } };
            protected override double? Statistic(RunRecord run, RegisteredPart part) => null;
        }
        """;

    [Test]
    public void Network_data_statistic_and_claim_take_under_60_lines()
    {
        string[] lines = [.. Block("csharp").Concat(Block("json")).Where(line => line.Trim().Length > 0)];

        Assert.That(lines, Has.Length.LessThan(60));
        Assert.That(Page, Does.Contain($"{lines.Length} lines in all"));
        Assert.That(lines.Select(line => line.Length), Has.All.AtMost(160), "lines are not joined");
    }

    [Test]
    public void The_example_of_the_page_has_a_verdict_and_verified_figures()
    {
        using OwnClaimCheckout checkout = new();
        File.WriteAllLines(checkout.In("experiments/claims/Mine.cs"), Block("csharp"));
        File.WriteAllLines(checkout.In("experiments/registrations/Mine.json"), Block("json"));
        File.WriteAllText(checkout.In("experiments/claims/Absent.cs"), Absent);
        File.WriteAllText(
            checkout.In("experiments/registrations/Absent.json"),
            string.Join('\n', Block("json")).Replace("\"Mine\"", "\"Absent\"", StringComparison.Ordinal).Replace("Perceptron-SGD", "ViT-SGD", StringComparison.Ordinal));

        Succeed(checkout.Build());
        string[][] commands = [.. Commands().Matches(Page).Select(match => match.Groups[1].Value.Trim().Split(' '))];
        Assert.That(commands.Select(c => c[0]), Is.EqualTo(new[] { "run", "accept" }));
        string run = Succeed(checkout.Command(commands[0]));
        Succeed(checkout.Command([.. commands[1], "--yes"]));
        // A claim without its data does not fail the others.
        Succeed(checkout.Test("Claim=Mine|Claim=Absent", "smoke"));

        Verdict verdict = VerdictFile.Read(checkout.In("artifacts/results/smoke/Mine/verdict.json"));
        Assert.That(verdict.RecipeHashes.Keys, Is.EqualTo(new[] { "Perceptron-SGD seed 10", "Perceptron-SGD seed 11" }));
        Assert.That(verdict.Parts.Single().Seeds.Select(s => s.Difference), Has.None.Null);
        Assert.That(verdict.DataFingerprints.Keys.Count(), Is.EqualTo(4));
        Assert.That(run, Does.Contain("\nMine on smoke: "));
        Assert.That(AcceptedVerdict.In(checkout.In("baselines/smoke/Mine")), Is.Not.Null);
        Assert.That(
            Directory.GetFiles(checkout.In("baselines/smoke/Mine"), "*.png").Select(Path.GetFileName),
            Is.SupersetOf(new[] { "similarity.Perceptron-SGD.verified.png", "curves.verified.png", "difference.verified.png" }));

        (string Outcome, string Message)[] results =
        [
            .. XDocument.Load(checkout.In("tests.trx")).Descendants().Where(e => e.Name.LocalName == "UnitTestResult").Select(e => ((string)e.Attribute("outcome")!, e.Value)),
        ];
        string missing = $"CIFAR-10 is not on this machine: {checkout.In("nowhere")} has none of its files. Run dotnet msbuild -t:FetchCifar10";
        string[] absent = [.. results.Where(r => r.Message.Contains(missing, StringComparison.Ordinal)).Select(r => r.Outcome)];
        string[] mine = [.. results.Where(r => !r.Message.Contains(missing, StringComparison.Ordinal)).Select(r => r.Outcome)];
        Assert.That(mine, Has.All.EqualTo("Passed"));
        Assert.That(mine, Has.Length.AtLeast(3));
        Assert.That(absent, Has.All.EqualTo("NotExecuted"));
        Assert.That(absent, Has.Length.EqualTo(mine.Length));
    }

    private static string Succeed((int Exit, string Output) ended)
    {
        Assert.That(ended.Exit, Is.Zero, ended.Output);
        return ended.Output;
    }

    private static string[] Block(string language) => Page.Split($"```{language}\n")[1].Split("\n```")[0].Split('\n');

    [GeneratedRegex(@"^\./repdynamics ([^#\n]+)", RegexOptions.Multiline)]
    private static partial Regex Commands();
}
