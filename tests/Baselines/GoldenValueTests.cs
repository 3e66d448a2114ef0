using RepDynamics.Baselines;
using RepDynamics.Tests.Models;
using SkiaSharp;

namespace RepDynamics.Tests.Baselines;

public class GoldenValueTests
{
    [TestCaseSource(nameof(Cases))]
    public void Measures_agree_with_numpy_and_scipy(Golden golden)
    {
        SKBitmap baseline = Pattern.Of(golden.Width, golden.Height);
        SKBitmap received = Pattern.Of(golden.Width, golden.Height, golden.Kind, golden.Seed);
        var colour = ColourDifference.Between(baseline, received);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(StructuralSimilarity.Mean(baseline, received), Is.EqualTo(golden.Ssim).Within(1e-9));
            Assert.That(colour.Mean, Is.EqualTo(golden.MeanColour).Within(1e-9));
            Assert.That(colour.Maximum, Is.EqualTo(golden.MaximumColour).Within(1e-9));
        }
    }

    private static IEnumerable<TestCaseData> Cases() =>
        GoldenFile.Read<Golden[]>("Baselines/ssim.golden.json")
            .Select(golden => new TestCaseData(golden).SetArgDisplayNames($"{golden.Kind} {golden.Width} x {golden.Height}"));

    public sealed record Golden(int Width, int Height, string Kind, int Seed, double Ssim, double MeanColour, double MaximumColour);
}
