using static TorchSharp.torch;

namespace RepDynamics.Models;

/// <summary>Receives the output of one named layer while a network runs.</summary>
/// <param name="tap">The layer's name, one of <see cref="Network.Taps"/>.</param>
/// <param name="output">Its output, <c>[n, ...]</c>. It lives as long as the scope of the call: keep what is computed from it.</param>
public delegate void TapObserver(string tap, Tensor output);

/// <summary>
/// An image classifier whose layers can be observed. A network of your own derives from this class, names its taps and reports each of them in
/// <see cref="Run"/>.
/// </summary>
/// <param name="name">The network's name, as in recipes and figures.</param>
public abstract class Network(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>The observed layers, in the order they run; the last is the logits.</summary>
    public abstract IReadOnlyList<string> Taps { get; }

    /// <summary>
    /// The taps whose output is <c>[n, tokens, d]</c> with a class token first that depends on the image; by default none. Their class token can
    /// be compared alone.
    /// </summary>
    public virtual IReadOnlyCollection<string> TokenTaps => [];

    /// <summary>
    /// The type in which the network's <see cref="MixedPrecision"/> layers compute; float32 by default. Weights, their gradients, the statistics of
    /// normalization and the logits are always float32. A training step sets it by its recipe's <see cref="Training.Precision"/>; everything that
    /// reads a network reads it in float32.
    /// </summary>
    public ScalarType ComputeType
    {
        get;
        set
        {
            field = value;
            foreach (MixedPrecision layer in modules().OfType<MixedPrecision>()) layer.ComputeType = value;
        }
    } = ScalarType.Float32;

    /// <summary>Whether the network has layers that compute in its <see cref="ComputeType"/>.</summary>
    public bool SupportsReducedPrecision => modules().OfType<MixedPrecision>().Any();

    /// <summary>Computes the logits, reporting every tap on the way.</summary>
    /// <param name="images">Images, float32 <c>[n, channels, height, width]</c>, standardized.</param>
    /// <param name="observe">Called once for each tap, in order; null for no observation.</param>
    /// <returns>Logits, <c>[n, classes]</c>.</returns>
    public abstract Tensor Run(Tensor images, TapObserver? observe = null);

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input) => Run(input);

    /// <summary>The channels of an image that the networks of this library are built for.</summary>
    private protected const int Channels = 3;

    /// <summary>Throws unless the images have the shape that the network was built for, <c>[n, 3, size, size]</c>; of any size if null.</summary>
    /// <exception cref="ArgumentException">The message names the shape expected and the shape found.</exception>
    private protected void CheckShape(Tensor images, int? size)
    {
        long[] found = images.shape;
        if (found.Length == 4 && found[1] == Channels && (size is null || (found[2] == size && found[3] == size))) return;
        string side = size is { } pixels ? $"{pixels}, {pixels}" : "height, width";
        throw new ArgumentException($"{GetName()} was built for images [n, {Channels}, {side}]; found [{string.Join(", ", found)}].", nameof(images));
    }
}
