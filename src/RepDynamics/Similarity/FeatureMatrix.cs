namespace RepDynamics.Similarity;

/// <summary>Features that are in memory.</summary>
public sealed class FeatureMatrix : IFeatures
{
    private readonly float[] values;

    /// <param name="name">What they are, for errors.</param>
    /// <param name="values">Row-major <c>[n, p]</c>; not copied.</param>
    /// <param name="images">n.</param>
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
    public void Read(int firstImage, int firstFeature, int features, Span<float> destination)
    {
        for (int row = 0; row < destination.Length / features; row++)
            values.AsSpan((firstImage + row) * Width + firstFeature, features).CopyTo(destination[(row * features)..]);
    }
}
