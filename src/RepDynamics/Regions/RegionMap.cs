namespace RepDynamics.Regions;

/// <summary>The class of every grid point of some planes, at one tap and epoch: the decision regions. Immutable.</summary>
/// <remarks>
/// One byte a point, <c>[planes, R, R]</c>, row-major; the layout of <see cref="PlaneSet"/>. Maps are compared point by point,
/// so each names its planes.
/// </remarks>
public sealed class RegionMap
{
    /// <summary>The largest number of classes: a class is one byte.</summary>
    public const int MostClasses = 256;

    private readonly byte[] labels;

    /// <summary>Checks and copies a map.</summary>
    /// <param name="labels">Classes <c>[planes, R, R]</c>, each in 0 .. <paramref name="classes"/> - 1; copied.</param>
    /// <exception cref="ArgumentException">
    /// The number of points is not that of at least one whole plane, or a class is out of range; tap, epoch and point are named.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">Epoch, resolution or number of classes are out of range.</exception>
    public RegionMap(string tap, int epoch, string planes, int resolution, int classes, ReadOnlySpan<byte> labels)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tap);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentException.ThrowIfNullOrWhiteSpace(planes);
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        if (classes is < 1 or > MostClasses)
            throw new ArgumentOutOfRangeException(nameof(classes), classes, $"Tap {tap}, epoch {epoch}: expected 1 to {MostClasses} classes.");
        int size = checked(resolution * resolution);
        if (labels.Length == 0 || labels.Length % size != 0)
        {
            throw new ArgumentException(
                $"Tap {tap}, epoch {epoch}: expected a whole number of planes of {resolution} x {resolution} points, found {labels.Length} points.",
                nameof(labels));
        }
        int wrong = classes == MostClasses ? -1 : labels.IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1));
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"Tap {tap}, epoch {epoch}, plane {wrong / size}, row {wrong % size / resolution}, column {wrong % resolution}: "
                + $"expected a class in 0 .. {classes - 1}, found {labels[wrong]}.",
                nameof(labels));
        }
        (Tap, Epoch, Planes, Resolution, Classes) = (tap, epoch, planes, resolution, classes);
        Count = labels.Length / size;
        this.labels = labels.ToArray();
    }

    /// <summary>Name of the layer, or <c>output</c> for the network's own decision.</summary>
    public string Tap { get; }

    /// <summary>Epoch of the snapshot, at least 0.</summary>
    public int Epoch { get; }

    /// <summary>Identity of the planes (<see cref="PlaneSet.Hash"/>, or any other text): only maps with the same can be compared.</summary>
    public string Planes { get; }

    /// <summary>R: points along each side of a plane's grid, at least 1.</summary>
    public int Resolution { get; }

    /// <summary>Number of classes there could be, 1 to <see cref="MostClasses"/>; a map need not hold each of them.</summary>
    public int Classes { get; }

    /// <summary>Number of planes, at least 1.</summary>
    public int Count { get; }

    /// <summary>All classes, <c>[Count, R, R]</c>.</summary>
    public ReadOnlySpan<byte> Labels => labels;

    /// <summary>The classes on one plane, <c>[R, R]</c>.</summary>
    /// <returns>A view, not a copy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such plane.</exception>
    public ReadOnlySpan<byte> Plane(int plane)
    {
        if (plane < 0 || plane >= Count)
            throw new ArgumentOutOfRangeException(nameof(plane), plane, $"Expected a plane in 0 .. {Count - 1}.");
        int size = Resolution * Resolution;
        return labels.AsSpan(plane * size, size);
    }
}
