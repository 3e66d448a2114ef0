using System.Text;
using System.Text.RegularExpressions;
using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Figures;
using RepDynamics.Reports;
using RepDynamics.Studies;
using RepDynamics.Tests.Claims;
using SkiaSharp;

namespace RepDynamics.Tests.Reports;

public partial class ReportPageTests : ReportFixture
{
    [Test]
    public void A_claim_that_was_not_run_is_listed_as_that()
    {
        string page = report.Page();

        Assert.That(page, Does.Contain(">not run<").And.Contain("Not run on cpu: "));
        Assert.That(page, Does.Contain("dotnet test experiments --filter Claim=ViTSync -p:Profile=cpu"));
    }

    [Test]
    public void Everything_about_a_claim_is_on_the_page()
    {
        report.MakeWhole();
        Registration registration = Registered.ViTSync();
        string page = report.Page();

        string[] expected =
        [
            registration.Sentence, registration.Paper, registration.Statistic, registration.Rule, .. registration.Revisions.Select(r => r.Reason),
            .. SyntheticReport.Verdict().Parts.SelectMany(part => (string[])[part.Name, part.Reason]),
            "by the latest run", $"revision {Registered.ViTSync().Revision} of the registration", "dotnet test experiments --filter Claim=ViTSync -p:Profile=cpu",
            $"cpu (drawn textures): of 1 claim 1 {SyntheticReport.Verdict().Outcome.Words()}.", ResultSentence.Of(SyntheticReport.Verdict()), "debiased CKA", "t* = 4", "This project\u2019s paraphrase of", SyntheticReport.Hash('a'), "accept ViTSync --profile cpu",
        ];
        foreach (string text in expected) Assert.That(page, Does.Contain(Escaped(text)));
        PartVerdict part = SyntheticReport.Verdict().Parts[0];
        foreach (SeedValues seed in part.Seeds) Assert.That(page, Does.Contain($"<th scope=\"row\">{seed.Seed}</th>").And.Contain(Number.Signed(seed.Difference!.Value)));
        Assert.That(page, Does.Contain($"mean {Number.Signed(part.Interval!.Mean)}, 90% interval {Number.Signed(part.Interval.Lower)} to {Number.Signed(part.Interval.Upper)}"));
        Assert.That(report.Page(), Is.EqualTo(page), "the same report is the same file");
    }

    [Test]
    public void The_newer_of_run_and_baseline_is_shown()
    {
        VerdictFile.Write(Path.Combine(report.Results(), "verdict.json"), SyntheticReport.Verdict(sgd: .3));
        VerdictFile.Write(Path.Combine(report.Baseline(), "verdict.verified.json"), SyntheticReport.Verdict(sgd: -.3, date: SyntheticReport.Made.AddHours(-1)));
        Assert.That(report.Page(), Does.Contain("as accepted in the baseline").And.Contain(Escaped(ResultSentence.Of(SyntheticReport.Verdict(sgd: -.3)))));

        VerdictFile.Write(Path.Combine(report.Results(), "verdict.json"), SyntheticReport.Verdict(sgd: .3, date: SyntheticReport.Made));
        Assert.That(report.Page(), Does.Contain("by the latest run").And.Contain(Escaped(ResultSentence.Of(SyntheticReport.Verdict(sgd: .3)))));
    }

    [Test]
    public void Text_of_others_never_becomes_markup()
    {
        report.MakeWhole();
        Registration hostile = Registered.ViTSync() with { Sentence = SyntheticReport.Hostile, Paper = SyntheticReport.Hostile };
        Verdict verdict = SyntheticReport.Verdict() with { Environment = new Dictionary<string, string> { [SyntheticReport.Hostile] = SyntheticReport.Hostile } };
        VerdictFile.Write(Path.Combine(report.Results(), "verdict.json"), verdict);
        RunEvidence.Write(Path.Combine(report.Results(), "evidence.json"), [SyntheticReport.Run("ViT-SGD seed 10", 'a', SyntheticReport.Hostile) with
        {
            Matrices = [MatrixEvidence.Of(SyntheticReport.Similarity("</script><b>", SyntheticReport.Hostile, .1))],
        }]);

        string page = report.Page(report.Source(registration: hostile));

        Assert.That(Regex.Count(page, "<script"), Is.EqualTo(2), "the data and the script");
        Assert.That(Regex.Count(page, "</script"), Is.EqualTo(2));
        Assert.That(page, Does.Not.Contain("<img src=x").And.Contain(Escaped(SyntheticReport.Hostile)));
    }

