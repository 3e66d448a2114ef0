using RepDynamics.Baselines;

namespace RepDynamics.Tests.Baselines;

/// <summary>
/// The tolerance for figures of other networks, held to figures that are at hand: those of two profiles under one name are of other networks,
/// on other data even, and pass; a figure that is not what its baseline is does not.
/// </summary>
public class OtherNetworksTests
{
    private static readonly string Baselines = Path.Combine(Repository.Root, "baselines");

    private static IEnumerable<TestCaseData> Twins() =>
        from file in Directory.GetFiles(Path.Combine(Baselines, "cpu"), "*.verified.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        let name = Path.GetRelativePath(Path.Combine(Baselines, "cpu"), file)
        let twin = Path.Combine(Baselines, "cifar-cpu", name)
        where File.Exists(twin)
        select new TestCaseData(file, twin).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Twins))]
    public void A_figure_of_other_networks_passes(string baseline, string twin)
    {
        FigureComparison comparison = FigureComparison.OfFiles(baseline, twin, FigureTolerance.OtherNetworks);

        Assert.That(comparison.Matches, Is.True, comparison.Message);
    }

    private static readonly Dictionary<string, Func<(byte R, byte G, byte B), (byte R, byte G, byte B)>> Spoils = new()
    {
        ["blank"] = _ => (255, 255, 255),
        ["red for blue"] = pixel => (pixel.B, pixel.G, pixel.R),
        ["a negative"] = pixel => ((byte)(255 - pixel.R), (byte)(255 - pixel.G), (byte)(255 - pixel.B)),
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
        PixelImage baseline = PngImage.Decode(file);
        byte[] pixels = new byte[4 * baseline.Width * baseline.Height];
        for (int y = 0; y < baseline.Height; y++)
        for (int x = 0; x < baseline.Width; x++)
        {
            (byte r, byte g, byte b) = Spoils[how](baseline.OnWhite(x, y));
            new[] { r, g, b, (byte)255 }.CopyTo(pixels, 4 * (y * baseline.Width + x));
        }
        PixelImage spoiled = new(baseline.Width, baseline.Height, pixels);

        FigureComparison comparison = FigureComparison.Of(baseline, spoiled.StretchedTo(White(baseline.Width + wider, baseline.Height)), FigureTolerance.OtherNetworks);

        Assert.That(comparison.Matches, Is.False, comparison.Message);
    }

    [TestCase(1200, 800, true)]
    [TestCase(1000, 640, true)]
    [TestCase(1201, 800, false)]
    [TestCase(1000, 639, false)]
    public void Another_size_passes_within_a_fifth(int width, int height, bool passes)
    {
        FigureComparison comparison = FigureComparison.Of(White(1000, 800), White(width, height), FigureTolerance.OtherNetworks);

        Assert.That(comparison.Matches, Is.EqualTo(passes));
        Assert.That(comparison.Message, Does.Contain($"it is {width} x {height} pixels, its baseline 1000 x 800"));
    }

    private static PixelImage White(int width, int height) => new(width, height, [.. Enumerable.Repeat((byte)255, 4 * width * height)]);
}
