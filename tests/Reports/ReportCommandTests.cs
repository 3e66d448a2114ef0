using RepDynamics.Cli;
using RepDynamics.Tests.Cli;

namespace RepDynamics.Tests.Reports;

public class ReportCommandTests : CliTests
{
    private string Diff => File.ReadAllText(Path.Combine(cli.Root, "artifacts", "diff", "index.html"));

    [Test]
    public void A_report_is_written_where_it_says_and_a_damaged_verdict_asks_for_attention()
    {
        cli.Do("run", "TinyOne", "--profile", "smoke");
        Assert.That(cli.Do("report"), Is.EqualTo(ExitCode.Ok));

        string[] files = cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(files.Select(Path.GetFileName), Is.EqualTo(new[] { "index.html", "verdicts.json", "statistics.csv" }));
        Assert.That(files, Has.All.Exist.And.All.StartsWith(Path.Combine(cli.Root, "artifacts", "report")));
        Assert.That(File.ReadAllText(files[0]), Does.Contain("TinyOne").And.Contain("TinyTwo").And.Contain("ViT is better than ResNet."));

        File.WriteAllText(Path.Combine(cli.Results("TinyOne"), "verdict.json"), "{");
        Assert.That(cli.Do("report"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Error, Does.Contain("TinyOne on smoke: verdict.json"));
    }

    [Test]
    public void One_profile_and_another_folder_can_be_asked_for()
    {
        string folder = Path.Combine(cli.Root, "elsewhere");
        Assert.That(cli.Do("report", "--profile", "smoke", "--out", folder), Is.EqualTo(ExitCode.Ok));

        Assert.That(File.ReadAllText(Path.Combine(folder, "index.html")), Does.Contain("Not run on smoke:").And.Not.Contain("Profile=cpu"));
    }

    [TestCase("https://example.org/a/b.git", "https://example.org/a/b")]
    [TestCase("https://example.org/a/b", "https://example.org/a/b")]
    [TestCase("/somewhere/hub.git", null)]
    [TestCase("https://user:secret@example.org/a/b", null)]
    public void The_repository_is_linked_to_if_its_origin_is_on_the_web(string origin, string? address)
    {
        Directory.CreateDirectory(Path.Combine(cli.Root, ".git"));
        File.WriteAllText(Path.Combine(cli.Root, ".git", "config"), $"[core]\n\tbare = false\n[remote \"origin\"]\n\turl = {origin}\n\tfetch = +refs\n[branch \"main\"]\n");
        cli.Do("report", "--profile", "smoke");
        string page = File.ReadAllText(Path.Combine(cli.Root, "artifacts", "report", "index.html"));

        Assert.That(page, address is null ? Does.Not.Contain(">repository<").And.Not.Contain("secret") : Does.Contain($"<a href=\"{address}\">repository</a>"));
    }

    [Test]
    public void Without_results_there_is_nothing_to_compare()
    {
        Assert.That(cli.Do("diff", "TinyOne", "--out", Path.Combine(cli.Root, "page")), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Out, Does.Contain("There are no results to compare"));
    }

    [Test]
    public void Results_without_a_baseline_differ_from_nothing()
    {
        // ClaimTests creates this folder even if the claim has no baseline.
        Directory.CreateDirectory(cli.Baseline("TinyOne"));
        Assert.That(cli.Do("run", "TinyOne", "--profile", "smoke"), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Do("diff", "TinyOne"), Is.EqualTo(ExitCode.Ok));
        Assert.That(cli.Out, Does.Contain("TinyOne on smoke: not compared. Nothing was accepted yet"));
        Assert.That(Diff, Does.Contain("TinyOne on smoke (nothing was accepted yet)"));
        cli.Do("diff");
        Assert.That(cli.Out, Does.Contain("Not compared, because there are no results: "));
        Assert.That(Diff, Does.Contain("<li>TinyTwo on smoke</li>"));
    }

    // Results that were accepted and then changed, or their baseline.
    private static IEnumerable<TestCaseData> Changes()
    {
        yield return Case("nothing", _ => { }, "diff TinyOne --profile smoke", ExitCode.Ok, "TinyOne on smoke: agrees with the baseline. Numbers are compared exactly", "No differences.");
        yield return Case(
            "a figure is no longer drawn",
            cli => File.Copy(Path.Combine(cli.Baseline("TinyOne"), "curve.ViT-SGD.verified.png"), Path.Combine(cli.Baseline("TinyOne"), "old.verified.png")),
            "diff TinyOne", ExitCode.Attention, "removed   old.png: the results have no such file");
        yield return Case(
            "what a test left is compared where there are no results",
            cli =>
            {
                string verified = Path.Combine(cli.Baseline("TinyOne"), "numbers.verified.txt");
                File.WriteAllText(Path.Combine(cli.Baseline("TinyOne"), "numbers.received.txt"), File.ReadAllText(verified).Replace("0.910", "0.900", StringComparison.Ordinal));
                Directory.Delete(cli.Results("TinyOne"), recursive: true);
            },
            "diff", ExitCode.Attention, "by the test that left the received files", "numbers.txt: 1 of 24 numbers differ, by 0.01 at most");
        yield return Case(
            "on other numerics means and figures are compared as of other networks and numbers only shown",
            cli =>
            {
                string file = Path.Combine(cli.Baseline("TinyOne"), "verdict.verified.json");
                File.WriteAllText(file, File.ReadAllText(file).Replace("a processor", "another processor", StringComparison.Ordinal));
                File.WriteAllText(Path.Combine(cli.Baseline("TinyOne"), "numbers.verified.txt"), "other numbers");
            },
            "diff TinyOne", ExitCode.Ok, "Compared as those of other networks: means by the interval of their difference, figures by an SSIM of at least",
            ", because cpu is a processor", "(not counted)");
        yield return Case(
            "the results are not whole", cli => File.Delete(Path.Combine(cli.Results("TinyOne"), "numbers.txt")), "diff TinyOne", ExitCode.Attention,
            "not whole", "repdynamics run TinyOne --profile smoke");

        static TestCaseData Case(string name, Action<CliFixture> change, string line, ExitCode exit, params string[] words) =>
            new TestCaseData(change, line, (int)exit, words).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Changes))]
    public void Results_are_compared_with_their_baseline(Delegate change, string line, int exit, string[] words)
    {
        AcceptOnce();
        ((Action<CliFixture>)change)(cli);

        Assert.That((int)cli.Do(line.Split(' ')), Is.EqualTo(exit));
        foreach (string word in words) Assert.That(cli.Out + Diff, Does.Contain(word));
        if (words[0] is "not whole" or "by the test that left the received files") Assert.That(cli.Out + Diff, Does.Not.Contain("repdynamics accept"), "which would refuse");
    }

    [Test]
    public void Every_difference_is_printed_and_shown()
    {
        AcceptOnce();
        cli.Training.Accuracy = recipe => recipe.Network.Kind == "ViT" ? 0.3 + (0.001 * recipe.Seed) : 0.2;
        cli.Do("run", "TinyOne", "--profile", "smoke");

        Assert.That(cli.Out, Does.Contain($"Page of the differences: {Path.Combine(cli.Root, "artifacts", "diff", "index.html")}"));
        Assert.That(Diff, Does.Contain("curve.ViT-SGD.png"));

        Assert.That(cli.Do("diff", "TinyOne"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Out, Does.Contain("departs from the baseline").And.Contain("numbers.txt: 12 of 24 numbers differ, by 0.601 at most"));
        Assert.That(cli.Out, Does.Contain("repdynamics accept TinyOne --profile smoke"));
        Assert.That(Diff, Does.Contain("type=\"range\"").And.Contain("<del><b>0.910</b></del>").And.Contain("<ins><b>0.310</b></ins>"));
    }

    [Test]
    public void A_baseline_of_no_claim_is_dangling()
    {
        Directory.CreateDirectory(Path.Combine(cli.Root, "baselines", "smoke", "Gone"));

        Assert.That(cli.Do("diff"), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.Out, Does.Contain("baselines/smoke/Gone: dangling. There is no claim Gone."));
        Assert.That(Diff, Does.Contain("baselines/smoke/Gone/"));
        cli.Do("diff", "TinyOne");
        Assert.That(cli.Out, Does.Not.Contain("dangling"), "of one claim that was asked for");
    }

    private void AcceptOnce()
    {
        cli.Do("run", "TinyOne", "--profile", "smoke");
        cli.Do("accept", "TinyOne", "--profile", "smoke", "--yes");
    }
}
