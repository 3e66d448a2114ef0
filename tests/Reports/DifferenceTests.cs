using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Reports;
using RepDynamics.Tests.Claims;

namespace RepDynamics.Tests.Reports;

public class DifferenceTests : FolderFixture
{
    [Test]
    public void Changed_lines_are_paired_and_measured()
    {
        ImmutableArray<ChangedLine> lines = TextDifference.Between("a 0.125, b 1\nsame\nc 2", "a 0.250, b 1\nsame\nd 2").Lines;

        Assert.That(lines.Select(line => (line.Line, line.Largest)), Is.EqualTo(new (int, double?)[] { (1, .125), (3, null) }));
        Assert.That(Enumerable.Range(0, 4).Select(lines[0].Differs), Is.EqualTo(new[] { false, true, false, false }));
    }

    // An added line does not make every later line a change; a byte order mark and line ends are none.
    [TestCase("a 1\nb 2\nc 3\n", "\uFEFFa 1\r\nnew\r\nb 2\r\nc 3", "2:  > new")]
    [TestCase("a\nb", "a", "2: b > ")]
    [TestCase("", "a", "1:  > a")]
    [TestCase("a\n", "a", null)]
    public void Added_and_removed_lines_are_changes(string then, string now, string? change) => Assert.That(
        TextDifference.Between(then, now).Lines.Select(line => $"{line.Line}: {string.Join(' ', line.Then)} > {string.Join(' ', line.Now)}").SingleOrDefault(), Is.EqualTo(change));

    [TestCase("a 1.5, b -2", "a 1.5, b -2", "0 of 2 numbers differ, by 0 at most")]
    [TestCase("a 1.5, b -2", "a 1.25, b 2", "2 of 2 numbers differ, by 4 at most")]
    [TestCase("ViT-SGD seed 10: 0.5", "ViT-SGD seed 10: 0.75", "1 of 2 numbers differ, by 0.25 at most")]
    [TestCase("  9", " 10", "1 of 1 numbers differ, by 1 at most")]
    [TestCase("fits at 12", "fits at never", "the text differs, not only its numbers")]
    [TestCase("1 2", "1 2 3", "the text differs, not only its numbers")]
    public void Differing_numbers_are_counted(string then, string now, string expected) =>
        Assert.That(TextDifference.Between(then, now).ToString(), Is.EqualTo(expected));

    [Test]
    public void A_figure_that_differs_is_shown_with_slider_and_difference()
    {
        string page = Page(Figures());

        Assert.That(page, Does.Contain("synchrony.png: changed").And.Contain("type=\"range\"").And.Contain("Difference of synchrony.png"));
        Assert.That(page, Does.Contain("swatch far").And.Contain("swatch only").And.Contain("swatch outline").And.Contain("only one has a pixel"));
        Assert.That(page.Split("<img ").Length - 1, Is.EqualTo(4), "baseline, received, difference, and the enlarged one");
        Assert.That(page, Does.Contain("./repdynamics accept ViTSync --profile cpu"));
    }

    [Test]
    public void Numbers_are_shown_line_by_line_with_what_changed_marked()
    {
        string then = Write("numbers.verified.txt", "a 0.125\n"), now = Write("numbers.txt", "a 0.250\n");
        string page = Page(new BaselineMismatch("numbers.txt", "changed", "1 of 1 numbers differ", true, then, now));

        Assert.That(page, Does.Contain("<del><b>0.125</b></del>").And.Contain("<ins><b>0.250</b></ins>").And.Contain("<td>0.125</td>"));
    }

    [Test]
    public void Added_and_removed_figures_are_shown()
    {
        BaselineMismatch figures = Figures();

        Assert.That(Page(figures with { Kind = "added", Verified = null }), Does.Contain("synchrony.png, added").And.Contain(Convert.ToBase64String(SyntheticReport.Picture(2))));
        Assert.That(Page(figures with { Kind = "removed", Received = null }), Does.Contain("synchrony.png, removed").And.Contain(Convert.ToBase64String(SyntheticReport.Picture(1))));
    }