    [Test]
    public void The_policy_lets_in_nothing_but_what_the_page_holds()
    {
        string page = report.Page();
        string policy = Regex.Match(page, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;

        Assert.That(policy, Does.Contain("default-src 'none'").And.Contain("img-src data:"));
        Assert.That(policy, Does.Not.Contain("http").And.Not.Contain("unsafe").And.Not.Contain("*"));
        Assert.That(Regex.Matches(page, "src=\"([^\"]{0,20})").Select(m => m.Groups[1].Value), Has.All.StartsWith("data:image/"));
    }

    [Test]
    public void Headings_never_skip_a_level_and_every_id_is_there_once()
    {
        report.MakeWhole();
        report.MakeWhole("smoke");
        string page = report.Page(report.Source(), report.Source("smoke"));

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
        Assert.That(File.ReadAllText(written.Pages[0]), Does.Contain("sensitivity.json").And.Contain("reproduced</span>"));
    }

    [Test]
    public void A_damaged_verdict_is_unreadable_and_one_of_an_earlier_revision_says_so()
    {
        string verdict = Path.Combine(report.Results(), "verdict.json");
        File.WriteAllText(verdict, "{");
        Assert.That(report.Page(), Does.Contain(">unreadable<").And.Not.Contain("not run<"));

        VerdictFile.Write(verdict, SyntheticReport.Verdict() with { Revision = 1 });
        Assert.That(report.Page(), Does.Contain($"revision 1 of the registration, which is in revision {Registered.ViTSync().Revision} by now"));
    }

    [Test]
    public void Without_the_runs_of_the_verdict_the_figure_takes_the_place_of_heat_maps()
    {
        report.MakeWhole();
        Assert.That(report.Page(), Does.Contain("class=\"heat\"").And.Not.Contain("Enlarge: ViTSync on cpu: similarity.ViT-SGD"));

        // A newer baseline of the same recipes, trained on another machine.
        VerdictFile.Write(Path.Combine(report.Baseline(), "verdict.verified.json"), SyntheticReport.Verdict(date: DateTimeOffset.MaxValue));
        Assert.That(report.Page(), Does.Contain("as accepted in the baseline").And.Not.Contain("class=\"heat\""));
        File.Delete(Path.Combine(report.Baseline(), "verdict.verified.json"));

        RunEvidence.Write(Path.Combine(report.Results(), "evidence.json"), [SyntheticReport.Run("ViT-SGD seed 10", 'f')]);
        Assert.That(report.Page(), Does.Not.Contain("class=\"heat\"").And.Contain("Enlarge: ViTSync on cpu: similarity.ViT-SGD"));
    }

    [Test]
    public void Measures_stand_in_the_order_of_the_registration()
    {
        report.MakeWhole();
        Registration registration = Registered.ViTSync();
        RegisteredPart part = registration.Parts[0];
        Registration regionsFirst = registration with { Parts = [part with { Measure = SimilarityMeasure.Regions }, part with { Name = "other" }] };

        Assert.That(Order(registration with { Parts = [part] }), Is.EqualTo(new[] { "cka" }));
        Assert.That(Order(regionsFirst), Is.EqualTo(new[] { "regions", "cka" }));

        string[] Order(Registration registration) =>
            [.. Regex.Matches(report.Page(report.Source(registration: registration)), "class=\"heat\" id=\"maps-a+-([a-z]+)\"").Select(m => m.Groups[1].Value)];
    }

    [Test]
    public void A_heat_map_is_a_picture_in_the_colours_of_the_figures()
    {
        report.MakeWhole();
        string[] maps = [.. Regex.Matches(report.Page(), "<image [^>]*href=\"data:image/png;base64,([^\"]*)\"").Select(m => m.Groups[1].Value)];
        using SKBitmap block2 = PngImage.Decode(new MemoryStream(Convert.FromBase64String(maps[1])));
        (SKColor far, SKColor same) = (ColorScale.ColorAt(.2), ColorScale.ColorAt(1));

        Assert.That(block2.GetPixel(0, 0), Is.EqualTo(far), "the first epoch and the last, 1 - 4 * .2");
        Assert.That(block2.GetPixel(0, block2.Height - 1), Is.EqualTo(same));
        Assert.That(block2.GetPixel(block2.Width - 1, 0), Is.EqualTo(same));
    }

    [Test]
    public void A_profile_that_decides_nothing_is_folded_away_where_another_decides()
    {
        report.MakeWhole("smoke");
        Assert.That(report.Page(report.Source("smoke")), Does.Contain("says nothing about the claim").And.Not.Contain("<summary>A trial"));

        report.MakeWhole();
        Assert.That(report.Page(report.Source(), report.Source("smoke")), Does.Contain("<summary>A trial of the plumbing</summary>").And.Contain("<summary>Others: smoke"));
    }

    [Test]
    public void Commits_are_linked_to_the_repository()
    {
        string commit = new('4', 40);
        VerdictFile.Write(Path.Combine(report.Results(), "verdict.json"), SyntheticReport.Verdict() with { Environment = new Dictionary<string, string> { ["commit"] = commit } });
        string page = File.ReadAllText(Report.Write(report.Out, [report.Source()], SyntheticReport.Made, "https://example.org/repository").Pages[0]);

        Assert.That(page, Does.Contain($"<a href=\"https://example.org/repository/commit/{commit}\">44444444</a>").And.Contain("<a href=\"verdicts.json\">"));
    }

    [Test]
    public void Every_figure_that_decides_is_on_a_page_once_and_to_the_pixel()
    {
        foreach (string profile in (string[])["cpu", "cifar-cpu"])
        {
            report.MakeWhole(profile);
            // No two alike: a second page of a profile would show it.
            for (int i = 0; i < 30; i++) File.WriteAllBytes(Path.Combine(report.Results(profile), $"figure{i}.png"), SyntheticReport.Picture(i, 1600, 100 + profile.Length));
        }
        File.WriteAllBytes(Path.Combine(report.Results(), "another.png"), SyntheticReport.Picture(3, 1600, 103));
        ReportSource[] sources = [report.Source(), report.Source("cifar-cpu")];

        long most = Report.MostBytes;
        foreach (string[] pages in (string[][])[["index.html"], ["index.html", "cpu.html", "cifar-cpu.html"], ["index.html", "cpu.ViTSync.html", "cifar-cpu.ViTSync.html"]])
        {
            WrittenReport written = Report.Write(report.Out, sources, SyntheticReport.Made, mostBytes: most);
            Assert.That(written.Pages.Select(Path.GetFileName), Is.EqualTo(pages));
            // Too little for the pages that were just written.
            most = written.Pages.Where(page => pages.Length == 1 || !page.EndsWith("index.html", StringComparison.Ordinal)).Min(page => new FileInfo(page).Length) - 1;
            string[][] shown =
            [
                .. written.Pages.Select(page => Regex.Matches(File.ReadAllText(page), "class=\"zoom\"[^>]*><img[^>]* src=\"data:image/png;base64,([^\"]*)\"").Select(m => m.Groups[1].Value).ToArray()),
            ];
            string[] figures =
            [
                .. sources.SelectMany(source => Directory.GetFiles(source.Results, "*.png")).Where(file => !Path.GetFileName(file).StartsWith("similarity", StringComparison.Ordinal))
                    .Select(file => Convert.ToBase64String(File.ReadAllBytes(file))),
            ];
            Assert.That(shown, Has.All.Unique);
            Assert.That(figures.Except(shown.SelectMany(page => page)).Count(), Is.Zero, $"of {figures.Length} figures");
        }
        Assert.That(File.ReadAllText(Path.Combine(report.Out, "index.html")), Does.Contain("<a href=\"cifar-cpu.ViTSync.html#ViTSync-cifar-cpu\">"));

        report.Write(sources);
        Assert.That(Directory.GetFiles(report.Out, "*.html").Select(Path.GetFileName), Is.EqualTo(new[] { "index.html" }), "a report that fits a page removes the pages of an earlier one");
    }

    [Test]
    public void A_vector_figure_takes_the_place_of_the_pixels()
    {
        report.MakeWhole();
        const string vector = "<svg xmlns=\"http://www.w3.org/2000/svg\"><desc>Three &lt; four.</desc></svg>";
        File.WriteAllText(Path.Combine(report.Results(), "curves.ViT-SGD.svg"), vector);

        Assert.That(report.Page(), Does.Contain($"alt=\"Three &lt; four.\" decoding=\"async\" width=\"240\" height=\"160\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(vector))}\""));
    }

    [Test]
    public void The_committed_verdicts_make_a_page_below_the_limit()
    {
        ReportSource[] sources = SyntheticReport.Committed();
        WrittenReport written = report.Write(sources);

        Assert.That(written.Faults, Is.Empty);
        foreach (string page in written.Pages) Assert.That(new FileInfo(page).Length, Is.LessThan(Report.MostBytes));
        foreach (ReportSource source in sources) Assert.That(File.ReadAllText(written.Pages[0]), Does.Contain(Escaped(source.Registration.Sentence)));
        Assert.That(written.Pages.Any(page => File.ReadAllText(page).Contains("class=\"heat\"", StringComparison.Ordinal)), "the committed numbers hold matrices");
    }

    private static string Escaped(string text) => Html.Of("p", text).Text()[3..^4];

    [GeneratedRegex("<h([1-6])[ >]")]
    private static partial Regex HeadingTag();
}
