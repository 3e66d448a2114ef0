using PuppeteerSharp;
using RepDynamics.Baselines;
using RepDynamics.Reports;

namespace RepDynamics.Tests.Reports;

/// <summary>The pages as a reader has them: in a browser, from the file system.</summary>
[Category("Slow")]
public class BrowserTests
{
    private SyntheticReport report = null!;
    private IBrowser browser = null!;
    private string page = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        if (Tab.Chromium is null) Assert.Ignore("There is no Chromium on PATH to try the pages in: apt-get install -y --no-install-recommends chromium");
        report = new SyntheticReport();
        report.MakeWhole();
        report.MakeWhole("smoke");
        File.WriteAllBytes(Path.Combine(report.Results("smoke"), "errors.png"), SyntheticReport.Picture(7));
        page = report.Write(report.Source(), report.Source("smoke")).Pages[0];
        browser = await Tab.Start();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (browser is not null) await browser.DisposeAsync();
        report?.Dispose();
    }

    [TestCase(1200, false)]
    [TestCase(1200, true)]
    [TestCase(360, false)]
    [TestCase(360, true)]
    public async Task The_page_loads_without_a_complaint_and_fits_its_window(int width, bool dark)
    {
        Tab tab = await Tab.Open(browser, page, width, dark);
        await tab.Do("document.querySelectorAll('details').forEach(fold => fold.open = true)");

        Assert.That(await tab.Value<double>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
        Assert.That(tab.Complaints, Is.Empty);
        Assert.That(await tab.Text("getComputedStyle(document.body).backgroundColor"), Is.EqualTo(dark ? "rgb(22, 24, 28)" : "rgb(253, 253, 251)"));
        Assert.That(await tab.Text("document.documentElement.lang"), Is.EqualTo("en"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Every_text_stands_out_from_its_ground_as_WCAG_AA_asks(bool dark)
    {
        Tab tab = await Tab.Open(browser, page, dark: dark);
        string faint = await tab.Text("""
            (() => {
              const channels = color => color.match(/[\d.]+/g).map(Number);
              const light = color => {
                const [r, g, b] = channels(color).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const ground = element => {
                for (; element; element = element.parentElement) {
                  const color = getComputedStyle(element).backgroundColor;
                  if ((channels(color)[3] ?? 1) === 1) return color;
                }
                return "rgb(255, 255, 255)";
              };
              document.querySelectorAll("details").forEach(fold => fold.open = true);
              const faint = [];
              let seen = 0;
              for (const element of document.querySelectorAll("main *, header *")) {
                if (![...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())) continue;
                const style = getComputedStyle(element);
                const [one, other] = [light(element.closest("svg") ? style.fill : style.color), light(ground(element))].sort((a, b) => b - a);
                const ratio = (one + 0.05) / (other + 0.05);
                seen++;
                if (ratio < 4.5 && element.tagName !== "title") faint.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)} ${element.textContent.slice(0, 30)}`);
              }
              return seen < 100 ? `only ${seen} texts were seen` : faint.join("\n");
            })()
            """);

        Assert.That(faint, Is.Empty);
    }

    [Test]
    public async Task Every_picture_has_a_text_and_every_control_a_name()
    {
        Tab tab = await Tab.Open(browser, page);

        Assert.That(await tab.Value<double>("[...document.images].filter(i => i.src).length"), Is.GreaterThanOrEqualTo(4));
        Assert.That(await tab.Text("[...document.images].filter(i => i.src && !i.alt.trim()).map(i => i.outerHTML.slice(0, 80)).join()"), Is.Empty);
        Assert.That(await tab.Text(
            "[...document.querySelectorAll('svg[role=img], canvas[role=img], [role=application], [role=region], input')].filter(e => !e.ariaLabel && !e.getAttribute('aria-labelledby')).map(e => e.outerHTML.slice(0, 80)).join()"),
            Is.Empty);
        Assert.That(await tab.Text("[...document.images].filter(i => i.src && !i.complete).map(i => i.alt).join()"), Is.Empty);
        Assert.That(await tab.Value<double>("Math.min(...[...document.querySelectorAll('.zoom img, .pair img')].map(i => i.naturalWidth))"), Is.EqualTo(240));
    }

    [TestCase(1200)]
    [TestCase(360)]
    public async Task A_tab_stops_only_where_something_scrolls(int width)
    {
        Tab tab = await Tab.Open(browser, page, width);
        await tab.Do("document.querySelectorAll('details').forEach(fold => fold.open = true)");
        const string stops = "[...document.querySelectorAll('.scroll, pre')].filter(e => e.tabIndex === 0)", scroll = "e.scrollWidth > e.clientWidth";
        if (width < 600) await tab.Until($"{stops}.length > 0");

        Assert.That(await tab.Text($"{stops}.filter(e => !({scroll})).map(e => e.ariaLabel ?? e.tagName).join()"), Is.Empty);
        await tab.Until($"[...document.querySelectorAll('.scroll, pre')].every(e => !({scroll}) || e.tabIndex === 0)");
    }

    [Test]
    public async Task The_overview_of_all_claims_fits_the_first_screen()
    {
        using SyntheticReport all = new();
        Tab tab = await Tab.Open(browser, all.Write(SyntheticReport.Committed()).Pages[0], 1440);

        Assert.That(await tab.Value<double>("document.querySelectorAll('.overview tbody')[0].rows.length"), Is.EqualTo(Claims.Registered.Ids().Count()));
        Assert.That(await tab.Value<double>("Math.max(...[...document.querySelectorAll('.overview table, .key')].filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect().bottom))"), Is.LessThan(900));
    }

    // The cells of epochs 0, 1, 4 are as wide as on the axis of the figures: the corners belong to the first and the last.
    [TestCase(.03, .97, "block2: CKA 1.000 between epochs 0 and 0")]
    [TestCase(.97, .97, "block2: CKA 0.200 between epochs 4 and 0")]
    [TestCase(.03, .03, "block2: CKA 0.200 between epochs 0 and 4")]
    [TestCase(.97, .03, "block2: CKA 1.000 between epochs 4 and 4")]
    public async Task The_pointer_reads_off_a_heat_map(double x, double y, string expected)
    {
        Tab tab = await Tab.Open(browser, page);

        await tab.Point("document.querySelectorAll('.heat image')[1]", x, y);
        await tab.Until("document.querySelector('.heat output').textContent.startsWith('block2')");

        Assert.That(await tab.Text("document.querySelector('.heat output').textContent"), Is.EqualTo(expected));
        Assert.That(tab.Complaints, Is.Empty);
    }

    [Test]
    public async Task The_keyboard_reads_off_a_heat_map()
    {
        Tab tab = await Tab.Open(browser, page);
        await tab.Do("document.querySelector('.maps').focus()");

        List<string> read = [];
        foreach (string key in (string[])["Home", "Home", "ArrowRight", "PageDown", "ArrowUp", "ArrowUp", "ArrowUp", "End"])
        {
            await tab.Press(key);
            read.Add(await tab.Text("document.querySelector('.heat output').textContent"));
        }

        Assert.That(read, Is.EqualTo(new[]
        {
            "block1: CKA 0.600 between epochs 0 and 4", // the first key shows where one is
            "block1: CKA 1.000 between epochs 0 and 0",
            "block1: CKA 0.900 between epochs 1 and 0",
            "block2: CKA 0.800 between epochs 1 and 0",
            "block2: CKA 1.000 between epochs 1 and 1",
            "block2: CKA 0.400 between epochs 1 and 4",
            "block2: CKA 0.400 between epochs 1 and 4", // there is no epoch beyond
            "block2: CKA 1.000 between epochs 4 and 4",
        }));
    }

    [Test]
    public async Task The_slider_uncovers_baseline_or_received_by_keyboard()
    {
        Tab tab = await Tab.Open(browser, page);
        const string cut = "getComputedStyle(document.querySelector('.compare .over')).clipPath";
        Assert.That(await tab.Text(cut), Is.EqualTo("inset(0px 0px 0px 50%)"));

        await tab.Do("document.querySelector('.compare input').focus()");
        await tab.Press("ArrowRight");
        Assert.That(await tab.Text(cut), Is.EqualTo("inset(0px 0px 0px 51%)"));
        await tab.Press("End");
        Assert.That(await tab.Text(cut), Is.EqualTo("inset(0px 0px 0px 100%)"));
    }

    [Test]
    public async Task A_figure_is_enlarged_and_Escape_gives_the_focus_back()
    {
        Tab tab = await Tab.Open(browser, page);
        await tab.Do("document.querySelector('button.zoom').focus()");
        await tab.Press("Enter");

        await tab.Until("document.querySelector('dialog').open");
        Assert.That(await tab.Value<bool>("document.querySelector('dialog').contains(document.activeElement)"), Is.True);
        Assert.That(await tab.Text("document.querySelector('dialog img').alt"), Is.EqualTo("ViTSync on cpu: curves.ViT-SGD"));

        await tab.Press("Escape");
        await tab.Until("!document.querySelector('dialog').open");
        Assert.That(await tab.Text("document.activeElement.ariaLabel"), Is.EqualTo("Enlarge: ViTSync on cpu: curves.ViT-SGD"));
    }

    [Test]
    public async Task A_link_into_what_is_folded_away_unfolds_it()
    {
        Tab tab = await Tab.Open(browser, page);
        const string inside = "document.querySelector('details:not([open]) [id]')";
        Assert.That(await tab.Value<bool>($"{inside}.checkVisibility()"), Is.False);

        await tab.Do($"location.hash = {inside}.id");
        await tab.Until("document.getElementById(location.hash.slice(1)).checkVisibility()");
    }

    [Test]
    public async Task A_claim_is_printed_under_its_running_head_on_few_pages()
    {
        using SyntheticReport all = new();
        ReportSource[] deciding = [.. SyntheticReport.Committed().Where(source => source.Profile != "smoke")];
        string committed = Report.Write(all.Out, deciding, SyntheticReport.Made, mostBytes: long.MaxValue).Pages.Single();
        Tab tab = await Tab.Open(browser, committed);

        Assert.That(await tab.PrintedPages(), Is.InRange(2, 40));
        await tab.Print();
        Assert.That(await tab.Text("getComputedStyle(document.querySelector('.claim .head')).display"), Is.EqualTo("table-header-group"));
        Assert.That(await tab.Text("getComputedStyle(document.querySelector('.claim .head')).breakInside"), Is.EqualTo("avoid")); // or it is not repeated
        Assert.That(await tab.Value<double>("[...document.querySelectorAll('details:not([open]) > summary')].filter(e => e.checkVisibility()).length"), Is.Zero);
    }

    [TestCase(1200)]
    [TestCase(360)]
    public async Task The_page_of_differences_works_as_well(int width)
    {
        string verified = Path.Combine(report.Baseline(), "synchrony.verified.png"), received = Path.Combine(report.Baseline(), "synchrony.received.png");
        string then = Path.Combine(report.Out, "then.txt"), now = Path.Combine(report.Out, "now.txt");
        File.WriteAllText(then, string.Join(' ', Enumerable.Repeat("0.125", 60)));
        File.WriteAllText(now, string.Join(' ', Enumerable.Repeat("0.126", 60)));
        BaselineMismatch[] mismatches = [new("synchrony.png", "changed", "by its colour", true, verified, received), new("numbers.txt", "changed", "", true, then, now)];
        string differences = DifferencePage.Write(
            Path.Combine(report.Out, "diff"), [new("ViTSync", "cpu", "By looks.", [.. mismatches])], [new("cpu/Gone", "There is no claim Gone.")], [], SyntheticReport.Made);

        Tab tab = await Tab.Open(browser, differences, width);

        Assert.That(tab.Complaints, Is.Empty);
        Assert.That(await tab.Value<double>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
        Assert.That(await tab.Value<double>("[...document.images].filter(i => i.src && i.naturalWidth > 0 && i.alt).length"), Is.EqualTo(3));
        await tab.Do("document.querySelector('.compare input').focus()");
        await tab.Press("Home");
        Assert.That(await tab.Text("getComputedStyle(document.querySelector('.compare .over')).clipPath"), Is.EqualTo("inset(0px)").Or.EqualTo("inset(0px 0px 0px 0%)"));
    }
}
