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

    /// <summary>Reads a part of the matrix.</summary>
    /// <param name="firstImage">The first image, from 0.</param>
    /// <param name="firstFeature">The first feature, from 0.</param>
    /// <param name="features">How many features of each image, at least 1.</param>
    /// <param name="destination">
    /// Filled whole, row-major <c>[images, features]</c>: its length divided by <paramref name="features"/> says how many images.
    /// </param>
    void Read(int firstImage, int firstFeature, int features, Span<float> destination);
}