    [Test]
    public void What_changed_in_a_verdict_is_shown_part_by_part()
    {
        string then = In("verdict.verified.json"), now = In("verdict.json");
        VerdictFile.Write(then, SyntheticReport.Verdict(sgd: .3));
        VerdictFile.Write(now, SyntheticReport.Verdict(sgd: -.3) with { RecipeHashes = new Dictionary<string, string>() });
        string page = Page(new BaselineMismatch("verdict.json", "changed", "", true, then, now));
        string before = Number.Interval(SyntheticReport.Verdict(sgd: .3).Parts[0]), after = Number.Interval(SyntheticReport.Verdict(sgd: -.3).Parts[0]);

        Assert.That(page, Does.Contain("<del>reproduced</del> \u2192 <ins><b>contradicted</b></ins>").And.Contain($"<del>{before}</del> \u2192 <ins><b>{after}</b></ins>"));
        Assert.That(page, Does.Contain("Other: recipes."));
        File.WriteAllText(then, "{");
        Assert.That(Page(new BaselineMismatch("verdict.json", "changed", "damaged", true, then, now)), Does.Contain("damaged").And.Not.Contain("<del>"));
    }

    [Test]
    public void What_was_not_compared_is_named()
    {
        VerdictFile.Write(In("verdict.json"), SyntheticReport.Verdict());
        BaselineComparison none = BaselineComparison.Of("ViTSync", "cpu", Folder, In("nowhere"))!;
        string page = DifferencePage.Page([none], [], ["SgdPhases on gpu"], SyntheticReport.Made);

        Assert.That(page, Does.Contain("Not compared, because there are no results or no baseline: 2").And.Contain("SgdPhases on gpu").And.Contain("ViTSync on cpu (nothing was accepted yet)"));
        Assert.That(DifferencePage.Page([], [], [], SyntheticReport.Made), Does.Contain("There are no results to compare."));
    }

    [Test]
    public void A_file_that_is_not_a_picture_is_named_and_not_shown()
    {
        string broken = Write("broken.verified.png", "no picture");
        string page = Page(Figures() with { Verified = broken, Detail = "the baseline's file is no readable PNG" });

        Assert.That(page, Does.Contain("no readable PNG").And.Not.Contain("type=\"range\""));
    }

    [Test]
    public void Text_of_others_never_becomes_markup()
    {
        string hostile = SyntheticReport.Hostile;
        string then = Write("numbers.verified.txt", hostile), now = Write("numbers.txt", hostile + " 1");
        string page = DifferencePage.Page(
            [new(hostile, hostile, hostile, [new(hostile, hostile, hostile, true, then, now)])], [new(hostile, hostile)], [hostile], SyntheticReport.Made);

        Assert.That(page, Does.Not.Contain("<img src=x").And.Not.Contain("<script>alert"));
    }

    [Test]
    public void Baselines_of_no_claim_or_profile_are_dangling()
    {
        foreach (string path in (string[])["cpu/ViTSync", "cpu/Gone", "nowhere/ViTSync", "smoke/ViTSync"])
            Directory.CreateDirectory(In(path));
        Registration cpuOnly = Registered.ViTSync() with
        {
            Profiles = Registered.ViTSync().Profiles.Where(p => p.Key == "cpu").ToDictionary(),
        };

        ImmutableArray<DanglingBaseline> dangling = DanglingBaseline.In(Folder, [cpuOnly], ["cpu", "smoke"]);

        Assert.That(dangling, Is.EqualTo(new DanglingBaseline[]
        {
            new("cpu/Gone", "There is no claim Gone."),
            new("nowhere", "There is no profile nowhere."),
            new("smoke/ViTSync", "ViTSync is not registered for the profile smoke."),
        }));
        Assert.That(DanglingBaseline.In(In("none"), [], []), Is.Empty);
    }

    [Test]
    public void No_committed_baseline_is_dangling()
    {
        Registration[] claims = [.. Registered.Ids().Select(id => Registration.Load(Path.Combine(Registered.Folder, id + ".json")))];

        Assert.That(
            DanglingBaseline.In(Path.Combine(Repository.Root, "baselines"), claims, [.. RepDynamics.Profiles.Profile.All.Select(p => p.Name)]), Is.Empty);
    }

    private BaselineMismatch Figures()
    {
        string verified = In("synchrony.verified.png"), received = In("synchrony.png");
        File.WriteAllBytes(verified, SyntheticReport.Picture(1));
        File.WriteAllBytes(received, SyntheticReport.Picture(2));
        return new("synchrony.png", "changed", "figure differs", true, verified, received);
    }

    private static string Page(BaselineMismatch mismatch) =>
        DifferencePage.Page([new("ViTSync", "cpu", "By looks.", [mismatch])], [], [], SyntheticReport.Made);
}
