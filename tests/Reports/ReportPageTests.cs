using System.Text;
using System.Text.RegularExpressions;
using RepDynamics.Claims;
using RepDynamics.Reports;
using RepDynamics.Studies;
using RepDynamics.Tests.Claims;

namespace RepDynamics.Tests.Reports;

public partial class ReportPageTests
{
    private SyntheticReport report = null!;

    [SetUp]
    public void Open() => report = new SyntheticReport();

    [TearDown]
    public void Close() => report.Dispose();

    [Test]
    public void A_claim_that_was_not_run_is_listed_as_that()
    {
        string page = Page();

        Assert.That(page, Does.Contain("Not run").And.Contain("neither a result nor an accepted verdict"));
        Assert.That(page, Does.Contain("dotnet test experiments --filter Claim=ViTSync -p:Profile=cpu"));
    }

    [Test]
    public void Everything_about_a_claim_is_on_the_page()
    {
        report.MakeWhole();
        Registration registration = Registered.ViTSync();
        string page = Page();

        string[] expected =
        [
            registration.Sentence, registration.Paper, registration.Statistic, registration.Rule, .. registration.Revisions.Select(r => r.Reason),
            .. SyntheticReport.Verdict().Parts.SelectMany(part => (string[])[part.Name, part.Reason]),
            "by the latest run", $"revision {Registered.ViTSync().Revision} of the registration", "dotnet test experiments --filter Claim=ViTSync -p:Profile=cpu",
            "debiased CKA", "Perfect fit at epoch 4", "a processor", SyntheticReport.Hash('a'), "accept ViTSync --profile cpu",
        ];
        foreach (string text in expected) Assert.That(page, Does.Contain(Escaped(text)));
    }

    [Test]
    public void Values_of_every_seed_stand_beside_their_mean_and_interval()
    {
        report.MakeWhole();
        string page = Page();
        PartVerdict part = SyntheticReport.Verdict().Parts[0];

        foreach (SeedValues seed in part.Seeds) Assert.That(page, Does.Contain($"<th scope=\"row\">{seed.Seed}</th>").And.Contain(Number.Signed(seed.Difference!.Value)));
        Assert.That(page, Does.Contain($"mean {Number.Signed(part.Interval!.Mean)}, 90% interval {Number.Signed(part.Interval.Lower)} to {Number.Signed(part.Interval.Upper)}; the margin is 0.1"));
        Assert.That(Regex.Count(page, "<svg class=\"interval\""), Is.EqualTo(4), "one a part");
    }

    [Test]
    public void The_newer_of_run_and_baseline_is_shown()
    {
        VerdictFile.Write(Path.Combine(report.Results(), "verdict.json"), SyntheticReport.Verdict(sgd: .3));
        VerdictFile.Write(Path.Combine(report.Baseline(), "verdict.verified.json"), SyntheticReport.Verdict(sgd: -.3, date: SyntheticReport.Made.AddHours(-1)));
        Assert.That(Page(), Does.Contain("as accepted in the baseline").And.Contain("> contradicted<"));

        VerdictFile.Write(Path.Combine(report.Results(), "verdict.json"), SyntheticReport.Verdict(sgd: .3, date: SyntheticReport.Made));
        Assert.That(Page(), Does.Contain("by the latest run").And.Not.Contain("> contradicted<"));
    }

    [Test]
    public void Text_of_others_never_becomes_markup()
    {
        report.MakeWhole();
        Registration hostile = Registered.ViTSync() with { Sentence = SyntheticReport.Hostile, Paper = SyntheticReport.Hostile };
        Verdict verdict = SyntheticReport.Verdict() with { Environment = new Dictionary<string, string> { [SyntheticReport.Hostile] = SyntheticReport.Hostile } };
        VerdictFile.Write(Path.Combine(report.Results(), "verdict.json"), verdict);
        EvidenceFile.Write(Path.Combine(report.Results(), "evidence.json"), [SyntheticReport.Run("ViT-SGD seed 10", 'a', SyntheticReport.Hostile) with
        {
            Matrices = [MatrixEvidence.Of(SyntheticReport.Similarity("</script><b>", SyntheticReport.Hostile, .1))],
        }]);

        string page = File.ReadAllText(report.Write(report.Source(registration: hostile)).Page);

        Assert.That(Regex.Count(page, "<script"), Is.EqualTo(2), "the data and the script");
        Assert.That(Regex.Count(page, "</script"), Is.EqualTo(2));
        Assert.That(page, Does.Not.Contain("<img src=x").And.Contain(Escaped(SyntheticReport.Hostile)));
    }

