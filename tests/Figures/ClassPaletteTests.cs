using RepDynamics.Figures;
using SkiaSharp;

namespace RepDynamics.Tests.Figures;

public class ClassPaletteTests
{
    private static readonly int[] Sizes = [.. Enumerable.Range(ClassPalette.Fewest, ClassPalette.Most - ClassPalette.Fewest + 1)];

    // G. Machado, M. Oliveira and L. Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency, 2009:
    // the matrices of full severity, on linear RGB.
    private static readonly TestCaseData[] Eyes =
    [
        Eye("all cones", [1, 0, 0, 0, 1, 0, 0, 0, 1]),
        Eye("no red cones", [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998]),
        Eye("no green cones", [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881]),
        Eye("no blue cones", [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900]),
    ];

    [TestCaseSource(nameof(Sizes))]
    public void Any_two_colors_differ_in_lightness_by_the_stated_gap(int classes)
    {
        double[] lightness = ClassPalette.Of(classes).Select(color => Lab(Linear(color)).L).Order().ToArray();
        IEnumerable<double> gaps = lightness.Skip(1).Zip(lightness, (upper, lower) => upper - lower);

        Assert.That(lightness, Has.Length.EqualTo(classes));
        Assert.That(gaps, Has.All.GreaterThanOrEqualTo(58.0 / (classes - 1)));
    }

    // In CIELAB a distance of about 2 is just noticed; 20 is seen at a glance.
    [TestCaseSource(nameof(Eyes))]
    public void Any_two_colors_differ_without_one_kind_of_cones(double[] matrix)
    {
        foreach (int classes in Sizes)
        {
            var seen = ClassPalette.Of(classes).Select(color => Lab(See(matrix, Linear(color)))).ToList();
            IEnumerable<double> distances = seen.SelectMany((a, i) => seen.Take(i).Select(b => Distance(a, b)));

            Assert.That(distances, Has.All.GreaterThan(20), $"{classes} classes");
        }
    }

    [Test]
    public void Text_on_any_grey_takes_the_ink_with_more_contrast()
    {
        foreach (int value in Enumerable.Range(0, 256))
        {
            var grey = new SKColor((byte)value, (byte)value, (byte)value);
            double best = Math.Max(Contrast(grey, SKColors.White), Contrast(grey, SKColors.Black));

            Assert.That(Contrast(grey, ClassPalette.TextOn(grey)), Is.EqualTo(best).Within(1e-12));
        }
    }

    // Figures round greys to sixteen steps; a class keeps its exact colour because it is none.
    [TestCaseSource(nameof(Sizes))]
    public void No_color_is_grey_or_transparent_and_text_on_it_is_readable(int classes)
    {
        foreach (SKColor color in ClassPalette.Of(classes))
        {
            Assert.That(color.Alpha == 255 && !(color.Red == color.Green && color.Green == color.Blue), $"{color}");
            Assert.That(Contrast(color, ClassPalette.TextOn(color)), Is.GreaterThanOrEqualTo(4.5), $"{color}");
        }
    }

    [TestCase(-1)]
    [TestCase(1)]
    [TestCase(11)]
    public void Other_numbers_of_classes_are_an_error_that_says_what_to_do(int classes) =>
        Assert.That(
            () => ClassPalette.Of(classes),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("2 to 10 classes").And.Message.Contains("merge"));

    private static TestCaseData Eye(string name, double[] matrix) => new TestCaseData(matrix).SetArgDisplayNames(name);

    private static double[] See(double[] m, double[] c) =>
        [.. Enumerable.Range(0, 3).Select(i => Math.Clamp(m[3 * i] * c[0] + m[3 * i + 1] * c[1] + m[3 * i + 2] * c[2], 0, 1))];

    private static double[] Linear(SKColor color) => [CieLab.Linear[color.Red], CieLab.Linear[color.Green], CieLab.Linear[color.Blue]];

    private static double Luminance(double[] c) => 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];

    // W3C, Web Content Accessibility Guidelines 2.2: contrast ratio.
    private static double Contrast(SKColor a, SKColor b)
    {
        (double x, double y) = (Luminance(Linear(a)) + 0.05, Luminance(Linear(b)) + 0.05);
        return Math.Max(x, y) / Math.Min(x, y);
    }

    private static (double L, double A, double B) Lab(double[] c) => CieLab.OfLinear(c[0], c[1], c[2]);

    private static double Distance((double L, double A, double B) p, (double L, double A, double B) q) =>
        Math.Sqrt((p.L - q.L) * (p.L - q.L) + (p.A - q.A) * (p.A - q.A) + (p.B - q.B) * (p.B - q.B));
}
