using RepDynamics.Baselines;
using RepDynamics.Claims;
using SkiaSharp;

namespace RepDynamics.Tests.Baselines;

/// <summary>
/// The tolerance for figures of other networks, held to figures that are at hand: those of two profiles under one name are of other networks,
/// on other data even, and pass where the same parts have a value; a figure that is not what its baseline is does not.
/// </summary>
[Category("Slow")]
public class OtherNetworksTests
{
    private static readonly string Baselines = Path.Combine(Repository.Root, "baselines");

    private static IEnumerable<TestCaseData> Twins() =>
        from file in Directory.GetFiles(Path.Combine(Baselines, "cpu"), "*.verified.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        let name = Path.GetRelativePath(Path.Combine(Baselines, "cpu"), file)
        let twin = Path.Combine(Baselines, "cifar-cpu", name)
        where File.Exists(twin) && Undecided("cpu", name).SequenceEqual(Undecided("cifar-cpu", name))
        select new TestCaseData(file, twin).SetArgDisplayNames(name);

    // The parts without a value: where they differ, so does what a figure shows.
    private static IEnumerable<string> Undecided(string profile, string figure) =>
        from part in VerdictFile.Read(Path.Combine(Baselines, profile, Path.GetDirectoryName(figure)!, "verdict.verified.json")).Parts
        where part.Interval is null
        select part.Name;

    [TestCaseSource(nameof(Twins))]
    public void A_figure_of_other_networks_passes(string baseline, string twin)
    {
        var comparison = FigureComparison.OfFiles(baseline, twin, FigureTolerance.OtherNetworks);

        Assert.That(comparison.Matches, Is.True, comparison.Message);
    }

    private static readonly Dictionary<string, Converter<SKColor, SKColor>> Spoils = new()
    {
        ["blank"] = _ => SKColors.White,
        ["red for blue"] = pixel => new(pixel.Blue, pixel.Green, pixel.Red),
        ["a negative"] = pixel => new((byte)(255 - pixel.Red), (byte)(255 - pixel.Green), (byte)(255 - pixel.Blue)),
    };

    // At another size, swapped colours are no further away (19) than what other networks do to panels (20).
    [TestCase("blank", 0)]
    [TestCase("red for blue", 0)]
    [TestCase("a negative", 0)]
    [TestCase("blank", 40)]
    [TestCase("a negative", 40)]
    public void A_figure_that_is_spoiled_does_not(string how, int wider)
    {
        using FileStream file = File.OpenRead(Path.Combine(Baselines, "cpu", "ViTSync", "similarity.ViT-SGD.verified.png"));
        using SKBitmap baseline = PngImage.Decode(file), spoiled = new(baseline.Width, baseline.Height, isOpaque: true);
        spoiled.Pixels = Array.ConvertAll(baseline.Pixels, Spoils[how]);

        var comparison = FigureComparison.Of(baseline, spoiled.Resize(new SKSizeI(baseline.Width + wider, baseline.Height), new SKSamplingOptions(SKFilterMode.Nearest)), FigureTolerance.OtherNetworks);

        Assert.That(comparison.Matches, Is.False, comparison.Message);
    }

    [TestCase(1200, 800, true)]
    [TestCase(1000, 640, true)]
    [TestCase(1201, 800, false)]
    [TestCase(1000, 639, false)]
    public void Another_size_passes_within_a_fifth(int width, int height, bool passes)
    {
        var comparison = FigureComparison.Of(White(1000, 800), White(width, height), FigureTolerance.OtherNetworks);

        Assert.That(comparison.Matches, Is.EqualTo(passes));
        Assert.That(comparison.Message, Does.Contain($"it is {width} x {height} pixels, its baseline 1000 x 800"));
    }

    private static SKBitmap White(int width, int height) => Pattern.Uniform(width, height, 255, 255, 255);
}
