using System.Text;
using System.Xml.Linq;
using RepDynamics.Figures;
using SkiaSharp;

namespace RepDynamics.Tests.Figures;

public class RenderingTests
{
    private static readonly Func<Figure>[] All =
        [SampleData.FourNetworks, SampleData.TrainingCurves, SampleData.Synchrony, SampleData.FourConditions, SampleData.Concordance, SampleRegions.Panels];

    [TestCaseSource(nameof(All))]
    public void The_same_figure_gives_the_same_small_files(Func<Figure> make)
    {
        (byte[] png, byte[] svg, byte[] pdf) = (make().ToPng(), make().ToSvg(), make().ToPdf());

        Assert.That(make().ToPng(), Is.EqualTo(png));
        Assert.That(make().ToSvg(), Is.EqualTo(svg));
        Assert.That(make().ToPdf(), Is.EqualTo(pdf));
        Assert.That(png, Has.Length.LessThan(200_000));
        Assert.That(svg, Has.Length.LessThan(120_000));
    }

    [TestCaseSource(nameof(All))]
    public void Outlines_need_no_font_and_a_PDF_of_one_page_embeds_its_own(Func<Figure> make)
    {
        XElement svg = Parse(make().ToSvg(outlines: true));

        Assert.That(Elements(svg, "text"), Is.Empty);
        Assert.That(Elements(svg, "path").Count(), Is.GreaterThan(make().PlaceLabels().Count));
        Assert.That(Encoding.Latin1.GetString(make().ToPdf()), Does.StartWith("%PDF-").And.Contains("/Count 1").And.Contains("FontFile2"));
    }

    [TestCaseSource(nameof(All))]
    public void An_SVG_has_a_title_a_description_all_labels_as_text_and_attributes_only(Func<Figure> make)
    {
        Figure figure = make();
        XElement svg = Svg(figure);

        Assert.That(svg.Elements().Take(2).Select(e => (e.Name.LocalName, e.Value)), Is.EqualTo(new[] { ("title", figure.Title), ("desc", figure.Describe()) }));
        Assert.That((string?)svg.Attribute("viewBox"), Is.EqualTo($"0 0 {figure.Measure().Width} {figure.Measure().Height}"));
        Assert.That(Elements(svg, "text").Select(e => e.Value), Is.EqualTo(figure.PlaceLabels().Select(label => label.Text)));
        // What a content security policy forbids within a page, and what must be unique within one.
        Assert.That(svg.Descendants().Attributes().Select(a => a.Name.LocalName), Has.None.EqualTo("style").And.None.EqualTo("id").And.None.EqualTo("class"));
        Assert.That(svg.Descendants().Select(e => e.Name.LocalName), Has.None.EqualTo("style").And.None.EqualTo("script"));
        Assert.That(svg.Descendants().Attributes("href").Select(a => a.Value), Has.All.StartsWith("data:image/png;base64,"));
    }

    [TestCaseSource(nameof(All))]
    public void On_paper_a_figure_fits_a_column_of_five_and_a_half_inches(Func<Figure> make)
    {
        XElement svg = Parse(make().ToSvg(FigureTheme.Paper));
        double width = double.Parse(svg.Attribute("width")!.Value[..^2], CultureInfo.InvariantCulture), pixels = make().Measure(FigureTheme.Paper).Width;
        double[] sizes = [.. svg.Descendants().Attributes("font-size").Select(size => double.Parse(size.Value, CultureInfo.InvariantCulture))];

        Assert.That(svg.Attribute("width")!.Value, Does.EndWith("pt"));
        Assert.That(width, Is.InRange(1, 5.5 * 72 + 0.01));
        Assert.That(sizes.Min() * width / pixels, Is.GreaterThanOrEqualTo(7 - 0.01));
        Assert.That(make().PlaceLabels(FigureTheme.Paper).Select(label => label.Text), Has.None.EqualTo(make().Title));
    }

    [TestCaseSource(nameof(All))]
    public void The_picture_has_the_measured_size_and_an_empty_margin(Func<Figure> make)
    {
        using SKBitmap picture = SKBitmap.Decode(make().ToPng())!;
        int margin = (int)Theme.Margin - 8;
        IEnumerable<SKColor> edge = Enumerable.Range(0, picture.Width).Select(x => picture.GetPixel(x, margin))
            .Concat(Enumerable.Range(0, picture.Height).Select(y => picture.GetPixel(picture.Width - margin, y)));

        Assert.That((picture.Width, picture.Height), Is.EqualTo(make().Measure()));
        Assert.That(edge, Is.All.EqualTo(SKColors.White));
    }

    [Test]
    public void Labels_with_the_letters_of_markup_stay_what_they_are()
    {
        XElement svg = Svg(SampleData.Curves("loss", [new("<script>", [0, 1], [0, 1])], title: "a < b & \"c\"\u0001"));

        Assert.That(Elements(svg, "text").Select(e => e.Value), Has.Some.EqualTo("<script>"));
        Assert.That(svg.Elements().First().Value, Is.EqualTo("a < b & \"c\"\uFFFD"));
    }

    // Only the comparison of the last row's epoch with the first column's is high: the upper left corner of the map.
    private static readonly HeatMapGrid Corner = new()
    {
        Range = (0, 1),
        Rows = [new HeatMapRow { Title = "a", Epochs = [0, 1], Panels = [new("tap", new double[,] { { 0, 0 }, { 1, 0 } })] }],
    };

    [Test]
    public void Epochs_run_to_the_right_and_upwards_in_the_picture()
    {
        using SKBitmap picture = SKBitmap.Decode(Corner.ToPng())!;
        SKPoint yellow = Centre(ColorMap.At(1)), violet = Centre(ColorMap.At(0));

        Assert.That(yellow.X, Is.LessThan(violet.X));
        Assert.That(yellow.Y, Is.LessThan(violet.Y));

        // The colour bar, right of the map, holds both colours too: the left half only.
        SKPoint Centre(SKColor color)
        {
            SKColor[] pixels = picture.Pixels;
            int[] at = [.. Enumerable.Range(0, pixels.Length).Where(i => i % picture.Width < picture.Width / 2 && pixels[i] == color)];
            return new SKPoint((float)at.Average(i => i % picture.Width), (float)at.Average(i => i / picture.Width));
        }
    }

    [Test]
    public void Pictures_of_an_SVG_hold_the_colours_of_the_cells()
    {
        string picture = Elements(Svg(Corner), "image").First().Attribute("href")!.Value.Split(',')[1];
        using SKBitmap map = SKBitmap.Decode(Convert.FromBase64String(picture))!;

        Assert.That(map.GetPixel(0, 0), Is.EqualTo(ColorScale.ColorAt(1)));
        Assert.That(map.GetPixel(map.Width - 1, 0), Is.EqualTo(ColorScale.ColorAt(0)));
        Assert.That(map.GetPixel(0, map.Height - 1), Is.EqualTo(ColorScale.ColorAt(0)));
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

    private static XElement Svg(Figure figure) => Parse(figure.ToSvg());

    private static XElement Parse(byte[] svg) => XElement.Parse(Encoding.UTF8.GetString(svg));

    private static IEnumerable<XElement> Elements(XElement svg, string name) => svg.Descendants().Where(e => e.Name.LocalName == name);
}
