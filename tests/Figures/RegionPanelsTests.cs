using RepDynamics.Figures;
using SkiaSharp;

namespace RepDynamics.Tests.Figures;

public class RegionPanelsTests
{
    private const int Side = 4;

    [Test]
    public void Row_0_is_at_the_bottom_and_column_0_at_the_left()
    {
        // One cell of class 1 in the last column of row 0: the lower right corner of the panel.
        byte[] map = new byte[Side * Side];
        map[Side - 1] = 1;
        using SKBitmap picture = Decode(SampleRegions.Small(map));
        SKRect rare = Bounds(picture, ClassPalette.Of(2)[1]), common = Bounds(picture, ClassPalette.Of(2)[0]);

        Assert.That(rare.Right, Is.EqualTo(common.Right).Within(1));
        Assert.That(rare.Bottom, Is.EqualTo(common.Bottom).Within(2));
        Assert.That(rare.Left, Is.GreaterThan(common.MidX));
        Assert.That(rare.Top, Is.GreaterThan(common.MidY));
    }

    [Test]
    public void Every_cell_has_the_colour_of_its_class_and_the_same_size()
    {
        byte[] map = [.. Enumerable.Range(0, Side * Side).Select(i => (byte)(i / Side % 2))];
        using SKBitmap picture = Decode(SampleRegions.Small(map));
        SKRect panel = Bounds(picture, [.. ClassPalette.Of(2)]);
        float cell = panel.Width / Side;
        for (int i = 0; i < map.Length; i++)
        {
            // Off the centre, where a mark may be.
            (float x, float y) = (panel.Left + (i % Side + 0.2f) * cell, panel.Bottom - (i / Side + 0.8f) * cell);
            Assert.That(picture.GetPixel((int)x, (int)y), Is.EqualTo(ClassPalette.Of(2)[map[i]]), $"row {i / Side}, column {i % Side}");
        }
    }

    [Test]
    public void A_mark_stands_at_its_image()
    {
        // The first image, a circle, at the upper right; the others below on the left.
        using SKBitmap picture = Decode(SampleRegions.Small(new byte[Side * Side], [(1, 1), (0, 0), (0, 0.5)]));
        SKRect panel = Bounds(picture, ClassPalette.Of(2)[0]);
        float half = panel.Width / Side / 2;

        Assert.That(picture.GetPixel((int)(panel.Right - half), (int)(panel.Top + half)), Is.EqualTo(Theme.Ink));
        Assert.That(picture.GetPixel((int)(panel.Left + half), (int)(panel.Bottom - half)), Is.EqualTo(Theme.Ink));
        Assert.That(picture.GetPixel((int)(panel.Right - half), (int)(panel.Bottom - half)), Is.EqualTo(ClassPalette.Of(2)[0]));
    }

    [Test]
    public void Labels_name_taps_epochs_marks_classes_and_wrong_labels()
    {
        string[] texts = [.. SampleRegions.Small(new byte[Side * Side]).PlaceLabels().Select(label => label.Text)];

        Assert.That(texts, Is.SupersetOf(new[] { "output", "7", "t*", "cat", "dog", "image 0", "cat,", "labelled dog" }));
        Assert.That(texts.Count(text => text.StartsWith("labelled ", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    private static SKBitmap Decode(Figure figure) => SKBitmap.Decode(figure.ToPng())!;

    // Around what has one of the colours left of the key, which repeats them.
    private static SKRect Bounds(SKBitmap picture, params SKColor[] colors)
    {
        int key = (int)SampleRegions.Small(new byte[Side * Side]).PlaceLabels().Single(label => label.Text == "images of the plane").Bounds.Left - 10;
        SKColor[] pixels = picture.Pixels;
        (int X, int Y)[] found =
        [
            .. Enumerable.Range(0, pixels.Length).Where(i => i % picture.Width < key && colors.Contains(pixels[i])).Select(i => (i % picture.Width, i / picture.Width)),
        ];
        return new SKRect(found.Min(p => p.X), found.Min(p => p.Y), found.Max(p => p.X) + 1, found.Max(p => p.Y) + 1);
    }
}
