using RepDynamics.Claims;
using RepDynamics.Cli;
using RepDynamics.PaperClaims;
using RepDynamics.Studies;

namespace RepDynamics.Tests.Cli;

public class VerdictTableTests : CliTests
{
    private string Table()
    {
        Assert.That(cli.Do("claims", "--markdown"), Is.EqualTo(ExitCode.Ok), cli.Error);
        return cli.Out;
    }

    private string[] Rows(string claim) => [.. Table().Split('\n').Where(line => line.StartsWith($"| **{claim}**", StringComparison.Ordinal))];

    private void Accept(string claim)
    {
        cli.Run(claim);
        cli.Accept(claim);
    }

    [TestCase("README.md", VerdictTable.Outcomes)]
    [TestCase("docs/" + "verdicts.md", VerdictTable.Numbers)]
    public void Documents_show_the_committed_verdicts(string document, string name)
    {
        var here = ProjectLayout.Checkout(Repository.Root);
        ClaimCatalogue claims = new(here, typeof(ViTSync).Assembly);

        Assert.That(
            VerdictTable.Between(File.ReadAllText(Path.Combine(Repository.Root, document)), name),
            Is.EqualTo(name == VerdictTable.Outcomes ? VerdictTable.Matrix(claims, here) : VerdictTable.Of(claims, here)),
            "Update it: ./repdynamics claims --markdown README.md docs/verdicts.md");
    }

    [Test]
    public void An_accepted_verdict_is_a_row()
    {
        Accept("TinyOne");
        Verdict verdict = VerdictFile.Read(Path.Combine(cli.Baseline("TinyOne"), "verdict.verified.json"));

        string row = Rows("TinyOne").Single();

        Assert.That(row, Does.Match(
            @"^\| \*\*TinyOne\*\*: ViT is better than ResNet\. \| smoke \| \*\*reproduced\*\* \| ✓ SGD: 0\.711 \[0\.709, 0\.713\], margin 0\.1 "
            + $@"\| {verdict.Date:yyyy-MM-dd}, revision 1 \| `[0-9a-f]{{12}}` \|$"));
        cli.Register("TinyOne", revision: 3);
        Assert.That(Rows("TinyOne").Single(), Does.Contain("revision 1, registered now: 3"));
    }

    [Test]
    public void The_hash_depends_only_on_the_recipes()
    {
        string Hash() => Rows("TinyOne").Single().Split('`')[1];
        Accept("TinyOne");
        string first = Hash();
        cli.Training.Accuracy = recipe => recipe.Network.Kind == "ViT" ? 0.2 + 0.01 * recipe.Seed : 0.9;
        Accept("TinyOne");
        Assert.That(Rows("TinyOne").Single(), Does.Contain("**contradicted** | ✗ SGD: -"));
        Assert.That(Hash(), Is.EqualTo(first));

        Accept("TinyOwn");
        Assert.That(Rows("TinyOwn").Single().Split('`')[1], Is.Not.EqualTo(first));
    }

    [Test]
    public void Parts_and_profiles_that_do_not_decide_are_left_out()
    {
        cli.Register("TinyOne", parts: """
            { "name": "a|b", "minuend": "ViT-SGD", "subtrahend": "ResNet-SGD", "margin": 0.9 },
            { "name": "beside", "minuend": "ResNet-SGD", "subtrahend": "ViT-SGD", "decides": false }
            """);
        Accept("TinyOne");

        Assert.That(Rows("TinyOne").Single(), Does.Contain(@"= a\|b: 0.711 [0.709, 0.713], margin 0.9 |").And.Not.Contain("beside"));
        Assert.That(Rows("ViTSync"), Has.All.Not.Contains("| smoke |"));
    }

    [Test]
    public void A_claim_without_a_verdict_is_listed_as_undecided() =>
        Assert.That(Table(), Does.Match("Registered, and not decided yet: on `smoke` TinyLong, TinyOne, TinyOwn, TinyTwo; on `cpu` .*ViTSync.*; .*on `paper` .*ViTSync.*\\.\n"));

    [Test]
    public void A_file_changes_only_between_its_markers()
    {
        string file = Path.Combine(cli.Root, "page.md");
        File.WriteAllText(file, "before\n<!-- verdicts -->\noutdated\n<!-- /verdicts -->\nbetween\n<!-- outcomes -->\n<!-- /outcomes -->\nafter\n");

        Assert.That(cli.Do("claims", "--markdown", file), Is.EqualTo(ExitCode.Ok));
        string table = File.ReadAllText(file);
        Assert.That(table, Does.StartWith("before\n<!-- verdicts -->\n| claim |").And.Contain(".\n<!-- /verdicts -->\nbetween\n<!-- outcomes -->\n| claim | smoke | cpu |").And.EndsWith(" |\n<!-- /outcomes -->\nafter\n").And.Not.Contain("outdated"));
        Assert.That(cli.Out, Does.Contain("updated"));

        cli.Do("claims", "--markdown", file);
        Assert.That(cli.Out, Does.Contain("up to date"));
        Assert.That(File.ReadAllText(file), Is.EqualTo(table));
    }

    [TestCase("before\n<!-- /verdicts -->\n<!-- verdicts -->\n")]
    [TestCase("<!-- verdicts -->\n")]
    [TestCase("")]
    public void A_file_without_markers_is_not_changed(string text)
    {
        string file = Path.Combine(cli.Root, "page.md");
        File.WriteAllText(file, text);

        Assert.That(cli.Do("claims", "--markdown", file), Is.EqualTo(ExitCode.Usage));
        Assert.That(cli.Error, Does.Contain("has no markers for the table").And.Contain("<!-- verdicts -->"));
        Assert.That(File.ReadAllText(file), Is.EqualTo(text));
    }
}
