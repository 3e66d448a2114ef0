using System.Globalization;
using System.Text;
using System.Xml.Linq;
using RepDynamics.Figures;
using SkiaSharp;

namespace RepDynamics.Tests.Figures;

public class RenderingTests
{
    private static readonly Func<Figure>[] All =
    [
        SampleData.FourNetworks, SampleData.TrainingCurves, SampleData.Synchrony, SampleData.FourConditions, SampleData.Concordance, () => SampleRegions.Panels(), () => SampleRegions.Strip("output"),
    ];

    [TestCaseSource(nameof(All))]
    public void The_same_figure_gives_the_same_bytes(Func<Figure> make)
    {
        byte[] first = make().ToPng();

        Assert.That(make().ToPng(), Is.EqualTo(first));
    }

    [TestCaseSource(nameof(All))]
    public void A_file_stays_under_200_kilobytes(Func<Figure> make) =>
        Assert.That(make().ToPng(), Has.Length.LessThan(200_000));

    [TestCaseSource(nameof(All))]
    public void The_same_figure_gives_the_same_bytes_of_SVG_and_PDF(Func<Figure> make)
    {
        (byte[] svg, byte[] pdf) = (make().ToSvg(), make().ToPdf());

        Assert.That(make().ToSvg(), Is.EqualTo(svg));
        Assert.That(make().ToPdf(), Is.EqualTo(pdf));
    }

    [TestCaseSource(nameof(All))]
    public void An_SVG_has_a_title_a_description_and_attributes_only(Func<Figure> make)
    {
        Figure figure = make();
        XElement svg = Svg(figure);

        Assert.That(svg.Elements().Take(2).Select(e => (e.Name.LocalName, e.Value)), Is.EqualTo(new[] { ("title", figure.Title), ("desc", figure.Description) }));
        Assert.That((string?)svg.Attribute("viewBox"), Is.EqualTo($"0 0 {figure.Measure().Width} {figure.Measure().Height}"));
        // What a content security policy forbids within a page, and what must be unique within one.
        Assert.That(svg.Descendants().Attributes().Select(a => a.Name.LocalName), Has.None.EqualTo("style").And.None.EqualTo("id").And.None.EqualTo("class"));
        Assert.That(svg.Descendants().Select(e => e.Name.LocalName), Has.None.EqualTo("style").And.None.EqualTo("script"));
        Assert.That(svg.Descendants().Attributes("href").Select(a => a.Value), Has.All.StartsWith("data:image/png;base64,"));
    }

