using RepDynamics.Figures;
using SkiaSharp;

namespace RepDynamics.Tests.Figures;

public class RenderingTests
{
    private static readonly Func<Figure>[] All = [SampleData.FourNetworks, SampleData.TrainingCurves, SampleData.Synchrony, () => SampleRegions.Panels(), () => SampleRegions.Strip("output")];

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