    [Test]
    public void The_policy_lets_in_nothing_but_what_the_page_holds()
    {
        string page = Page();
        string policy = Regex.Match(page, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;

        Assert.That(policy, Does.Contain("default-src 'none'").And.Contain("img-src data:"));
        Assert.That(policy, Does.Not.Contain("http").And.Not.Contain("unsafe").And.Not.Contain("*"));
        Assert.That(Regex.Matches(page, "(?:src|href)=\"([^\"#]{0,20})").Select(m => m.Groups[1].Value).Where(a => a.Length > 0), Has.All.StartsWith("data:image/png;base6"));
    }

    [Test]
    public void Headings_never_skip_a_level_and_every_id_is_there_once()
    {
        report.MakeWhole();
        report.MakeWhole("smoke");
        string page = File.ReadAllText(report.Write(report.Source(), report.Source("smoke")).Page);

        int[] levels = [.. HeadingTag().Matches(page).Select(m => int.Parse(m.Groups[1].Value, null))];
        Assert.That(levels[0], Is.EqualTo(1));
        Assert.That(levels.Zip(levels.Skip(1)).Select(pair => pair.Second - pair.First), Has.All.LessThanOrEqualTo(1));
        string[] ids = [.. Regex.Matches(page, " id=\"([^\"]*)\"").Select(m => m.Groups[1].Value)];
        Assert.That(ids, Is.Unique);
        Assert.That(Regex.Matches(page, "href=\"#([^\"]*)\"").Select(m => m.Groups[1].Value).Distinct(), Is.SubsetOf(ids));
    }

    [Test]
    public void A_damaged_file_is_named_and_the_rest_is_shown()
    {
        report.MakeWhole();
        File.WriteAllText(Path.Combine(report.Results(), "sensitivity.json"), "[{}]");
        WrittenReport written = report.Write(report.Source());

        Assert.That(written.Faults.Single(), Does.Contain("sensitivity.json").And.Contain("variation"));
        Assert.That(written.Faults.Single(), Does.Not.Contain(report.Out[..8]), "the page is published");
        Assert.That(File.ReadAllText(written.Page), Does.Contain("sensitivity.json").And.Contain("> reproduced<"));
    }

    [Test]
    public void A_damaged_verdict_without_another_is_unreadable_not_not_run()
    {
        File.WriteAllText(Path.Combine(report.Results(), "verdict.json"), "{");

        Assert.That(Page(), Does.Contain("Unreadable").And.Not.Contain("Not run<"));
    }

    [Test]
    public void A_verdict_of_an_earlier_revision_says_so()
    {
        VerdictFile.Write(Path.Combine(report.Results(), "verdict.json"), SyntheticReport.Verdict() with { Revision = 1 });

        Assert.That(Page(), Does.Contain($"revision 1 of the registration, which is in revision {Registered.ViTSync().Revision} by now").And.Contain($"1 (now {Registered.ViTSync().Revision})"));
    }

    [Test]
    public void Evidence_of_other_runs_than_the_verdicts_is_not_shown()
    {
        report.MakeWhole();
        EvidenceFile.Write(Path.Combine(report.Results(), "evidence.json"), [SyntheticReport.Run("ViT-SGD seed 10", 'f')]);

        Assert.That(Page(), Does.Contain("No matrices lie beside this verdict").And.Not.Contain("<canvas role"));
    }

    [Test]
    public void A_profile_that_decides_nothing_is_folded_away_and_says_why()
    {
        report.MakeWhole("smoke");

        Assert.That(File.ReadAllText(report.Write(report.Source("smoke")).Page), Does.Contain("this verdict says nothing about the claim").And.Contain("plumbing only"));
    }

    [Test]
    public void The_same_report_is_the_same_file()
    {
        report.MakeWhole();
        string first = Page();

        Assert.That(Page(), Is.EqualTo(first));
    }

    [Test]
    public void A_page_with_too_many_figures_stays_small_and_names_what_it_leaves_out()
    {
        report.MakeWhole();
        ClaimResult[] results = [ClaimResult.Read(report.Source())];
        string whole = Report.Page(results, SyntheticReport.Made, Report.MostBytes);
        string bare = Report.Page(results, SyntheticReport.Made, 0);

        Assert.That(whole, Does.Not.Contain("Left out"));
        Assert.That(bare, Does.Contain("Left out, as the page had no room for more: curves.ViT-SGD, similarity.ViT-SGD."));
        Assert.That(bare, Does.Not.Contain("data:image"));
        int room = Encoding.UTF8.GetByteCount(whole) - 200;
        string some = Report.Page(results, SyntheticReport.Made, room);
        Assert.That(Encoding.UTF8.GetByteCount(some), Is.LessThanOrEqualTo(room));
        Assert.That(some, Does.Contain("half their size").And.Contain("data:image"));
    }

    [Test]
    public void The_committed_verdicts_make_a_page_below_the_limit()
    {
        ReportSource[] sources = SyntheticReport.Committed();
        WrittenReport written = report.Write(sources);

        Assert.That(written.Faults, Is.Empty);
        Assert.That(new FileInfo(written.Page).Length, Is.LessThan(Report.MostBytes));
        foreach (ReportSource source in sources) Assert.That(File.ReadAllText(written.Page), Does.Contain(Escaped(source.Registration.Sentence)));
        Assert.That(File.ReadAllText(written.Page), Does.Contain("<canvas role"), "the committed numbers hold matrices");
    }

    private string Page() => File.ReadAllText(report.Write(report.Source()).Page);

    private static string Escaped(string text) => Html.Of("p", text).Text()[3..^4];

    [GeneratedRegex("<h([1-6])[ >]")]
    private static partial Regex HeadingTag();
}
