using RepDynamics.Baselines;
using SkiaSharp;

namespace RepDynamics.Tests.Baselines;

public class FigureComparisonTests
{
    [Test]
    public void Equal_pixels_match_without_being_measured_even_in_an_image_too_small_to_measure()
    {
        var comparison = FigureComparison.Of(Pattern.Of(3, 3), Pattern.Of(3, 3));

        Assert.That(comparison.Matches);
        Assert.That(comparison.Message, Is.EqualTo("figure matches: every pixel is equal"));
    }

    [Test]
    public void Another_size_never_matches_and_the_message_names_both()
    {
        var comparison = FigureComparison.Of(Chart(), Pattern.Uniform(320, 199, 255, 255, 255));

        Assert.That(comparison.Matches, Is.False);
        Assert.That(comparison.Message, Is.EqualTo("figure differs: it is 320 x 199 pixels, its baseline 320 x 200"));
    }

    [Test]
    public void Differences_too_small_to_see_match_and_the_message_gives_the_numbers()
    {
        SKBitmap chart = Chart();
        SKColor[] pixels = chart.Pixels;
        SKBitmap jittered = Pattern.Draw(320, 200, (x, y, c) => Math.Max((c == 0 ? pixels[(y * 320) + x].Red : c == 1 ? pixels[(y * 320) + x].Green : pixels[(y * 320) + x].Blue) - ((x + y) & 1), 0));
        var comparison = FigureComparison.Of(chart, jittered);

        Assert.That(comparison.Matches, comparison.Message);
        Assert.That(comparison.Message, Does.StartWith("figure matches: SSIM ").And.Contain("(at least 0.98)").And.Contain("in the worst block"));
    }

    [Test]
    public void A_missing_tick_label_is_caught_by_its_block_though_SSIM_and_the_mean_would_pass_it()
    {
        (SKBitmap whole, SKBitmap lacking) = (Chart(), Chart(labels: false));
        var comparison = FigureComparison.Of(whole, lacking);

        Assert.That(comparison.Matches, Is.False);
        Assert.That(StructuralSimilarity.Mean(whole, lacking), Is.GreaterThan(0.98));
        Assert.That(ColourDifference.Between(whole, lacking).Mean, Is.LessThan(1));
        Assert.That(comparison.Message, Does.Match(@"^figure differs: colour difference \d+\.\d\d of the block at x \d+, y 18\d is above 8 by \d+\.\d\d$"));
    }

    [Test]
    public void A_change_of_hue_at_equal_luma_is_caught_by_colour_though_SSIM_sees_nothing()
    {
        // Luma 0.299 R + 0.587 G + 0.114 B is 122.2 for both.
        (SKBitmap? bluish, SKBitmap? reddish) = (Pattern.Uniform(64, 64, 90, 130, 166), Pattern.Uniform(64, 64, 208, 92, 53));

        var comparison = FigureComparison.Of(bluish, reddish);

        Assert.That(StructuralSimilarity.Mean(bluish, reddish), Is.GreaterThan(0.9999));
        Assert.That(comparison.Matches, Is.False);
        Assert.That(comparison.Message, Does.StartWith("figure differs: mean colour difference ").And.Contain("; colour difference "));
    }

    [Test]
    public void Lost_structure_is_caught_by_SSIM()
    {
        // Fine chequers of one grey against another phase: every block has the same mean colour.
        SKBitmap chequers = Pattern.Draw(64, 64, (x, y, _) => 100 + (40 * ((x + y) & 1)));
        SKBitmap shifted = Pattern.Draw(64, 64, (x, y, _) => 140 - (40 * ((x + y) & 1)));

        var comparison = FigureComparison.Of(chequers, shifted);

        Assert.That(ColourDifference.Between(chequers, shifted).Maximum, Is.LessThan(1e-9));
        Assert.That(comparison.Matches, Is.False);
        Assert.That(comparison.Message, Does.Match(@"^figure differs: SSIM -0\.\d{4} is below 0\.98 by 1\.\d{4}$"));
    }

    [Test]
    public void The_tolerance_is_inclusive_and_may_be_set()
    {
        (SKBitmap? baseline, SKBitmap? received) = (Pattern.Of(64, 48), Pattern.Of(64, 48, "noise20"));
        Assert.That(FigureComparison.Of(baseline, received).Matches, Is.False);
        var colour = ColourDifference.Between(baseline, received);

        var exact = new FigureTolerance
        {
            MinimumSimilarity = StructuralSimilarity.Mean(baseline, received),
            MaximumMeanColourDifference = colour.Mean,
            MaximumBlockColourDifference = colour.Maximum,
        };

        FigureTolerance[] tighter =
        [
            exact with { MinimumSimilarity = exact.MinimumSimilarity + 1e-9 }, exact with { MaximumMeanColourDifference = exact.MaximumMeanColourDifference - 1e-9 },
            exact with { MaximumBlockColourDifference = exact.MaximumBlockColourDifference - 1e-9 },
        ];
        Assert.That(FigureComparison.Of(baseline, received, exact).Matches);
        Assert.That(tighter.Select(tolerance => FigureComparison.Of(baseline, received, tolerance).Matches), Is.All.False);
    }

    /// <summary>White, two axes, a heat map of four colours, and (or not) a tick label of two digits, 6 pixels wide and strokes of 1 pixel.</summary>
    private static SKBitmap Chart(bool labels = true)
    {
        (int Left, int Top, int Width, int Height, int Red, int Green, int Blue)[] parts =
        [
            (30, 10, 1, 171, 64, 64, 64), (30, 180, 280, 1, 64, 64, 64),
            (40, 20, 60, 70, 68, 1, 84), (100, 20, 60, 70, 49, 104, 142), (40, 90, 60, 70, 53, 183, 121), (100, 90, 60, 70, 253, 231, 37),
            .. (labels ? (int[])[203, 210] : []).SelectMany(left => new[]
            {
                (left, 186, 5, 1, 64, 64, 64), (left, 193, 5, 1, 64, 64, 64), (left, 186, 1, 8, 64, 64, 64), (left + 4, 186, 1, 8, 64, 64, 64),
            }),
        ];
        return parts.Aggregate(
            Pattern.Uniform(320, 200, 255, 255, 255), (chart, p) => chart.WithRectangle(p.Left, p.Top, p.Width, p.Height, (byte)p.Red, (byte)p.Green, (byte)p.Blue));
    }
}