    [TestCaseSource(nameof(All))]
    public void An_SVG_holds_every_label_of_the_picture_as_text(Func<Figure> make)
    {
        Figure figure = make();

        Assert.That(
            Svg(figure).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value),
            Is.EqualTo(figure.PlaceLabels().Select(label => label.Text)));
    }

    [TestCaseSource(nameof(All))]
    public void Outlines_of_an_SVG_need_no_font(Func<Figure> make)
    {
        var svg = XElement.Parse(Encoding.UTF8.GetString(make().ToSvg(outlines: true)));

        Assert.That(svg.Descendants().Where(e => e.Name.LocalName == "text"), Is.Empty);
        Assert.That(svg.Descendants().Count(e => e.Name.LocalName == "path"), Is.GreaterThan(make().PlaceLabels().Count));
    }

    [TestCaseSource(nameof(All))]
    public void An_SVG_stays_under_120_kilobytes(Func<Figure> make) => Assert.That(make().ToSvg(), Has.Length.LessThan(120_000));

    [Test]
    public void Pictures_of_an_SVG_hold_the_colours_of_the_cells()
    {
        double[,] similarity = { { 1, 0.25 }, { 0.25, 1 } };
        HeatMapGrid grid = new() { Range = (0, 1), Rows = [new HeatMapRow { Title = "a", Epochs = [0, 1], Panels = [new("tap", similarity)] }] };
        string picture = Svg(grid).Descendants().First(e => e.Name.LocalName == "image").Attribute("href")!.Value.Split(',')[1];
        using SKBitmap map = SKBitmap.Decode(Convert.FromBase64String(picture))!;

        // Epochs run to the right and upwards: the diagonal rises.
        Assert.That(map.GetPixel(0, 0), Is.EqualTo(ColorScale.ColorAt(0.25)));
        Assert.That(map.GetPixel(map.Width - 1, 0), Is.EqualTo(ColorScale.ColorAt(1)));
        Assert.That(map.GetPixel(0, map.Height - 1), Is.EqualTo(ColorScale.ColorAt(1)));
    }

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(16)]
    [TestCase(17)]
    [TestCase(256)]
    [TestCase(300)]
    public void A_palette_PNG_keeps_every_cell(int colors)
    {
        CellPicture picture = new(19, 31, [.. Enumerable.Range(0, 19 * 31).Select(i => new SKColor((byte)(i * 7 % colors), (byte)(i * 7 % colors / 256), 9))]);

        using SKBitmap read = SKBitmap.Decode(PalettePng.Encode(picture))!;

        Assert.That((read.Width, read.Height), Is.EqualTo((19, 31)));
        Assert.That(read.Pixels, Is.EqualTo(picture.Colors));
    }

    [TestCaseSource(nameof(All))]
    public void On_paper_a_figure_fits_a_column_of_five_and_a_half_inches(Func<Figure> make)
    {
        var svg = XElement.Parse(Encoding.UTF8.GetString(make().ToSvg(FigureTheme.Paper)));
        double width = double.Parse(svg.Attribute("width")!.Value[..^2], CultureInfo.InvariantCulture), pixels = make().Measure(FigureTheme.Paper).Width;
        double[] sizes = [.. svg.Descendants().Attributes("font-size").Select(size => double.Parse(size.Value, CultureInfo.InvariantCulture))];

        Assert.That(svg.Attribute("width")!.Value, Does.EndWith("pt"));
        Assert.That(width, Is.InRange(1, 5.5 * 72 + 0.01));
        Assert.That(sizes.Min() * width / pixels, Is.GreaterThanOrEqualTo(7 - 0.01));
        Assert.That(make().PlaceLabels(FigureTheme.Paper).Select(label => label.Text), Has.None.EqualTo(make().Title));
    }

    [Test]
    public void Labels_with_the_letters_of_markup_stay_what_they_are()
    {
        CurveChart chart = new() { Title = "a < b & \"c\"\u0001", YLabel = "loss", Series = [new("<script>", [0, 1], [0, 1])] };

        Assert.That(Svg(chart).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value), Has.Some.EqualTo("<script>"));
        Assert.That(Svg(chart).Elements().First().Value, Is.EqualTo("a < b & \"c\"\uFFFD"));
    }

    [TestCaseSource(nameof(All))]
    public void A_PDF_has_one_page_and_embeds_its_fonts(Func<Figure> make)
    {
        string pdf = Encoding.Latin1.GetString(make().ToPdf());

        Assert.That(pdf, Does.StartWith("%PDF-").And.Contains("/Count 1").And.Contains("FontFile2"));
    }

    private static XElement Svg(Figure figure) => XElement.Parse(Encoding.UTF8.GetString(figure.ToSvg()));

    [TestCaseSource(nameof(All))]
    public void The_picture_has_the_measured_size_and_an_empty_margin(Func<Figure> make)
    {
        Figure figure = make();
        using SKBitmap picture = SKBitmap.Decode(figure.ToPng())!;
        int margin = (int)Theme.Margin - 8;
        IEnumerable<SKColor> edge = Enumerable.Range(0, picture.Width).Select(x => picture.GetPixel(x, margin))
            .Concat(Enumerable.Range(0, picture.Height).Select(y => picture.GetPixel(picture.Width - margin, y)));

        Assert.That((picture.Width, picture.Height), Is.EqualTo(figure.Measure()));
        Assert.That(edge, Is.All.EqualTo(SKColors.White));
    }

    [Test]
    public void Saving_makes_the_folder_and_replaces_the_file()
    {
        string folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        string path = Path.Combine(folder, "synchrony.png");
        try
        {
            SampleData.Synchrony().Save(path);
            SampleData.Synchrony().Save(path);

            Assert.That(File.ReadAllBytes(path), Is.EqualTo(SampleData.Synchrony().ToPng()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void Epochs_run_to_the_right_and_upwards()
    {
        // Only the comparison of the last row's epoch with the first column's is high: the upper left corner of the map.
        var grid = new HeatMapGrid
        {
            Range = (0, 1),
            Rows = [new HeatMapRow { Title = "a", Epochs = [0, 1], Panels = [new("tap", new double[,] { { 0, 0 }, { 1, 0 } })] }],
        };
        using SKBitmap picture = SKBitmap.Decode(grid.ToPng())!;
        SKColor yellow = ColorMap.At(1);
        SKColor violet = ColorMap.At(0);
        SKColor[] pixels = picture.Pixels;
        // The colour bar, right of the map, holds both colours too: look at the left half only.
        SKPoint Centre(SKColor color)
        {
            var at = Enumerable.Range(0, pixels.Length)
                .Where(i => i % picture.Width < picture.Width / 2 && pixels[i] == color).ToList();
            return new SKPoint((float)at.Average(i => i % picture.Width), (float)at.Average(i => i / picture.Width));
        }

        Assert.That(Centre(yellow).X, Is.LessThan(Centre(violet).X));
        Assert.That(Centre(yellow).Y, Is.LessThan(Centre(violet).Y));
    }
}
