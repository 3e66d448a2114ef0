using System.Diagnostics.CodeAnalysis;

namespace RepDynamics.Regions;

/// <summary>The plane through three images, with a grid of R x R points on it (Somepalli et al. 2022).</summary>
/// <remarks>
/// The origin is the first image; the first axis runs from it to the second image, the second axis at a right angle to it towards the third, both of
/// length 1 (Gram and Schmidt). The grid spans the bounding box of the three images in these coordinates plus <see cref="Margin"/> of its width or
/// height on each side, ends included. Row 0 is the row farthest from the third image, column 0 lies before the first image. Rows and columns may be
/// spaced differently: a figure that keeps distances gives its panel the shape <see cref="Width"/> x <see cref="Height"/>. All in double precision,
/// on values of any unit; this project takes standardized pixels.
/// </remarks>
internal sealed class ImagePlane
{
    /// <summary>What is added on each side of the bounding box, as a share of its width or height.</summary>
    public const double Margin = 0.1;

    /// <summary>
    /// A triplet is degenerate when the height of its triangle over the longest side is less than this share of that side. Assumed: single-precision
    /// pixels leave about 10^-7 of such a height to rounding, so that a direction resting on 10^-4 is still right to a thousandth; triplets of
    /// distinct pictures have heights near one half.
    /// </summary>
    public const double DegenerateBelow = 1e-4;

    private readonly double[] origin, first, second;
    private readonly double left, bottom;

    private ImagePlane(double[] origin, double[] first, double[] second, double length, double along, double across, int resolution)
    {
        (this.origin, this.first, this.second) = (origin, first, second);
        Resolution = resolution;
        double boxLeft = Math.Min(0, along), boxWidth = Math.Max(length, along) - boxLeft;
        left = boxLeft - (Margin * boxWidth);
        bottom = -Margin * across;
        Width = boxWidth * (1 + (2 * Margin));
        Height = across * (1 + (2 * Margin));
        Images = [At(0, 0), At(length, 0), At(along, across)];
    }

    /// <summary>R: points along each side of the grid, at least 2.</summary>
    public int Resolution { get; }

    /// <summary>Distance from the first column to the last, in the unit of the images; positive.</summary>
    public double Width { get; }

    /// <summary>Distance from the first row to the last, in the unit of the images; positive.</summary>
    public double Height { get; }

    /// <summary>Where the three images lie on the grid, <c>[3]</c>, in the order of the triplet.</summary>
    public ImmutableArray<PlanePosition> Images { get; }

    public ReadOnlySpan<double> Origin => origin;
    public ReadOnlySpan<double> FirstAxis => first;
    public ReadOnlySpan<double> SecondAxis => second;

    /// <summary>The plane through three images, if they span one.</summary>
    /// <returns>Whether they do: false when two are equal or all three collinear (<see cref="DegenerateBelow"/>).</returns>
    public static bool TryThrough(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, int resolution, [NotNullWhen(true)] out ImagePlane? plane)
    {
        if (a.Length < 2 || b.Length != a.Length || c.Length != a.Length)
            throw new ArgumentException($"Expected three images of the same number of values, at least 2; found {a.Length}, {b.Length} and {c.Length}.");
        double[] origin = Finite(a, nameof(a)), first = Difference(Finite(b, nameof(b)), origin), second = Difference(Finite(c, nameof(c)), origin);
        double toSecond = Length(first), toThird = Length(second), between = Length(Difference(second, first));
        double longest = Math.Max(toSecond, Math.Max(toThird, between));
        plane = null;
        if (toSecond == 0) return false;
        first = Scaled(first, 1 / toSecond);
        double along = RemoveDirection(second, first);
        // Once more: the first pass leaves a rounding error along the first axis that matters when little else is left.
        along += RemoveDirection(second, first);
        double across = Length(second);
        // Twice the area over the longest side is the height above it.
        if (!(toSecond * across >= DegenerateBelow * longest * longest) || across == 0) return false;
        plane = new ImagePlane(origin, first, Scaled(second, 1 / across), toSecond, along, across, resolution);
        return true;
    }

    /// <summary>Where a grid point lies, in the unit of the images, measured from the first image along both axes.</summary>
    public (double First, double Second) Coordinates(int row, int column)
    {
        double steps = Resolution - 1;
        return (left + (Width * (column / steps)), bottom + (Height * (row / steps)));
    }

    private PlanePosition At(double along, double across) =>
        new((across - bottom) / Height * (Resolution - 1), (along - left) / Width * (Resolution - 1));

    private static double[] Finite(ReadOnlySpan<float> image, string parameter)
    {
        double[] values = [.. image.ToArray().Select(value => (double)value)];
        int wrong = Array.FindIndex(values, value => !double.IsFinite(value));
        return wrong < 0 ? values
            : throw new ArgumentException($"Value {wrong} of image {parameter}: expected a finite number, found {values[wrong]}.", parameter);
    }

    private static double[] Difference(double[] x, double[] y) => [.. x.Zip(y, (p, q) => p - q)];

    private static double Dot(double[] x, double[] y) => x.Zip(y, (p, q) => p * q).Sum();

    private static double Length(double[] x) => Math.Sqrt(Dot(x, x));

    private static double[] Scaled(double[] x, double factor) => [.. x.Select(value => value * factor)];

    // Takes the part along a unit vector out of x, in place, and returns its signed length.
    private static double RemoveDirection(double[] x, double[] unit)
    {
        double along = Dot(x, unit);
        for (int i = 0; i < x.Length; i++) x[i] -= along * unit[i];
        return along;
    }
}

/// <summary>A place on a plane's grid, in units of its spacing, from 0 to R - 1; between grid points when not whole.</summary>
public readonly record struct PlanePosition(double Row, double Column);
