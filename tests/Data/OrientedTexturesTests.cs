using System.Numerics;
using RepDynamics.Data;

namespace RepDynamics.Tests.Data;

public class OrientedTexturesTests
{
    private static readonly ImageSet Standard = OrientedTextures.Generate(1000, 4, 16);

    [Test]
    public void The_defaults_are_those_of_the_cpu_profile()
    {
        Assert.That(
            (Standard.Count, Standard.Channels, Standard.Height, Standard.Width, Standard.Classes),
            Is.EqualTo((1000, 3, 16, 16, 4)));
        Assert.That(Standard.ClassNames, Is.EqualTo(new[] { "0 degrees", "45 degrees", "90 degrees", "135 degrees" }));
        Assert.That(Standard.Mislabelled, Has.None.True);
    }

    [Test]
    public void The_images_are_those_of_stored_results() =>
        Assert.That(Standard.Fingerprint, Is.EqualTo("817118ec7abf15e10ed4288275839b1ad2b0ad91b1056cecd2c47bc820b95807"));

    [Test]
    public void Asking_for_more_images_keeps_the_earlier_ones()
    {
        ImageSet few = OrientedTextures.Generate(37, 4, 16);
        Assert.That(few.Pixels, Is.EqualTo(Standard.Pixels[..few.Pixels.Length]));
    }

    [Test]
    public void Seeds_and_splits_give_different_images()
    {
        ImageSet[] sets =
        [
            OrientedTextures.Generate(50, 4, 16),
            OrientedTextures.Generate(50, 4, 16, seed: 1),
            OrientedTextures.Generate(50, 4, 16, split: DataSplit.Test),
        ];
        IEnumerable<string> images = sets.SelectMany(set => Enumerable.Range(0, set.Count).Select(i => Convert.ToHexString(set.Image(i))));
        Assert.That(images, Is.Unique);
    }

    [TestCase(1000, 4)]
    [TestCase(50, 3)]
    [TestCase(3, 8)]
    public void Any_number_of_images_is_balanced_to_within_one(int count, int classes)
    {
        ImageSet set = OrientedTextures.Generate(count, classes, 16);
        int[] counts = Enumerable.Range(0, classes).Select(c => set.TrueLabels.Count(label => label == c)).ToArray();
        Assert.That(counts.Sum(), Is.EqualTo(count));
        Assert.That(counts.Max() - counts.Min(), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void Pixels_fill_the_range_around_the_mean_of_the_background()
    {
        // Background U(.2, .8) has mean .5 = 127.5 of 255; over 1000 images of 3 channels its standard error is 0.8.
        double mean = Standard.Pixels.Average(p => p);
        Assert.That(mean, Is.EqualTo(127.5).Within(4));
        Assert.That(Standard.Pixels.Min(), Is.LessThan(5));
        Assert.That(Standard.Pixels.Max(), Is.GreaterThan(250));
        Assert.That(
            Standard.Pixels.Count(p => p is 0 or 255) / (double)Standard.Pixels.Length, Is.LessThan(.05), "clipping is rare");
    }

    [Test]
    public void The_orientation_of_a_class_can_be_recovered_from_its_images()
    {
        for (int label = 0; label < 4; label++)
        {
            Complex sum = Complex.Zero;
            int[] ofClass = Enumerable.Range(0, Standard.Count).Where(i => Standard.TrueLabels[i] == label).ToArray();
            foreach (int i in ofClass)
            {
                Complex tensor = StructureTensor(Standard, i);
                sum += tensor / tensor.Magnitude;
            }

            double mean = sum.Phase / 2 * 180 / Math.PI;
            double off = Math.IEEERemainder(mean - (45 * label), 180);
            // Were orientations uniform, the resultant of 250 unit vectors would be about 1/sqrt(250) = .06.
            Assert.That(sum.Magnitude / ofClass.Length, Is.GreaterThan(.5), $"class {label} is concentrated");
            Assert.That(off, Is.Zero.Within(7), $"class {label}, degrees off");
        }
    }

    [Test]
    public void A_larger_size_shows_the_same_scene()
    {
        ImageSet small = OrientedTextures.Generate(40, 4, 8);
        ImageSet large = OrientedTextures.Generate(40, 4, 32);
        double[] smallMeans = [.. Enumerable.Range(0, 40).Select(i => Mean(small, i))];
        double[] largeMeans = [.. Enumerable.Range(0, 40).Select(i => Mean(large, i))];
        for (int i = 0; i < 40; i++)
            Assert.That(smallMeans[i], Is.EqualTo(largeMeans[i]).Within(12), $"image {i}");
    }

    private static double Mean(ImageSet set, int image) => set.Image(image).ToArray().Average(p => (double)p);

    /// <summary>
    /// Sum of squared complex gradients: its phase is twice the direction in which the brightness changes most.
    /// </summary>
    private static Complex StructureTensor(ImageSet set, int image)
    {
        ReadOnlySpan<byte> pixels = set.Image(image);
        Complex sum = Complex.Zero;
        for (int c = 0; c < set.Channels; c++)
        {
            for (int y = 1; y < set.Height - 1; y++)
            {
                for (int x = 1; x < set.Width - 1; x++)
                {
                    int at = (((c * set.Height) + y) * set.Width) + x;
                    var gradient = new Complex(pixels[at + 1] - pixels[at - 1], pixels[at + set.Width] - pixels[at - set.Width]);
                    sum += gradient * gradient;
                }
            }
        }

        return sum;
    }
}
