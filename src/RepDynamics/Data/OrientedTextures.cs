using System.Runtime.InteropServices;
using RepDynamics.Numerics;

namespace RepDynamics.Data;

// docs/design.md#data gives the recipe; the choices it leaves open are the constants and the remarks marked as assumed below.
// Scenes are drawn in units of the image side, so the same seed gives the same scene at every size (but for pixel noise).

/// <summary>A procedural data set: the class of an image is the orientation of its largest texture patch.</summary>
/// <remarks>
/// <para>
/// An image is the sum of a coloured background, a linear brightness gradient, two small distractor patches of any
/// orientation, one large patch whose orientation determines the class, and pixel noise; the sum is clipped to [0, 1] and rounded
/// to a byte. Image i has class i modulo the number of classes, so that any leading part is balanced to within one image.
/// Each image has a separate generator, with the purpose <c>oriented-textures/SPLIT/INDEX</c>.
/// </para>
/// <para>
/// Ranges follow docs/design.md#data. Assumed where it is silent: x points right, y down, both in image sides, with pixel
/// centres at (i + 1/2) / size; the background differs by channel; the gradient is grey, has any direction, is zero at the
/// centre and rises by U(0, .3) over one side; distractors are centred anywhere in the image; a patch is
/// amplitude x colour x exp(-r^2 / (2 sigma^2)) x cos(2 pi frequency (x cos t + y sin t) + phase), with r the distance from its
/// centre, t its orientation (the direction in which the wave runs) and the phase uniform over a turn; a colour direction is
/// uniform on the unit sphere of RGB; patches add up rather than cover each other; noise is drawn for every pixel and channel.
/// </para>
/// <para>
/// Sine and exponential come from the platform and may differ in the last of 53 bits; a byte would change only where a value
/// lies within 10^-13 of a rounding boundary. <see cref="ImageSet.Fingerprint"/> would then differ.
/// </para>
/// </remarks>
internal static class OrientedTextures
{
    private const int Channels = 3;
    private const int Distractors = 2;
    private const double OrientationSpread = 10 * Math.PI / 180;
    private const double DistractorAmplitude = 0.7;
    private const double NoiseSpread = 0.08;

    /// <summary>Assumed: the largest rise of the background gradient over one image side.</summary>
    private const double SteepestGradient = 0.3;

    /// <summary>Draws a set of images.</summary>
    /// <param name="count">Number of images. Asking for more keeps the earlier ones.</param>
    /// <param name="classes">Number of orientations; a class is 180 degrees / classes apart from the next.</param>
    /// <param name="split">Training or test images; they share no random draw.</param>
    /// <returns>Images <c>[count, 3, size, size]</c> with clean labels; classes are named by their orientation in degrees.</returns>
    public static ImageSet Generate(int count, int classes, int size, long seed = 0, DataSplit split = DataSplit.Train)
    {
        int imageSize = Channels * size * size;
        byte[] pixels = new byte[checked(count * imageSize)];
        ThreadedLoop.For(count, Environment.ProcessorCount, i =>
        {
            SeededRandom random = new(seed, $"oriented-textures/{(split == DataSplit.Train ? "train" : "test")}/{i}");
            Draw(random, i % classes * Math.PI / classes, size, pixels.AsSpan(i * imageSize, imageSize));
        });
        return new ImageSet(
            ImmutableCollectionsMarshal.AsImmutableArray(pixels), Channels, size, size,
            [.. Enumerable.Range(0, classes).Select(label => string.Create(CultureInfo.InvariantCulture, $"{180.0 * label / classes:0.#} degrees"))],
            [.. Enumerable.Range(0, count).Select(i => i % classes)]);
    }

    // What is random about the scene comes first, then the noise, pixel by pixel.
    private static void Draw(SeededRandom random, double orientation, int size, Span<byte> image)
    {
        double[] background = [random.Uniform(.2, .8), random.Uniform(.2, .8), random.Uniform(.2, .8)];
        double direction = random.Uniform(0, 2 * Math.PI), rise = random.Uniform(0, SteepestGradient);
        (double gradientX, double gradientY) = (rise * Math.Cos(direction), rise * Math.Sin(direction));
        var patches = new Patch[Distractors + 1];
        for (int d = 0; d < Distractors; d++)
            patches[d] = Patch.Draw(random, random.Uniform(0, Math.PI), centre: (0, 1), sigma: (.08, .14), DistractorAmplitude);
        double spread = OrientationSpread * random.Normal();
        patches[Distractors] = Patch.Draw(random, orientation + spread, centre: (.3, .7), sigma: (.18, .32), strength: 1);

        (double Window, double Wave)[][] shapes = [.. patches.Select(patch => patch.Shape(size))]; // the same in all channels
        for (int i = 0; i < image.Length; i++)
        {
            (int channel, int place) = Math.DivRem(i, size * size);
            (double x, double y) = ((place % size + .5) / size, (place / size + .5) / size);
            double value = background[channel] + (gradientX * (x - .5)) + (gradientY * (y - .5));
            for (int p = 0; p < patches.Length; p++)
            {
                (double window, double wave) = shapes[p][place];
                value += patches[p].Colour[channel] * window * wave;
            }
            value += NoiseSpread * random.Normal();
            image[i] = (byte)((Math.Clamp(value, 0, 1) * 255) + .5);
        }
    }

    /// <summary>A Gabor patch: a wave under a Gaussian window.</summary>
    private sealed record Patch(double X, double Y, double Sigma, double WaveX, double WaveY, double Phase, double[] Colour)
    {
        public static Patch Draw(SeededRandom random, double orientation, (double Low, double High) centre, (double Low, double High) sigma, double strength)
        {
            (double x, double y) = (random.Uniform(centre.Low, centre.High), random.Uniform(centre.Low, centre.High));
            double width = random.Uniform(sigma.Low, sigma.High);
            double frequency = 2 * Math.PI * random.Uniform(2, 4.5);
            double phase = random.Uniform(0, 2 * Math.PI);
            double[] colour = [random.Normal(), random.Normal(), random.Normal()];
            double length = Math.Sqrt(colour.Sum(c => c * c));
            double amplitude = strength * .5 * random.Uniform(.5, 1);
            double[] scaled = [.. colour.Select(c => amplitude * c / length)];
            return new Patch(x, y, width, frequency * Math.Cos(orientation), frequency * Math.Sin(orientation), phase, scaled);
        }

        public (double Window, double Wave)[] Shape(int size)
        {
            var shape = new (double, double)[size * size];
            for (int i = 0; i < shape.Length; i++)
            {
                (double dx, double dy) = (((i % size) + .5) / size - X, ((i / size) + .5) / size - Y);
                shape[i] = (Math.Exp(-((dx * dx) + (dy * dy)) / (2 * Sigma * Sigma)), Math.Cos((WaveX * dx) + (WaveY * dy) + Phase));
            }
            return shape;
        }
    }
}
