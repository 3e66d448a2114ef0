using RepDynamics.Figures;
using SkiaSharp;

namespace RepDynamics.Tests.Figures;

public class RegionFigureTests
{
    private const int Side = 4;

    [Test]
    public void Row_0_is_at_the_bottom_and_column_0_at_the_left()
    {
        // One cell of class 1 in the last column of row 0: the lower right corner of the panel.
        byte[] map = new byte[Side * Side];
        map[Side - 1] = 1;
        using SKBitmap picture = Decode(Panel(map));
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
        using SKBitmap picture = Decode(Panel(map));
        SKRect panel = PanelBounds(picture);
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
        RegionPanels panels = Panel(new byte[Side * Side], (1, 1), (0, 0), (0, 0.5));
        using SKBitmap picture = Decode(panels);
        SKRect panel = PanelBounds(picture);
        float cell = panel.Width / Side;

        Assert.That(picture.GetPixel((int)(panel.Right - cell / 2), (int)(panel.Top + cell / 2)), Is.EqualTo(Theme.Ink));
        Assert.That(picture.GetPixel((int)(panel.Left + cell / 2), (int)(panel.Bottom - cell / 2)), Is.EqualTo(Theme.Ink));
        Assert.That(picture.GetPixel((int)(panel.Right - cell / 2), (int)(panel.Bottom - cell / 2)), Is.EqualTo(ClassPalette.Of(2)[0]));
    }

    [Test]
    public void Labels_name_taps_epochs_marks_classes_and_wrong_labels()
    {
        string[] texts = [.. Panel(new byte[Side * Side]).PlaceLabels().Select(label => label.Text)];

        Assert.That(texts, Is.SupersetOf(new[] { "output", "7", "t*", "cat", "dog", "image 0", "cat,", "labelled dog" }));
        Assert.That(texts.Count(text => text.StartsWith("labelled ", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public void A_film_strip_has_a_frame_for_every_epoch_and_a_thick_border_at_perfect_fit()
    {
        FilmStrip strip = Strip(perfectFit: 2);
        string[] texts = [.. strip.PlaceLabels().Select(label => label.Text)];

        Assert.That(texts, Is.SupersetOf(new[] { "0", "1", "t* = 2", "9" }));
        Assert.That(Inked(strip), Is.GreaterThan(Inked(Strip(perfectFit: null)) + 500));
        Assert.That(Strip(perfectFit: null).PlaceLabels().Select(label => label.Text), Has.Some.Contains("never fits perfectly"));
    }

    [Test]
    public void A_film_strip_wraps_after_the_frames_of_a_line()
    {
        (FilmStrip line, FilmStrip lines) = (Strip(null, 9, [.. Enumerable.Range(0, 9)]), Strip(null, 30, [.. Enumerable.Range(0, 30)]));

        Assert.That(lines.Measure().Height, Is.GreaterThan(line.Measure().Height));
        Assert.That(lines.Measure().Width, Is.EqualTo(line.Measure().Width));
    }

    [Test]
    public void A_map_of_the_wrong_size_names_tap_and_epoch() =>
        Assert.That(() => Panel(new byte[3]).ToPng(), Throws.ArgumentException.With.Message.Contains("tap 'output', epoch 7").And.Message.Contains("has 3 points"));

    [Test]
    public void A_class_without_a_name_names_its_place()
    {
        byte[] map = new byte[Side * Side];
        map[6] = 2;
        Assert.That(() => Panel(map).ToPng(), Throws.ArgumentException.With.Message.Contains("class 2 in row 1, column 2").And.Message.Contains("0 to 1"));
    }

    [Test]
    public void A_place_off_the_map_names_the_image() =>
        Assert.That(
            () => Panel(new byte[Side * Side], (0, 0), (1.5, 0), (0, 1)).ToPng(),
            Throws.ArgumentException.With.Message.Contains("corner 'image 1'").And.Message.Contains("X = 1.5"));

    [Test]
    public void Every_epoch_needs_a_map() =>
        Assert.That(() => Strip(perfectFit: null, frames: 3).ToPng(), Throws.ArgumentException.With.Message.Contains("has 3 maps").And.Message.Contains("4"));

    [Test]
    public void Perfect_fit_is_one_of_the_frames() => Assert.That(() => Strip(perfectFit: 3).ToPng(), Throws.ArgumentException.With.Message.Contains("3"));

    private static RegionPanels Panel(byte[] map, params (double X, double Y)[] places) => new()
    {
        ClassNames = ["cat", "dog"],
        Resolution = Side,
        Epochs = [new EpochColumn(7, "t*")],
        Taps = [new RegionRow("output", [map])],
        Corners = Corners(places.Length > 0 ? places : [(0, 0), (1, 0), (0, 1)]),
    };

    private static FilmStrip Strip(int? perfectFit, int frames = 4, params int[] epochs) => new()
    {
        ClassNames = ["cat", "dog"],
        Resolution = Side,
        Epochs = epochs.Length > 0 ? epochs : [0, 1, 2, 9],
        PerfectFitEpoch = perfectFit,
        Taps = [new RegionRow("output", [.. Enumerable.Range(0, frames).Select(_ => new byte[Side * Side])])],
        Corners = Corners((0, 0), (1, 0), (0, 1)),
    };

    // The first image alone has a wrong label; thumbnails are grey, which is no class's colour.
    private static PlaneImage[] Corners(params (double X, double Y)[] places) =>
        [.. places.Select((place, i) => new PlaneImage($"image {i}", place.X, place.Y, 0, i == 0 ? 1 : 0, 2, 2, [.. Enumerable.Repeat((byte)128, 12)]))];

    private static SKBitmap Decode(Figure figure) => SKBitmap.Decode(figure.ToPng())!;

    // The panel is what has a class's colour left of the key, which repeats the colours.
    private static SKRect PanelBounds(SKBitmap picture) => Union(ClassPalette.Of(2).Select(color => Bounds(picture, color)));

    private static SKRect Bounds(SKBitmap picture, SKColor color)
    {
        int key = (int)Panel(new byte[Side * Side]).PlaceLabels().Single(label => label.Text == "images of the plane").Bounds.Left - 10;
        SKColor[] pixels = picture.Pixels;
        int width = picture.Width;
        (int X, int Y)[] found =
            [.. Enumerable.Range(0, pixels.Length).Where(i => i % width < key && pixels[i] == color).Select(i => (i % width, i / width))];
        return found.Length == 0 ? new SKRect(0, 0, 0, 0) : new SKRect(found.Min(p => p.X), found.Min(p => p.Y), found.Max(p => p.X) + 1, found.Max(p => p.Y) + 1);
    }

    private static SKRect Union(IEnumerable<SKRect> parts)
    {
        SKRect[] some = [.. parts.Where(part => part.Width > 0)];
        return new SKRect(some.Min(r => r.Left), some.Min(r => r.Top), some.Max(r => r.Right), some.Max(r => r.Bottom));
    }

    private static int Inked(Figure figure)
    {
        using SKBitmap picture = Decode(figure);
        return picture.Pixels.Count(pixel => pixel == Theme.Ink);
    }
}
