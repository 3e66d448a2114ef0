namespace RepDynamics.Similarity;

/// <summary>The features of one layer at one epoch, <c>[n, p]</c>, read in parts: they may be larger than memory.</summary>
/// <remarks>Read by one thread at a time, in any order, and more than once: every reading must give the same numbers.</remarks>
public interface IFeatures
{
    /// <summary>What they are, for errors: a file and a layer, for example <c>epoch_12.npz, layer block1</c>.</summary>
    string Name { get; }

    /// <summary>n, the number of images.</summary>
    int Images { get; }

    /// <summary>p, the number of features of an image.</summary>
    int Width { get; }

    /// <summary>What differs by less than this share of its size differs by rounding: 1e-6 of single precision, which is the default.</summary>
    double Rounding => 1e-6;

    /// <summary>Reads a part of the matrix; images and features count from 0.</summary>
    /// <param name="features">How many features of each image, at least 1.</param>
    /// <param name="destination">
    /// Filled whole, row-major <c>[images, features]</c>: its length divided by <paramref name="features"/> says how many images.
    /// </param>
    void Read(int firstImage, int firstFeature, int features, Span<double> destination);
}

/// <summary>Features that are in memory.</summary>
public sealed class FeatureMatrix : IFeatures
{
    private readonly float[] values;

    /// <param name="values">Row-major <c>[n, p]</c>; not copied.</param>
    /// <exception cref="ArgumentException">The values do not make n rows of at least one feature each.</exception>
    public FeatureMatrix(string name, float[] values, int images)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(values);
        if (images < 1 || values.Length == 0 || values.Length % images != 0)
            throw new ArgumentException($"{name}: {values.Length} values do not make {images} rows of equal length.", nameof(values));
        (Name, this.values, Images, Width) = (name, values, images, values.Length / images);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Images { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public void Read(int firstImage, int firstFeature, int features, Span<double> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = values[(firstImage + i / features) * Width + firstFeature + i % features];
    }
}

/// <summary>Features for which a similarity is not defined; the message names them (<see cref="IFeatures.Name"/>).</summary>
public sealed class FeatureException : Exception
{
    internal FeatureException(string name, string fault, string remedy) : base($"{name}: {fault}") => Remedy = remedy;

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }
}
