using RepDynamics.Numerics;
using RepDynamics.Regions;

namespace RepDynamics.Tests.Regions;

public class ImagePlaneTests
{
    private const double Tolerance = 1e-12;

    [Test]
    public void Axes_keep_their_right_angle_for_nearly_collinear_images([Range(1, 5)] int seed)
    {
        float[] a = Image(100, 10 * seed), b = Image(100, (10 * seed) + 1), off = Image(100, (10 * seed) + 2);
        float[] c = [.. a.Select((v, i) => v + (5 * (b[i] - v)) + (0.01f * off[i]))];

        Assert.That(ImagePlane.TryThrough(a, b, c, 10, out ImagePlane? plane), Is.True);
        Assert.That(Dot(plane!.FirstAxis, plane.SecondAxis), Is.EqualTo(0).Within(1e-15));
    }

    [Test]
    public void Axes_have_length_one_and_a_right_angle_and_the_three_images_lie_where_the_plane_says([Values(2, 3, 50)] int d, [Range(1, 5)] int seed)
    {
        float[][] images = [Image(d, 10 * seed), Image(d, (10 * seed) + 1), Image(d, (10 * seed) + 2)];
        ImagePlane plane = Through(images[0], images[1], images[2], 31);
        Assert.That(Dot(plane.FirstAxis, plane.FirstAxis), Is.EqualTo(1).Within(Tolerance));
        Assert.That(Dot(plane.SecondAxis, plane.SecondAxis), Is.EqualTo(1).Within(Tolerance));
        Assert.That(Dot(plane.FirstAxis, plane.SecondAxis), Is.EqualTo(0).Within(Tolerance));

        for (int k = 0; k < 3; k++)
        {
            (double row, double column) = plane.Images[k];
            (double left, double bottom) = plane.Coordinates(0, 0);
            double x = left + (plane.Width * column / 30), y = bottom + (plane.Height * row / 30);
            for (int i = 0; i < d; i++)
            {
                double there = plane.Origin[i] + (x * plane.FirstAxis[i]) + (y * plane.SecondAxis[i]);
                Assert.That(there, Is.EqualTo(images[k][i]).Within(1e-6), $"image {k}, value {i}");
            }
        }
    }

    [Test]
    public void A_right_triangle_gives_the_grid_worked_out_by_hand()
    {
        ImagePlane plane = Through([1, 1], [11, 1], [1, 6], 13);

        Assert.That(plane.Width, Is.EqualTo(12).Within(Tolerance));
        Assert.That(plane.Height, Is.EqualTo(6).Within(Tolerance));
        Assert.That(plane.Coordinates(0, 0), Is.EqualTo((-1.0, -0.5)));
        Assert.That(plane.Coordinates(12, 12).First, Is.EqualTo(11).Within(Tolerance));
        Assert.That(plane.Coordinates(12, 12).Second, Is.EqualTo(5.5).Within(Tolerance));
        AssertPosition(plane.Images[0], 1, 1);
        AssertPosition(plane.Images[1], 1, 11);
        AssertPosition(plane.Images[2], 11, 1);
    }

    [Test]
    public void The_box_reaches_as_far_as_an_image_that_lies_beyond_the_other_two([Values(-5f, 15f)] float beyond)
    {
        ImagePlane plane = Through([0, 0], [10, 0], [beyond, 2], 7);

        Assert.That(plane.Width, Is.EqualTo(15 * 1.2).Within(Tolerance));
        Assert.That(plane.Images.Min(p => p.Column), Is.EqualTo(0.5).Within(Tolerance));
        Assert.That(plane.Images.Max(p => p.Column), Is.EqualTo(5.5).Within(Tolerance));
    }

    [TestCase(0, 0, 1)]
    [TestCase(0, 1, 0)]
    [TestCase(1, 0, 0)]
    [TestCase(0, 0, 0)]
    public void Equal_images_span_no_plane(int a, int b, int c)
    {
        float[][] images = [Image(30, 1), Image(30, 2)];

        Assert.That(ImagePlane.TryThrough(images[a], images[b], images[c], 10, out ImagePlane? plane), Is.False);
        Assert.That(plane, Is.Null);
    }

    [Test]
    public void Collinear_images_span_no_plane_whichever_lies_between([Values(-1f, 0.5f, 2f)] float share)
    {
        float[] a = Image(30, 1), b = Image(30, 2);
        float[] c = [.. a.Select((v, i) => v + (share * (b[i] - v)))];
        AssertSpans(a, b, c, false);
    }

    [TestCase(0.9, false)]
    [TestCase(1.1, true)]
    public void The_height_of_the_triangle_decides_in_every_order_and_unit(double times, bool spans)
    {
        foreach (float unit in new[] { 1e-3f, 1f, 1e3f })
        {
            float[] a = [0, 0], b = [unit, 0], c = [unit / 2, (float)(unit * times * ImagePlane.DegenerateBelow)];
            AssertSpans(a, b, c, spans);
        }
    }

    [Test]
    public void Values_that_are_not_finite_and_images_of_different_sizes_are_refused()
    {
        foreach (float value in new[] { float.NaN, float.PositiveInfinity })
            Assert.That(() => Through([0, 0], [1, 0], [0, value], 5), Throws.ArgumentException.With.Message.Contains("Value 1 of image c"));
        Assert.That(() => Through([0, 0], [1, 0], [0, 1, 2], 5), Throws.ArgumentException);
        Assert.That(() => Through([0], [1], [3], 5), Throws.ArgumentException);
    }

    private static ImagePlane Through(float[] a, float[] b, float[] c, int resolution)
    {
        Assert.That(ImagePlane.TryThrough(a, b, c, resolution, out ImagePlane? plane), Is.True);
        return plane!;
    }

    private static float[] Image(int d, long seed)
    {
        SeededRandom random = new(seed, "test image");
        return [.. Enumerable.Range(0, d).Select(_ => (float)random.Normal())];
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => x.ToArray().Zip(y.ToArray(), (a, b) => a * b).Sum();

    private static void AssertSpans(float[] a, float[] b, float[] c, bool spans)
    {
        foreach ((float[] first, float[] second, float[] third) in new[] { (a, b, c), (c, a, b), (b, c, a) })
            Assert.That(ImagePlane.TryThrough(first, second, third, 5, out _), Is.EqualTo(spans));
    }

    private static void AssertPosition(PlanePosition place, double row, double column)
    {
        Assert.That(place.Row, Is.EqualTo(row).Within(Tolerance));
        Assert.That(place.Column, Is.EqualTo(column).Within(Tolerance));
    }
}
