using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace RepDynamics.Data;

/// <summary>Labelled images in memory; immutable.</summary>
/// <remarks>
/// Every image has two labels: the true one, and the one given to the network. They are equal until noise is applied
/// (<see cref="LabelNoise"/>). Two sets are the same data exactly when their <see cref="Fingerprint"/>s are equal.
/// </remarks>
public sealed class ImageSet
{
    /// <summary>Checks images and labels and stores them.</summary>
    /// <param name="givenLabels">The true ones when left out.</param>
    /// <exception cref="ArgumentException">A part is missing, a size does not fit, or a label is out of range.</exception>
    public ImageSet(
        ImmutableArray<byte> pixels, int channels, int height, int width, ImmutableArray<string> classNames, ImmutableArray<int> trueLabels,
        ImmutableArray<int>? givenLabels = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        CheckNames(classNames);
        if (trueLabels.IsDefaultOrEmpty)
            throw new ArgumentException("An image set needs at least one image; no true label was passed.", nameof(trueLabels));
        ImmutableArray<int> given = givenLabels ?? trueLabels;
        long expected = (long)trueLabels.Length * channels * height * width;
        if (pixels.IsDefault || pixels.Length != expected)
        {
            throw new ArgumentException(
                $"Expected {expected} pixel bytes for {trueLabels.Length} images of {channels} x {height} x {width}, "
                + $"found {(pixels.IsDefault ? 0 : pixels.Length)}.", nameof(pixels));
        }
        if (given.IsDefault || given.Length != trueLabels.Length)
        {
            throw new ArgumentException(
                $"Expected {trueLabels.Length} given labels, one for every true label, found {(given.IsDefault ? 0 : given.Length)}.", nameof(givenLabels));
        }
        CheckRange(trueLabels, classNames.Length, nameof(trueLabels));
        CheckRange(given, classNames.Length, nameof(givenLabels));
        (Pixels, Channels, Height, Width) = (pixels, channels, height, width);
        (ClassNames, TrueLabels, GivenLabels) = (classNames, trueLabels, given);
        Mislabelled = [.. trueLabels.Zip(given, (t, g) => t != g)];
    }

    /// <summary>All pixels, <c>[Count, Channels, Height, Width]</c>, row-major; 0 is dark, 255 is bright.</summary>
    public ImmutableArray<byte> Pixels { get; }

    /// <summary>Number of images, at least 1.</summary>
    public int Count => TrueLabels.Length;

    /// <summary>Channels an image: 3 for red, green, blue.</summary>
    public int Channels { get; }

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>Number of classes, at least 2.</summary>
    public int Classes => ClassNames.Length;

    /// <summary>Names of the classes, <c>[Classes]</c>, in the order of their labels: all different, none blank.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>True class of every image, <c>[Count]</c>, each in 0 .. Classes - 1.</summary>
    public ImmutableArray<int> TrueLabels { get; }

    /// <summary>The label the network is given for every image, <c>[Count]</c>.</summary>
    public ImmutableArray<int> GivenLabels { get; }

    /// <summary>Whether the given label differs from the true one, <c>[Count]</c>.</summary>
    public ImmutableArray<bool> Mislabelled { get; }

    /// <summary>SHA-256 of what a network can see of this set, as 64 lower-case hexadecimal digits.</summary>
    /// <remarks>
    /// Hashed: a line of text with count, channels, height, width and number of classes; all pixels; the true labels, then the
    /// given ones, each as a 32-bit little-endian integer. Class names do not count. Computed at the first call, then kept.
    /// </remarks>
    public string Fingerprint => field ??= ComputeFingerprint();

    private int ImageSize => Channels * Height * Width;

    /// <summary>The pixels of one image, <c>[Channels, Height, Width]</c>.</summary>
    /// <returns>A view, not a copy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        if (index < 0 || index >= Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"Expected an image in 0 .. {Count - 1}.");
        return Pixels.AsSpan(index * ImageSize, ImageSize);
    }

    /// <summary>The same images and true labels with other given labels.</summary>
    /// <returns>A new set that shares the pixels.</returns>
    /// <exception cref="ArgumentException">Wrong number of labels, or a label out of range.</exception>
    public ImageSet WithGivenLabels(ImmutableArray<int> givenLabels) =>
        new(Pixels, Channels, Height, Width, ClassNames, TrueLabels, givenLabels);

    private static void CheckNames(ImmutableArray<string> names)
    {
        if (names.IsDefault || names.Length < 2)
            throw new ArgumentException($"Expected at least 2 class names, found {(names.IsDefault ? 0 : names.Length)}.", nameof(names));
        if (names.Any(string.IsNullOrWhiteSpace) || names.Distinct().Count() != names.Length)
            throw new ArgumentException($"Class names must not be blank and must differ, found: {string.Join(", ", names)}.", nameof(names));
    }

    private static void CheckRange(ImmutableArray<int> labels, int classes, string parameter)
    {
        int wrong = labels.AsSpan().IndexOfAnyExceptInRange(0, classes - 1);
        if (wrong >= 0) throw new ArgumentException($"Image {wrong}: expected a label in 0 .. {classes - 1}, found {labels[wrong]}.", parameter);
    }

    private string ComputeFingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes($"RepDynamics images 1: {Count} {Channels} {Height} {Width} {Classes}\n"));
        hash.AppendData(Pixels.AsSpan());
        // As they lie in memory: every platform that TorchSharp runs on is little-endian.
        hash.AppendData(MemoryMarshal.AsBytes(TrueLabels.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(GivenLabels.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>Which part of a data set is meant.</summary>
public enum DataSplit
{
    /// <summary>The images a network is trained on.</summary>
    Train,

    /// <summary>Held-out images, never trained on.</summary>
    Test,
}
